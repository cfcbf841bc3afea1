"""docs/benchmark.md, written from a result."""

from . import report, scale, scenarios
from .bars import FLOOD_ROOM_BYTES, HASH_BYTES, SQLITE

NEEDED = ["claviger-sqlite", "claviger-postgresql", "peer", "floor"]


def lacking(result):
    """What a full run has and this one has not."""
    median = result["median"]
    missing = [report.LABELS[key] for key in NEEDED if key not in median]
    own = median.get(SQLITE, {})
    missing += [each.title for each in scenarios.ALL if each.name not in own.get("scenarios", {})]
    return missing + ([] if "flood" in own else ["the flood of sign-ins"])


def _table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _loads(median):
    for title, of in report.rows(median):
        yield [f"**{title}**", *[""] * 6]
        for label, figures in of:
            yield [label, *figures]


def _bars(result):
    for bar in result["bars"]:
        wanted = f"{bar['side']} {bar['bar']:g}{bar['unit']}"
        yield [bar["name"], wanted, report.bar_value(bar), "yes" if bar["is_met"] else "**no**"]


def _verdict(bars):
    missed = [bar["name"] for bar in bars if not bar["is_met"]]
    tail = f" Missed: {'; '.join(missed)}." if missed else ""
    return f"{len(bars) - len(missed)} of {len(bars)} are met.{tail}"


def _flood(median):
    cores = median["floor"]["raw"]["cores"]
    bound = (cores * HASH_BYTES + FLOOD_ROOM_BYTES) / 1e6
    lines = [report.flood_line(median[SQLITE]["flood"]), f"bound of the memory: {cores:.0f} slots × 19 MiB + 40 MB = {bound:.0f} MB"]
    return _list(lines)


def _list(lines):
    return "\n".join(f"- {line}" for line in lines)


def markdown(result, of_scale):
    """The page of one result or of both; each without the other is a page too."""
    parts = [HEAD, _measured(result) if result else "", _scale(of_scale) if of_scale else ""]
    return "\n".join(part for part in parts if part)


def _scale(result):
    engines = result["engines"]
    labels = [report.LABELS[key] for key in engines]
    titles = [page["title"] for page in next(iter(engines.values()))["pages"]]
    of = {key: {page["title"]: page for page in found["pages"]} for key, found in engines.items()}
    pages = [[title, *(_page_cell(pages.get(title)) for pages in of.values())] for title in titles]
    verdicts = list(scale.verdicts(result))
    missed = [words for words, is_met in verdicts if not is_met]
    return SCALE.format(
        date=result["machine"]["date"],
        machine=report.machine_line(result["machine"]),
        versions=report.versions_line(result["versions"]),
        people=f"{result['size']['people']:,}",
        clients=f"{result['size']['clients']:,}",
        pages="\n".join(_table(["p50 / p95 (ms)", *labels], pages)),
        costs="\n".join(_table(["CPU (µs)", *labels], _costs(engines))),
        servers=_list(_scale_lines(engines)),
        verdict=f"{len(verdicts) - len(missed)} of {len(verdicts)} bars are met.",
        missed=_list(f"missed: {words}" for words in missed) if missed else "",
        **result["settings"],
    )


def _page_cell(page):
    if page is None:
        return "–"
    return f"{page['p50_ms']:.1f} / " + (f"{page['p95_ms']:.1f}" if page["is_met"] else f"**{page['p95_ms']:.1f}**")


def _costs(engines):
    for load in next(iter(engines.values()))["costs"]:
        of = [found["costs"][load] for found in engines.values()]
        yield [of[0]["title"], *(f"{cost['full_us']:,.0f}, {cost['ratio']:.2f} ×" for cost in of)]


def _scale_lines(engines):
    for key, found in engines.items():
        idle, after = found["idle_bytes"] / 1e6, found["bytes_after_pages"] / 1e6
        yield (
            f"{report.LABELS[key]}: filled in {found['seed_seconds']:.0f} s, ready {found['start_ms']:.0f} ms after the "
            f"start, {idle:.0f} MB idle ({found['own_bytes'] / 1e6:.0f} MB without the pages of the binary), "
            f"{after:.0f} MB after all pages"
        )
        if audit := found.get("audit"):
            on, off = audit["on_per_second"], audit["off_per_second"]
            yield f"{report.LABELS[key]}: {on:,.0f} refreshes/s with the audit log, {off:,.0f} without: {audit['ratio']:.3f} ×"


def _measured(result):
    median = result["median"]
    return PAGE.format(
        date=result["machine"]["date"],
        machine=report.machine_line(result["machine"]),
        versions=report.versions_line(result["versions"]),
        others=report.others_line(result),
        loads="\n".join(_table(["", *report.COLUMNS], _loads(median))),
        floor=_list(report.raw_lines(median)),
        servers=_list(report.server_lines(median)),
        flood=_flood(median),
        bars="\n".join(_table(["Bar", "wanted", "measured", "met"], _bars(result))),
        verdict=_verdict(result["bars"]),
        **result["settings"],
    )


HEAD = """\
# Benchmark

<!-- Written by `bench/run --chart` from the results of `bench/run` and `bench/run --scale`; edit bench/harness/page.py
instead. -->

```sh
scripts/install          # wrk, PostgreSQL, Node and the peer
bench/run                # about fifteen minutes; prints the tables and keeps target/bench/latest.json
bench/run --scale        # about half an hour; a million people, keeps target/bench/scale.json
bench/run --chart        # writes this page and its chart from those
bench/run --only refresh,code --engine sqlite --no-peer --rounds 1     # a part of it
```
"""

SCALE = """\
## Scale

`claviger seed --people {people} --clients {clients}` fills a database on either engine, with groups, live sessions and
an audit log; then `bench/run --scale` asks for the admin pages, one request at a time, and compares what tokens and
sign-ins cost with an empty database. Measured on {date}:

- {machine}
- {versions}

{verdict}

{missed}

Pages, {requests} requests for each line, from the first byte of the request to the last of the answer, in milliseconds.
A line holds several questions: words of many people, of people who stand at the end of the order, every filter. The bars
are p95 < 60 ms, for the overview 100 ms:

{pages}

CPU of the server and of PostgreSQL for each request, and how it compares with an empty database (bar 1.10 ×), the
median of {rounds} round(s) of {seconds} s in turn:

{costs}

{servers}

The refreshes without the audit log are those of the same server while PostgreSQL drops its rows and counts (triggers)
and its linker waits for a lock that the benchmark holds: the product has no switch for it. That bar is 0.95 ×.
"""

PAGE = """\
## Speed

![Answers per second and memory of Claviger and oidc-provider](images/benchmark.svg)

Measured on {date}:

- {machine}
- {versions}
- {others}

### Figures

The median of {rounds} round(s). CPU is user and system time of the server, of all its threads, for each request;
PostgreSQL's own stands apart. A code exchange is two requests, a sign-in too (its page and its form), one with consent
four (the authorization, the page, its form, the code for tokens): they count once, and their times are for all of them. Peak memory is the server's during the load (`VmHWM`).

{loads}

Claviger's peer here is npm `oidc-provider`, as it is the one that people build upon. What is not alike:

- It keeps everything in its own in-memory adapter and so writes nothing to a disk; Claviger's writes are durable before
  they are answered, on both engines. It therefore runs as one process, on one core.
- It has no passwords of its own: a sign-in has no counterpart.
- It refuses to introspect JWT access tokens: there an opaque token stands in, which it looks up. Claviger verifies the
  JWT and asks the database whether the token still counts.

Alike are: RS256 with 2048 bits, JWT access tokens for one API, ID tokens, PKCE, client_secret_basic, rotating refresh
tokens bound to the session, life times, the requests themselves, and log files instead of a terminal.

{servers}

### The floor

What the machine does at best through the same libraries, measured in the same run (`examples/floor`):

{floor}

"bare Rocket" above is a route without anything around it: one that answers the same bytes as Claviger's discovery or
key set, and one that only signs a token with a key parsed once.

### A flood of sign-ins

{flood}

### Bars

Each is a ratio of two figures of the same round, on SQLite; the median of the rounds counts.
{verdict}

{bars}

"Code for tokens" is the code exchange less its first half, the authorization, whose figures stand above as
"authorize with a session".

### Where the time goes

Sampled on 2026-11-27 by `perf record -e cpu-clock` during the loads on SQLite (2 cores with AVX-512 IFMA, where one
signature takes 215 µs; where it takes longer, what stands around it weighs less):

- **Refresh and code exchange:** what waits for SQLite is decided by one statement and flushed to the disk together
  (`store/group_commit.rs`). Before that the flush and the two thread switches of each write took 15 % of the CPU and,
  worse, everybody's turn: 1,300 refreshes/s at 732 µs became 2,700 to 3,300 at 520 to 580 µs, 745 code exchanges/s became 1,270 to 1,590. Needed
  for the code exchange's bar: fewer statements; its two writes are of two kinds, which are not decided together.
- **Sign-in:** Argon2 85 %, 15 ms a hash with both cores hashing and other work between, 14 ms with both cores hashing
  only, 12.5 ms on one core alone; the kernel 6 %, SQLite's thread 5 %. Needed: a core that does nothing else.
- **Discovery and key set:** 3 to 4 µs more than the bare route, which sends neither the security headers nor a request
  id, compares no Host, and asks no clock whether the key set is still that of this second.

### How it is measured

- The servers run in turn, never two at once, each as a release build with its default settings in a new folder; the
  order is the same in every round, and the floor is measured in every round again.
- `wrk` loads them over plain HTTP on loopback: {connections} connections, {warm_up} s of warm-up that does not count,
  then {seconds} s that do. It runs on the same cores, so what it uses the server has not.
- Refresh, code exchange and sign-in are chains (`bench/load`): each connection uses what the answer before gave it.
  Every refresh token is rotated, every code is new, every sign-in comes from a new browser through the page and its
  form, with a person of its own for each connection.
- The assertions of private_key_jwt are signed before the load, with RS256 and 2048 bits; the server verifies each, spends
  its `jti` in the database, and signs a token.
- What keeping the latest `exp` costs is the difference between a token by the ring of keys and one by the bare key, both
  by EdDSA, the fastest of the algorithms; the write of a new ceiling, once in ten minutes for each key, is not in it.
- How soon another process's keys are published is looked at after `claviger keys enable` for each of four algorithms; the
  longest counts.
- Every answer of a chain is looked at, and every status of the other loads; one error fails the run.
- PostgreSQL is a throw-away server on the same machine that waits for the disk (`fsync`, `synchronous_commit` and
  `full_page_writes` on).
"""
