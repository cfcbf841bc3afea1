"""One scenario on one server: warm-up, load, and what it cost the server."""

import math
import os
import resource

from . import machine, process, scenarios, wrk
from .process import BenchError

FLOOD_SIGN_INS = 64
FLOOD_TOKEN_CONNECTIONS = 4


class Settings:
    def __init__(self, seconds, warm_up, connections, folder):
        self.seconds, self.warm_up, self.connections, self.folder = seconds, warm_up, connections, folder


def scenario(server, what, settings):
    """Refuses any result with an error in it: a fast refusal is not a fast answer."""
    if settings.warm_up:
        warm_up(server, what.prepare(server, settings.connections), settings)
    load = what.prepare(server, settings.connections)
    if what.check:
        what.check(server)
    found = loaded(server, load, settings)
    refuse_failures(f"{server.label}, {what.title}", found)
    if what.check:
        what.check(server)
    return found


def warm_up(server, load, settings):
    """Chains of their own: what they leave behind is used up."""
    with wrk.Run(server.port, load, settings.warm_up, settings.folder) as run:
        refuse_failures(f"{server.label}, warm-up of {load.script}", run.result())


def _clocks(server):
    """Seconds of processor time so far: server, database, load generators that have ended, machine, stolen."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    database = server.database_cpu_seconds()
    return [process.cpu_seconds(server.pid), database, ended.ru_utime + ended.ru_stime, *machine.busy_seconds()]


def loaded(server, load, settings):
    process.reset_peak_memory(server.pid)
    before = _clocks(server)
    with wrk.Run(server.port, load, settings.seconds, settings.folder) as run:
        found = run.result()
    own, database, generator, busy, stolen = (now - then for now, then in zip(_clocks(server), before))
    completed, capacity = max(1, found["completed"]), os.cpu_count() * found["seconds"]
    found["per_second"] = found["completed"] / found["seconds"]
    found["cpu_us"] = own * 1e6 / completed
    found["peak_bytes"] = process.peak_memory(server.pid)
    if server.has_database:
        found["database_cpu_us"] = database * 1e6 / completed
    found["others_share"] = max(0.0, busy - own - database - generator) / capacity
    found["stolen_share"] = stolen / capacity
    return found


def refuse_failures(what, found):
    if found["failed"]:
        first = f", the first: {found['first_failure']}" if found["first_failure"] else ""
        raise BenchError(f"{what}: {found['failed']} failures beside {found['completed']} successes{first}")
    if not found["completed"]:
        raise BenchError(f"{what}: nothing was completed within {found['seconds']:.1f} s")


def flood(server, settings, idle_bytes):
    """64 people sign in at once and again, while apps fetch tokens."""
    token = next(each for each in scenarios.ALL if each.name == "client_credentials")
    tokens = token.prepare(server, FLOOD_TOKEN_CONNECTIONS)
    tokens.threads = 1
    sign_ins = scenarios.sign_in(server, FLOOD_SIGN_INS)
    process.reset_peak_memory(server.pid)
    with wrk.Run(server.port, sign_ins, math.ceil(settings.seconds) + 1, settings.folder) as flooding:
        with wrk.Run(server.port, tokens, settings.seconds, settings.folder) as running:
            found = running.result()
        flooded = flooding.result()
    refuse_failures(f"{server.label}, tokens during the flood", found)
    refuse_failures(f"{server.label}, flood of sign-ins", flooded)
    return {
        "token_p50_ms": found["p50_ms"],
        "token_p99_ms": found["p99_ms"],
        "tokens_per_second": found["completed"] / found["seconds"],
        "sign_ins_per_second": flooded["completed"] / flooded["seconds"],
        "sign_in_p99_ms": flooded["p99_ms"],
        "peak_bytes": process.peak_memory(server.pid),
        "idle_bytes": idle_bytes,
    }
