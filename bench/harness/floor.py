"""The floor: what the machine does at best through the same libraries (examples/floor)."""

import contextlib
import json
import subprocess

from . import process
from .agent import Agent
from .process import BenchError, Child
from .server import Server
from .wrk import Load

# What the bare routes stand under.
ROUTES = {"discovery": "/discovery", "jwks": "/jwks", "client_credentials": "/sign"}


class Floor(Server):
    key, label, routes = "floor", "bare Rocket", ROUTES

    def __init__(self, binary, folder):
        super().__init__(self.label, folder)
        self.binary = binary

    def raw(self, seconds):
        (self.folder / "floor.db").unlink(missing_ok=True)
        command = [str(self.binary), "raw", str(self.folder), str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchError(f"the floor failed: {done.stderr}")
        return json.loads(done.stdout)

    def keep_bodies(self, server):
        """The bare routes answer what Claviger answers, byte for byte."""
        agent = Agent(server)
        for name, path in (("discovery", "/.well-known/openid-configuration"), ("jwks", server.endpoint("jwks_uri"))):
            (self.folder / name).write_text(agent.get(path).text)

    @contextlib.contextmanager
    def run(self):
        command = [self.binary, "serve", self.port, self.folder / "discovery", self.folder / "jwks"]
        with Child(command, self.folder / "log") as child:
            child.wait_until(lambda: process.is_ok(self.port, "/discovery"))
            self.pid = child.pid
            yield self

    def load(self, name, connections):
        return Load("fixed", ROUTES[name], connections=connections, method="GET", headers={})
