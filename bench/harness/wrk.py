"""Runs wrk with one of the scripts in bench/load and reads what it found."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from .process import BenchError, Child

SCRIPTS = Path(__file__).resolve().parent.parent / "load"
TIMEOUT_SECONDS = 10


def require():
    if not shutil.which("wrk"):
        raise BenchError("wrk is missing: scripts/install brings it (Debian package wrk)")


class Load:
    """What wrk is to do: a script, the data that it starts from, and how many connections."""

    def __init__(self, script, path="/", threads=2, connections=16, **data):
        self.script, self.path, self.data = script, path, data
        self.threads, self.connections = threads, connections


def _lua(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{_lua(name)}] = {_lua(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(_lua(item) for item in value) + "}"
    if value is None:
        return "nil"
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    plain = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{plain}"'


class Run:
    """A wrk under way; several may be at once."""

    def __init__(self, port, load, seconds, folder):
        self.seconds = seconds
        with tempfile.NamedTemporaryFile("w", suffix=".lua", dir=folder, delete=False) as data:
            data.write("return " + _lua(load.data))
        self.output = Path(data.name).with_suffix(".out")
        command = ["wrk", "-t", load.threads, "-c", load.connections, "-d", f"{seconds}s"]
        command += ["--timeout", f"{TIMEOUT_SECONDS}s", "-s", f"{load.script}.lua"]
        command += [f"http://127.0.0.1:{port}{load.path}", "--", data.name]
        self.child = Child(command, self.output, cwd=SCRIPTS)

    def __enter__(self):
        self.child.__enter__()
        return self

    def __exit__(self, *error):
        self.child.__exit__(*error)

    def result(self):
        """Waits for the end."""
        try:
            self.child.process.wait(self.seconds + TIMEOUT_SECONDS + 20)
        except subprocess.TimeoutExpired as late:
            raise BenchError(f"wrk does not end:\n{self.child.log_end()}") from late
        output = self.output.read_text(errors="replace")
        line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
        if line is None:
            raise BenchError(f"wrk failed: {' '.join(self.child.command)}\n{output[-2000:]}")
        return json.loads(line.removeprefix("RESULT "))
