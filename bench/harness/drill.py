"""The rotation drill at full load: keys change under kill -9, and no token may fail."""

import json
import subprocess

from .process import BenchError

LONGEST_SECONDS = 60
FIGURES = ["accepted", "rejected", "control_rejected", "p99_ms", "kills", "seconds"]


def run(server):
    """On servers and a database of its own; `server` says which binary and which engine."""
    command = [str(server.binary), "drill", "rotation", "--json", "--full-load"]
    if server.database:
        command += ["--database-url", server.database_url]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired as late:
        raise BenchError(f"{server.label}: the rotation drill does not end") from late
    if done.returncode != 0:
        raise BenchError(f"{server.label}: the rotation drill failed: {done.stdout}\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    return {name: found[name] for name in FIGURES}
