"""The command line of bench/run."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

from . import bars, chart, machine, measure, page, peer, report, rounds, scale, scenarios, wrk
from .postgres import Postgres
from .process import BenchError, say

ROOT = Path(__file__).resolve().parents[2]
LATEST = ROOT / "target/bench/latest.json"
SCALE = ROOT / "target/bench/scale.json"
ENGINES = ["sqlite", "postgres"]
# What --smoke makes of the settings.
SMOKE = {"rounds": 1, "seconds": 1, "warm_up": 0, "connections": 4, "raw_seconds": 0.2, "requests": 4}


def arguments():
    description = "Measures Claviger beside npm oidc-provider and beside bare libraries."
    parser = argparse.ArgumentParser(prog="bench/run", description=description)

    def switch(name, text, leaves_out=None):
        how = {"dest": leaves_out, "action": "store_false"} if leaves_out else {"action": "store_true"}
        parser.add_argument(name, help=text, **how)

    def option(name, text, default, kind=int, **more):
        parser.add_argument(name, help=text, default=default, type=kind, **more)

    switch("--smoke", "every load for a second, to see that all of them work; judges no speed")
    switch("--scale", "a million people instead: admin pages, and tokens beside those of an empty database")
    switch("--chart", "measure nothing; write docs/benchmark.md and its chart from the last result")
    option("--only", ", ".join(scenarios.NAMES), scenarios.NAMES, _words(scenarios.NAMES), metavar="LOADS")
    option("--engine", ", ".join(ENGINES), ENGINES, _words(ENGINES), metavar="ENGINES")
    switch("--no-peer", "leave oidc-provider out", "peer")
    switch("--no-floor", "leave the raw libraries and bare routes out, and with them the bars", "floor")
    switch("--no-build", "take the binaries in target/release as they are", "build")
    option("--rounds", "how often everything is measured; the median counts (default 3)", 3)
    option("--seconds", "length of each load (default 8)", 8)
    option("--warm-up", "seconds before each load that do not count (default 1)", 1)
    option("--connections", "connections of each load (default 16)", 16)
    option("--requests", "requests for each admin page of --scale (default 40)", 40)
    option("--result", f"the file of the result (default {LATEST.relative_to(ROOT)})", None, Path)
    parsed = parser.parse_args()
    parsed.raw_seconds = 2.0
    parsed.result = parsed.result or (SCALE if parsed.scale else LATEST)
    if parsed.scale:
        parsed.peer = parsed.floor = False
    # It signs for the app that asks with assertions, too.
    parsed.needs_floor = parsed.floor or (not parsed.scale and "private_key_jwt" in parsed.only)
    if parsed.smoke:
        vars(parsed).update(SMOKE)
        parsed.result = parsed.result.with_stem(f"{parsed.result.stem}-smoke")
    if parsed.only == [scenarios.FLOOD] and "sqlite" not in parsed.engine:
        parser.error("the flood is measured on sqlite")
    if min(parsed.rounds, parsed.seconds, parsed.connections) < 1 or parsed.warm_up < 0:
        parser.error("rounds, seconds and connections are at least 1")
    return parsed


def _words(known):
    def parse(text):
        words = [word for word in text.split(",") if word]
        unknown = [word for word in words if word not in known]
        if unknown or not words:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown) or text!r}: known are {', '.join(known)}")
        return words

    return parse


def build(parsed):
    """The release binary and the floor; CLAVIGER_BIN and CLAVIGER_BENCH_FLOOR name others."""
    release = ROOT / "target/release"
    parsed.binary = Path(os.environ.get("CLAVIGER_BIN", release / "claviger")).resolve()
    parsed.floor_binary = Path(os.environ.get("CLAVIGER_BENCH_FLOOR", release / "examples/floor")).resolve()
    if parsed.build:
        wanted = [] if "CLAVIGER_BIN" in os.environ else ["--bin", "claviger"]
        wanted += ["--example", "floor"] if parsed.needs_floor and "CLAVIGER_BENCH_FLOOR" not in os.environ else []
        if wanted and subprocess.run(["cargo", "build", "--release", *wanted], cwd=ROOT, check=False).returncode != 0:
            raise BenchError("cargo build failed")
    for binary in [parsed.binary] + ([parsed.floor_binary] if parsed.needs_floor else []):
        if not os.access(binary, os.X_OK):
            mend = "leave --no-build out, or cargo build --release --bin claviger --example floor"
            raise BenchError(f"{binary} is missing: {mend}")


def run(parsed):
    wrk.require()
    if parsed.peer:
        peer.require()
    build(parsed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="claviger-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = stack.enter_context(Postgres(folder)) if "postgres" in parsed.engine else None
        result = (scale.measured if parsed.scale else measured)(parsed, folder, postgres)
    if not parsed.scale:
        result["bars"] = bars.of(result)
    parsed.result.parent.mkdir(parents=True, exist_ok=True)
    parsed.result.write_text(json.dumps(result, indent=1) + "\n")
    return result


def measured(parsed, folder, postgres):
    settings = measure.Settings(parsed.seconds, parsed.warm_up, parsed.connections, folder)
    plan = rounds.Plan(parsed, settings, postgres)
    before = machine.other_load()
    warn_of_other_load(before)
    found = []
    for number in range(1, parsed.rounds + 1):
        say(f"round {number} of {parsed.rounds}")
        round_folder = folder / f"round{number}"
        round_folder.mkdir()
        found.append(rounds.one(plan, round_folder))
    versions = machine.versions(parsed.binary, postgres and postgres.version, parsed.peer and peer.version())
    return {
        "machine": machine.describe(folder),
        "versions": versions,
        "settings": {name: getattr(parsed, name) for name in ("rounds", "seconds", "warm_up", "connections")},
        "other_load": before,
        "rounds": found,
        "median": rounds.median(found),
    }


def warn_of_other_load(load):
    if load["busy"] > 0.05:
        busy, average = f"{load['busy']:.0%} of all cores are busy", f"load average {load['load_average']:.1f}"
        say(f"this machine has other work: {busy}, {average}; the figures will be too low and compare badly")


def write_chart(path):
    """The page needs either result: what was not measured is not on it."""
    result, of_scale = (json.loads(each.read_text()) if each.exists() else None for each in (path, SCALE))
    if result is None and of_scale is None:
        raise BenchError(f"{path} is missing: run bench/run first, or bench/run --scale")
    lacking = page.lacking(result) if result else []
    if lacking:
        raise BenchError(f"the page needs a full run; {path} lacks {', '.join(lacking)}")
    if result:
        (ROOT / "docs/images/benchmark.svg").write_text(chart.svg(result))
    (ROOT / "docs/benchmark.md").write_text(page.markdown(result, of_scale))
    print("wrote docs/benchmark.md" + (" and docs/images/benchmark.svg" if result else ""))


def main():
    parsed = arguments()
    # Ended from outside, the servers are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        if parsed.chart:
            write_chart(parsed.result)
            return 0
        result = run(parsed)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: stopped", file=sys.stderr)
        return 130
    if parsed.scale:
        page.markdown(None, result)
        print(scale.text(result))
    elif parsed.smoke:
        if not page.lacking(result):
            # What is written after a full run can be written.
            ElementTree.fromstring(chart.svg(result))
            page.markdown(result, None)
        print("bench: every load was answered without an error")
    else:
        print(report.text(result))
    return 0
