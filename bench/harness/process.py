"""Processes of our own: started, looked at through /proc, and ended by their id."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def say(text):
    """How far it is; stdout is for the result."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


class BenchError(Exception):
    """Something that the person who runs the benchmark has to know; printed without a traceback."""


class Child:
    """A process that is gone when the `with` block ends, however it ends."""

    def __init__(self, command, log, **options):
        self.command, self.log_path, self.options = [str(word) for word in command], Path(log), options
        self.process = None

    def __enter__(self):
        with self.log_path.open("ab") as log:
            options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **self.options}
            try:
                # In a session of its own, so that Ctrl-C reaches us alone and we end it in order.
                self.process = subprocess.Popen(self.command, start_new_session=True, **options)
            except OSError as error:
                raise BenchError(f"{self.command[0]} cannot be started: {error.strerror}") from error
        return self

    def __exit__(self, *_):
        if self.process.poll() is not None:
            if self.process.returncode != 0:
                say(f"{self.command[0]} ended by itself with {self.process.returncode}:\n{self.log_end()}")
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self):
        return self.process.pid

    def wait_until(self, is_ready, seconds=30):
        """Asks until the answer is yes; says what the process logged where that does not come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise BenchError(f"{self.command[0]} ended with {self.process.returncode}:\n{self.log_end()}")
            if is_ready():
                return
            time.sleep(0.002)
        raise BenchError(f"{self.command[0]} was not ready after {seconds} s:\n{self.log_end()}")

    def log_end(self):
        lines = self.log_path.read_text(errors="replace").splitlines()
        return "\n".join(lines[-20:]) or "(it printed nothing)"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_ok(port, path):
    """Whether a GET of the path is answered with 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return stream.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _stat(pid):
    # The name in parentheses may hold anything, so fields are counted from the last parenthesis on.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def cpu_seconds(pid):
    """User and system time of a process with all its threads."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_seconds_of_family(pid):
    """The same with its children, those that have ended included: PostgreSQL has a process for each connection."""
    own = _stat(pid)
    total = sum(int(field) for field in own[11:15]) / TICKS
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = _stat(entry.name)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def _status_bytes(pid, name):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise BenchError(f"process {pid} has ended")


def memory(pid):
    """Resident bytes now."""
    return _status_bytes(pid, "VmRSS")


def own_memory(pid):
    """Resident bytes that are the process's alone: without the pages of its binary, which the kernel may take back."""
    return _status_bytes(pid, "RssAnon")


def peak_memory(pid):
    """Most resident bytes since the last reset."""
    return _status_bytes(pid, "VmHWM")


def reset_peak_memory(pid):
    """Where the kernel does not let us, the peak is that of the time since the start."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    except OSError as error:
        say(f"the peak memory of process {pid} cannot be reset ({error.strerror}): it counts from the server's start")
