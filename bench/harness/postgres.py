"""A throw-away PostgreSQL that keeps its promises: scripts/with-postgres, with the disk waited for."""

import contextlib
import subprocess
import time
from pathlib import Path

from . import process
from .process import BenchError, Child

ROOT = Path(__file__).resolve().parents[2]
# scripts/with-postgres serves tests, for which nothing needs to survive. Here a commit must be on the disk.
DURABLE = ("fsync = on", "synchronous_commit = on", "full_page_writes = on")


class Postgres:
    def __init__(self, folder):
        self.log = folder / "postgres.log"
        # The script takes the server down when it is told to end.
        words = 'printf "URL %s\\n" "$CLAVIGER_TEST_POSTGRES"; exec sleep infinity'
        self.child = Child([ROOT / "scripts/with-postgres", "sh", "-c", words], self.log)
        self.url = self.postmaster = None

    def __enter__(self):
        self.child.__enter__()
        try:
            self.child.wait_until(self._read_url, 60)
            for setting in DURABLE:
                self.query(f"ALTER SYSTEM SET {setting}")
            self.query("SELECT pg_reload_conf()")
            self.version = self.query("SHOW server_version").split()[0]
            data = Path(self.query("SHOW data_directory"))
            self.postmaster = int((data / "postmaster.pid").read_text().split("\n")[0])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        self.child.__exit__(*error)

    def _read_url(self):
        lines = self.log.read_text().splitlines()
        self.url = next((line.removeprefix("URL ") for line in lines if line.startswith("URL ")), None)
        return self.url is not None

    def query(self, text, url=None):
        done = subprocess.run(["psql", url or self.url, "-Atqc", text], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchError(f"PostgreSQL refuses {text}: {done.stderr}")
        return done.stdout.strip()

    @contextlib.contextmanager
    def holding(self, lock, url):
        """Has an advisory lock of a database taken by nobody who would work with it."""
        words = ["psql", url, "-Atqc", f"SELECT pg_advisory_lock({lock})", "-c", "SELECT pg_sleep(3600)"]
        with Child(words, self.log.with_name("lock.log")):
            taken = f"SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {lock & 0xFFFFFFFF} AND granted"
            deadline = time.monotonic() + 10
            while self.query(taken, url) == "0":
                if time.monotonic() > deadline:
                    raise BenchError("the lock of the audit log's linker cannot be had")
                time.sleep(0.05)
            yield

    def new_database(self, name):
        name = name.replace("-", "_").lower()
        self.query(f"CREATE DATABASE {name}")
        return f"{self.url.rpartition('/')[0]}/{name}"

    def cpu_seconds(self):
        return process.cpu_seconds_of_family(self.postmaster)
