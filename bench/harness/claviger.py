"""The release binary in a folder of its own, with people and apps, on SQLite or PostgreSQL."""

import contextlib
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from . import process
from .process import BenchError, Child
from .server import API, REDIRECT_URI, Server

PASSWORD = "correct horse battery staple"


class Claviger(Server):
    introspectable = {"resource": API}

    def __init__(self, binary, folder, database=None, assertor=None):
        engine = "PostgreSQL" if database else "SQLite"
        super().__init__(f"Claviger, {engine}", folder)
        self.key = f"claviger-{engine.lower()}"
        self.binary, self.database = binary, database
        self.database_url = database.new_database(folder.name) if database else f"sqlite:{folder}/claviger.db"
        self.has_database = database is not None
        self.assertor, self.asking = assertor, None
        self.people = []
        self._sessions = []

    @property
    def env(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CLAVIGER_PUBLIC_URL": self.base,
            "CLAVIGER_LISTEN": f"127.0.0.1:{self.port}",
            "CLAVIGER_DATABASE_URL": self.database_url,
        }

    def cli(self, *words, stdin=""):
        how = {"cwd": self.folder, "env": self.env, "input": stdin, "capture_output": True, "text": True}
        done = subprocess.run([str(self.binary), *words], check=False, **how)
        if done.returncode != 0:
            raise BenchError(f"claviger {' '.join(words)} failed: {done.stderr}")
        return done.stdout

    def populate(self, people):
        """Apps and people, by the command line, before the first start."""
        scopes = ["--scope", "openid", "--scope", "api:read", "--resource", API]
        service = ["--grant", "client_credentials", "--scope", "api:read", "--resource", API, "--json"]
        app = self.cli("client", "add", "app", "--name", "App", "--redirect-uri", REDIRECT_URI, "--json", *scopes)
        asking = [*scopes, "--consent", "--redirect-uri", REDIRECT_URI, "--json"]
        self.asking = json.loads(self.cli("client", "add", "asking", "--name", "Asking", *asking))
        if self.assertor:
            keys = ["--auth-method", "private_key_jwt", "--jwks", str(self.assertor.make_key())]
            self.cli("client", "add", self.assertor.client_id, *service, *keys)
        self.app, self.service = json.loads(app), json.loads(self.cli("client", "add", "service", *service))
        self.people = [{"username": f"person-{at}", "password": PASSWORD} for at in range(people)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self._add_person, self.people))

    def assertions(self):
        return self.assertor.assertions(self.base)

    def _add_person(self, person):
        name = person["username"]
        words = ["--email", f"{name}@northwind.example", "--name", name, "--password-stdin"]
        self.cli("user", "add", name, *words, stdin=PASSWORD + "\n")

    @contextlib.contextmanager
    def run(self):
        """Starts the server; `start_seconds` is until it said that it is ready."""
        begun = time.monotonic()
        with Child([self.binary, "serve"], self.folder / "log", cwd=self.folder, env=self.env) as child:
            child.wait_until(lambda: process.is_ok(self.port, "/readyz"))
            self.start_seconds = time.monotonic() - begun
            self.pid = child.pid
            self.discover()
            yield self

    def sessions(self, chains, each):
        # Signing in costs a hash, and a session here stays: one lot serves all loads.
        if len(self._sessions) != chains * each:
            self._sessions = super().sessions(chains, each)
        return self._sessions

    def database_cpu_seconds(self):
        return self.database.cpu_seconds() if self.database else 0.0
