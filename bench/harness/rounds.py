"""Rounds: in each, every server is started in turn, never two at once, and meets every load."""

import statistics
import time

from . import drill, measure, pickup, process, scenarios
from .claviger import Claviger
from .floor import Assertor, Floor
from .peer import Peer
from .process import say

# The people of the flood are the most that any load needs.
PEOPLE = measure.FLOOD_SIGN_INS


class Plan:
    """What one run does."""

    def __init__(self, arguments, settings, postgres):
        self.engines, self.with_peer, self.with_floor = arguments.engine, arguments.peer, arguments.floor
        self.binary, self.floor_binary = arguments.binary, arguments.floor_binary
        self.raw_seconds = arguments.raw_seconds
        self.scenarios = [each for each in scenarios.ALL if each.name in arguments.only]
        self.with_assertions = any(each.name == "private_key_jwt" for each in self.scenarios)
        self.with_flood = scenarios.FLOOD in arguments.only
        self.with_drill = scenarios.DRILL in arguments.only
        self.with_pickup = scenarios.PICKUP in arguments.only
        self.settings, self.postgres = settings, postgres


def one(plan, folder):
    """One round; its folder is new."""
    found = {}
    claviger = [_claviger(plan, engine, folder) for engine in plan.engines]
    if plan.with_floor:
        found["floor"] = _floor(plan, claviger[0], folder)
    for server in claviger:
        found[server.key] = _all_of(plan, server, "claviger")
        if plan.with_flood and not server.database:
            found[server.key]["flood"] = _flood(plan, server)
        if plan.with_drill:
            say(f"{server.label}: rotation drill at full load")
            found[server.key]["drill"] = drill.run(server)
        if plan.with_pickup:
            say(f"{server.label}: keys of another process")
            found[server.key]["pickup_ms"] = pickup.run(server)
    if plan.with_peer:
        found[Peer.key] = _all_of(plan, Peer(_folder(folder, "peer")), "peer")
    return found


def _folder(parent, name):
    folder = parent / name
    folder.mkdir()
    return folder


def _claviger(plan, engine, folder):
    database = plan.postgres if engine == "postgres" else None
    home = _folder(folder, f"{folder.name}-{engine}")
    longest = max(plan.settings.seconds, plan.settings.warm_up)
    assertor = Assertor(plan.floor_binary, _folder(home, "assertor"), longest) if plan.with_assertions else None
    server = Claviger(plan.binary, home, database, assertor)
    floods = plan.with_flood and not server.database
    server.populate(PEOPLE if floods else plan.settings.connections)
    return server


def _floor(plan, claviger, folder):
    floor = Floor(plan.floor_binary, _folder(folder, "floor"))
    say("the floor: raw signatures and hashes")
    found = {"raw": floor.raw(plan.raw_seconds), "scenarios": {}}
    with claviger.run():
        floor.keep_bodies(claviger)
    with floor.run():
        for scenario in plan.scenarios:
            if scenario.name not in floor.routes:
                continue
            say(f"{floor.label}: {scenario.title}")
            load = floor.load(scenario.name, plan.settings.connections)
            if plan.settings.warm_up:
                measure.warm_up(floor, load, plan.settings)
            result = measure.loaded(floor, load, plan.settings)
            measure.refuse_failures(f"{floor.label}, {scenario.title}", result)
            found["scenarios"][scenario.name] = result
    return found


def _idle(server):
    """Half a second after the start, so that what it does once is done."""
    time.sleep(0.5)
    return {"start_ms": server.start_seconds * 1e3, "idle_bytes": process.memory(server.pid)}


def _all_of(plan, server, kind):
    with server.run():
        found = {**_idle(server), "scenarios": {}}
        for scenario in plan.scenarios:
            if kind in scenario.on:
                say(f"{server.label}: {scenario.title}")
                found["scenarios"][scenario.name] = measure.scenario(server, scenario, plan.settings)
    return found


def _flood(plan, server):
    """On a server that was started anew: what earlier loads left in memory is not the flood's."""
    say(f"{server.label}: flood of {measure.FLOOD_SIGN_INS} sign-ins")
    with server.run():
        return measure.flood(server, plan.settings, _idle(server)["idle_bytes"])


def median(rounds):
    """The median of every figure over all rounds, in the shape of one round."""
    first = rounds[0]
    if isinstance(first, dict):
        return {name: median([each[name] for each in rounds]) for name in first}
    if isinstance(first, (int, float)) and not isinstance(first, bool):
        return statistics.median(rounds)
    return first
