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

from . import bars, chart, machine, measure, page, peer, report, rounds, scenarios, wrk
from .postgres import Postgres
from .process import BenchError

ROOT = Path(__file__).resolve().parents[2]
LATEST = ROOT / "target/bench/latest.json"


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Claviger beside npm oidc-provider and beside bare libraries.")
    parser.add_argument("--smoke", action="store_true", help="every load for a second, to see that all of them work; judges no speed")
    parser.add_argument("--chart", action="store_true", help="measure nothing; write docs/benchmark.md and its chart from the last result")
    parser.add_argument("--only", metavar="LOADS", type=_words(scenarios.NAMES), default=scenarios.NAMES, help=", ".join(scenarios.NAMES))
    parser.add_argument("--engine", metavar="ENGINES", type=_words(["sqlite", "postgres"]), default=["sqlite", "postgres"], help="sqlite, postgres")
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="leave oidc-provider out")
    parser.add_argument("--no-floor", dest="floor", action="store_false", help="leave the raw libraries and bare routes out, and with them the bars")
    parser.add_argument("--no-build", dest="build", action="store_false", help="take the binaries in target/release as they are")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured; the median counts (default 3)")
    parser.add_argument("--seconds", type=int, default=8, help="length of each load (default 8)")
    parser.add_argument("--warm-up", type=int, default=1, help="seconds before each load that do not count (default 1)")
    parser.add_argument("--connections", type=int, default=16, help="connections of each load (default 16)")
    parser.add_argument("--result", type=Path, default=LATEST, help=f"the file of the result (default {LATEST.relative_to(ROOT)})")
    parsed = parser.parse_args()
    parsed.raw_seconds = 2.0
    if parsed.smoke:
        parsed.rounds, parsed.seconds, parsed.warm_up, parsed.connections, parsed.raw_seconds = 1, 1, 0, 4, 0.2
        parsed.result = parsed.result.with_name("smoke.json")
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
        wanted += ["--example", "floor"] if parsed.floor and "CLAVIGER_BENCH_FLOOR" not in os.environ else []
        if wanted and subprocess.run(["cargo", "build", "--release", *wanted], cwd=ROOT, check=False).returncode != 0:
            raise BenchError("cargo build failed")
    for binary in [parsed.binary] + ([parsed.floor_binary] if parsed.floor else []):
        if not os.access(binary, os.X_OK):
            raise BenchError(f"{binary} is missing: leave --no-build out, or cargo build --release --bin claviger --example floor")


def run(parsed):
    wrk.require()
    if parsed.peer:
        peer.require()
    build(parsed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="claviger-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = stack.enter_context(Postgres(folder)) if "postgres" in parsed.engine else None
        settings = measure.Settings(parsed.seconds, parsed.warm_up, parsed.connections, folder)
        plan = rounds.Plan(parsed, settings, postgres)
        found = []
        before = machine.other_load()
        warn_of_other_load(before)
        for number in range(1, parsed.rounds + 1):
            rounds.say(f"round {number} of {parsed.rounds}")
            round_folder = folder / f"round{number}"
            round_folder.mkdir()
            found.append(rounds.one(plan, round_folder))
        result = {
            "machine": machine.describe(folder),
            "versions": machine.versions(parsed.binary, postgres and postgres.version, parsed.peer and peer.version()),
            "settings": {name: getattr(parsed, name) for name in ("rounds", "seconds", "warm_up", "connections")},
            "other_load": before,
            "rounds": found,
            "median": rounds.median(found),
        }
    result["bars"] = bars.of(result)
    parsed.result.parent.mkdir(parents=True, exist_ok=True)
    parsed.result.write_text(json.dumps(result, indent=1) + "\n")
    return result


def warn_of_other_load(load):
    if load["busy"] > 0.05:
        rounds.say(
            f"this machine has other work: {load['busy']:.0%} of all cores are busy, load average {load['load_average']:.1f}; "
            "the figures will be too low and compare badly"
        )


def write_chart(path):
    if not path.exists():
        raise BenchError(f"{path} is missing: run bench/run first")
    result = json.loads(path.read_text())
    lacking = page.lacking(result)
    if lacking:
        raise BenchError(f"the page needs a full run; {path} lacks {', '.join(lacking)}")
    (ROOT / "docs/images/benchmark.svg").write_text(chart.svg(result))
    (ROOT / "docs/benchmark.md").write_text(page.markdown(result))
    print("wrote docs/benchmark.md and docs/images/benchmark.svg")


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
    if parsed.smoke:
        print("bench: every load was answered without an error")
    else:
        print(report.text(result))
    return 0
