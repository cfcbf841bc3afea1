"""What the figures were measured on, and whether the machine had other things to do."""

import os
import platform
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

from .process import TICKS


def describe(folder):
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": _first_line("stat", "-f", "-c", "%T", str(folder)),
    }


def versions(binary, postgres, peer):
    found = {"Claviger": _first_line(str(binary), "--version"), "wrk": _first_line("wrk", "--version")}
    if postgres:
        found["PostgreSQL"] = postgres
    if peer:
        found |= {"oidc-provider": peer, "Node": _first_line("node", "--version")}
    return found


def other_load(seconds=1.0):
    """Share of all cores that others use just now, 0 to 1, and the load average of the last minute."""
    idle, total = _cpu_times()
    time.sleep(seconds)
    idle_after, total_after = _cpu_times()
    busy = 1 - (idle_after - idle) / max(1, total_after - total)
    return {"busy": max(0.0, busy), "load_average": os.getloadavg()[0]}


def busy_seconds():
    """Time that the cores of this machine have worked so far, and that the host took away from them (steal)."""
    fields = _cpu_fields()
    return (sum(fields[:3]) + fields[5] + fields[6]) / TICKS, fields[7] / TICKS


def _cpu_times():
    fields = _cpu_fields()
    return fields[3] + fields[4], sum(fields)


def _cpu_fields():
    # proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal.
    return [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def _cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_line(*command):
    # wrk prints its version and then fails for want of a URL.
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0].strip() if lines else "unknown"
