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


def output_of(binary, *words):
    done = subprocess.run([str(word) for word in (binary, *words)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"the floor failed: {done.stderr}")
    return done.stdout


class Floor(Server):
    key, label, routes = "floor", "bare Rocket", ROUTES

    def __init__(self, binary, folder):
        super().__init__(self.label, folder)
        self.binary = binary

    def raw(self, seconds):
        (self.folder / "floor.db").unlink(missing_ok=True)
        return json.loads(output_of(self.binary, "raw", self.folder, seconds))

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


class Assertor:
    """An app with a key of its own: the floor's binary signs for it (RFC 7523 §3)."""

    client_id = "assertor"

    def __init__(self, binary, folder, seconds):
        self.binary, self.folder, self.seconds = binary, folder, seconds

    def make_key(self):
        """The path of its public keys, as a JWK set."""
        output_of(self.binary, "key", self.folder)
        return self.folder / "jwks.json"

    def assertions(self, issuer):
        """All cores sign as long as the load lasts: the server, which signs as well, uses up no more."""
        return output_of(self.binary, "assertions", self.folder, issuer, self.client_id, self.seconds).split()

