"""A million people: admin pages of a full database, and what signing in and tokens cost there and in an empty one."""

import statistics
import time
from contextlib import contextmanager

from . import admin_pages, machine, measure, process, report, scenarios
from .agent import Agent
from .claviger import PASSWORD, Claviger
from .process import BenchError, say

FULL = {"people": 1_000_000, "clients": 10_000}
# What --smoke makes of it.
SMOKE = {"people": 2_000, "clients": 100}
OWNER = {"username": "owner", "password": PASSWORD}
LOADS = ["client_credentials", "refresh", "sign_in"]
PAGE_BAR_MS, OVERVIEW_BAR_MS = 60.0, 100.0
COST_BAR, IDLE_BAR_BYTES, AUDIT_BAR = 1.10, 40e6, 0.95
# Taken by whoever links the audit log (LINKER_LOCK in src/store/audit_chain.rs): held by somebody else, nothing is linked.
LINKER_LOCK = 0x636C617669676572


def measured(parsed, folder, postgres):
    settings = measure.Settings(parsed.seconds, parsed.warm_up, parsed.connections, folder)
    size = SMOKE if parsed.smoke else FULL
    engines = {}
    for engine in parsed.engine:
        database = postgres if engine == "postgres" else None
        full, empty = (_server(parsed, folder, f"{name}-{engine}", database) for name in ("full", "empty"))
        engines[full.key] = _engine(full, empty, size, parsed, settings)
    return {
        "machine": machine.describe(folder),
        "versions": machine.versions(parsed.binary, postgres and postgres.version, None),
        "settings": {name: getattr(parsed, name) for name in ("rounds", "seconds", "warm_up", "connections", "requests")},
        "size": size,
        "engines": engines,
    }


def _server(parsed, folder, name, database):
    folder = folder / name
    folder.mkdir()
    return Claviger(parsed.binary, folder, database)


def _engine(full, empty, size, parsed, settings):
    say(f"{full.label}: filling with {size['people']:,} people and {size['clients']:,} apps")
    begun = time.monotonic()
    full.cli("seed", *(word for name, count in size.items() for word in (f"--{name}", str(count))))
    found = {"seed_seconds": time.monotonic() - begun}
    for server in (full, empty):
        server.populate(parsed.connections)
        server.cli("user", "add", OWNER["username"], "--admin", "--password-stdin", stdin=PASSWORD + "\n")
    with full.run():
        time.sleep(2)
        found |= {"start_ms": full.start_seconds * 1e3, "idle_bytes": process.memory(full.pid)}
        found["own_bytes"] = process.own_memory(full.pid)
        found["pages"] = _pages(full, parsed.requests)
        found["bytes_after_pages"] = process.memory(full.pid)
    found["costs"] = _costs(full, empty, parsed.rounds, settings)
    if full.database:
        found["audit"] = _audit(full, parsed.rounds, settings)
    return found


def _pages(server, requests):
    """The time from the first byte of a request to the last of its answer, one request at a time."""
    browser = _signed_in(server)
    found = []
    for page in admin_pages.of(browser):
        say(f"{server.label}: {page.title}")
        if not page.urls:
            continue
        times = []
        for url in page.urls:
            _get(browser, url)
            for _ in range(max(1, requests // len(page.urls))):
                begun = time.perf_counter()
                _get(browser, url)
                times.append((time.perf_counter() - begun) * 1e3)
        times.sort()
        bar = OVERVIEW_BAR_MS if page.is_overview else PAGE_BAR_MS
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        found.append({"title": page.title, "p50_ms": statistics.median(times), "p95_ms": p95, "bar_ms": bar})
        found[-1] |= {"slowest_ms": times[-1], "is_met": p95 < bar}
    return found


def _get(browser, url):
    answer = browser.get(url)
    if answer.status != 200:
        raise BenchError(f"{browser.server.label} answers {url} with {answer.status}: {answer.text[:200]}")
    return answer


def _signed_in(server):
    browser = Agent(server)
    browser.sign_in("/admin", OWNER)
    return browser


def _costs(full, empty, rounds, settings):
    """CPU of the server and of its database for each request, full beside empty, in turn."""
    every = {each.name: each for each in scenarios.ALL}
    costs = {name: {"full": [], "empty": []} for name in LOADS}
    for _ in range(rounds):
        for name, server in (("empty", empty), ("full", full)):
            with server.run():
                for load in LOADS:
                    say(f"{server.label}, {name}: {every[load].title}")
                    result = measure.scenario(server, every[load], settings)
                    costs[load][name].append(result["cpu_us"] + result.get("database_cpu_us", 0.0))
    return {load: _compared(every[load].title, of) for load, of in costs.items()}


def _compared(title, of):
    full, empty = (statistics.median(of[name]) for name in ("full", "empty"))
    ratio = full / empty
    return {"title": title, "full_us": full, "empty_us": empty, "ratio": ratio, "is_met": ratio <= COST_BAR}


def _audit(server, rounds, settings):
    """Refreshes per second with the audit log and without: the product has no switch for it, so PostgreSQL drops its
    rows and counts, and its linker waits for a lock that we hold."""
    refresh = next(each for each in scenarios.ALL if each.name == "refresh")
    rates = {"on": [], "off": []}
    with server.run():
        for _ in range(rounds):
            say(f"{server.label}: refresh with the audit log and without")
            rates["on"].append(measure.scenario(server, refresh, settings)["per_second"])
            with _without_audit(server):
                rates["off"].append(measure.scenario(server, refresh, settings)["per_second"])
    on, off = (statistics.median(rates[name]) for name in ("on", "off"))
    return {"on_per_second": on, "off_per_second": off, "ratio": on / off, "is_met": on / off >= AUDIT_BAR}


@contextmanager
def _without_audit(server):
    database, tables = server.database, ("audit_events", "hourly_counts")
    drop = "CREATE OR REPLACE FUNCTION bench_drop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    database.query(drop, server.database_url)
    for table in tables:
        make = f"CREATE TRIGGER bench_drop BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION bench_drop()"
        database.query(make, server.database_url)
    with database.holding(LINKER_LOCK, server.database_url):
        yield
    for table in tables:
        database.query(f"DROP TRIGGER bench_drop ON {table}", server.database_url)


def verdicts(result):
    """Every bar in words, and whether it is met."""
    for key, found in result["engines"].items():
        label = report.LABELS[key]
        for page in found["pages"]:
            yield f"{label}, {page['title']}: p95 {page['p95_ms']:.1f} ms, bar {page['bar_ms']:.0f} ms", page["is_met"]
        for cost in found["costs"].values():
            text = f"{cost['title']} costs {cost['full_us']:,.0f} µs, {cost['ratio']:.2f} × an empty database"
            yield f"{label}, {text}, bar {COST_BAR}", cost["is_met"]
        idle = found["idle_bytes"]
        text = f"{label}, idle: {idle / 1e6:.1f} MB resident, {found['own_bytes'] / 1e6:.1f} MB of it not of the binary"
        yield f"{text}, bar {IDLE_BAR_BYTES / 1e6:.0f} MB", idle < IDLE_BAR_BYTES
        if audit := found.get("audit"):
            text = f"{audit['on_per_second']:,.0f} refreshes/s, {audit['ratio']:.3f} × without the audit log"
            yield f"{label}, {text}, bar {AUDIT_BAR}", audit["is_met"]


def text(result):
    lines = [report.machine_line(result["machine"]), report.versions_line(result["versions"]), ""]
    lines += [f"{words}: {'met' if is_met else 'MISSED'}" for words, is_met in verdicts(result)]
    return "\n".join(lines)

