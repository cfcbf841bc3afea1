"""npm oidc-provider (bench/peer) behind the same interface as Claviger."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path

from . import process
from .process import BenchError, Child
from .server import API, REDIRECT_URI, Server

FOLDER = Path(__file__).resolve().parent.parent / "peer"


def require():
    if not shutil.which("node"):
        raise BenchError("node is missing: install Node 20 or newer, or leave the peer out with --no-peer")
    if not (FOLDER / "node_modules/oidc-provider").is_dir():
        raise BenchError("the peer is not installed: scripts/install, or npm ci in bench/peer, or --no-peer")


def version():
    return json.loads((FOLDER / "node_modules/oidc-provider/package.json").read_text())["version"]


class Peer(Server):
    key = "peer"
    # It refuses to introspect JWT: its opaque tokens stand in.
    introspectable = {}

    def __init__(self, folder):
        super().__init__("oidc-provider", folder)
        self.people = [{"username": f"person-{at}", "password": ""} for at in range(64)]
        self.app = {"client_id": "app", "client_secret": secrets.token_urlsafe(32)}
        self.service = {"client_id": "service", "client_secret": secrets.token_urlsafe(32)}

    @contextlib.contextmanager
    def run(self):
        keys = self.folder / "keys.json"
        if not keys.exists():
            made = subprocess.run(["node", FOLDER / "keys.js"], capture_output=True, text=True, check=False)
            if made.returncode != 0:
                raise BenchError(f"the peer's key cannot be made: {made.stderr}")
            keys.write_text(made.stdout)
        setup = {"issuer": self.base, "port": self.port, "jwks": json.loads(keys.read_text()), "api": API}
        setup |= {"app": {**self.app, "redirect_uris": [REDIRECT_URI]}, "service": self.service}
        path = self.folder / "setup.json"
        path.write_text(json.dumps(setup))
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "NODE_ENV": "production"}
        begun = time.monotonic()
        with Child(["node", FOLDER / "server.js", path], self.folder / "log", cwd=self.folder, env=env) as child:
            child.wait_until(lambda: process.is_ok(self.port, "/.well-known/openid-configuration"))
            self.start_seconds = time.monotonic() - begun
            self.pid = child.pid
            self.discover()
            yield self
