"""The result as a table for the terminal."""

from . import scenarios

COLUMNS = ["", "req/s", "p50 ms", "p99 ms", "CPU µs/req", "peak MB", "database µs"]
ORDER = ["claviger-sqlite", "claviger-postgresql", "peer", "floor"]
LABELS = {
    "claviger-sqlite": "Claviger, SQLite",
    "claviger-postgresql": "Claviger, PostgreSQL",
    "peer": "oidc-provider",
    "floor": "bare Rocket",
}


def number(value, digits=3):
    """About three figures that mean something."""
    if value >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    places = digits - len(str(int(value))) if value >= 1 else digits - 1
    return f"{value:.{places}f}"


def cells(found):
    """One row of figures; a dash where there is no such thing."""
    if found is None:
        return ["–"] * (len(COLUMNS) - 1)
    database = found.get("database_cpu_us")
    figures = [found["per_second"], found["p50_ms"], found["p99_ms"], found["cpu_us"]]
    return [*map(number, figures), number(found["peak_bytes"] / 1e6), number(database) if database is not None else "–"]


def rows(median):
    """A title and its rows of (label, figures), for every load that was measured."""
    for scenario in scenarios.ALL:
        of = [(key, median[key]["scenarios"].get(scenario.name)) for key in ORDER if key in median]
        if all(found is None for _, found in of):
            continue
        yield scenario.title, [(LABELS[key], cells(found)) for key, found in of if found or key != "floor"]


def _line(cells):
    return "  " + cells[0].ljust(22) + "".join(cell.rjust(13) for cell in cells[1:])


def raw_lines(median):
    raw = median.get("floor", {}).get("raw")
    if not raw:
        return
    yield f"one RS256 signature: {raw['signature']['cpu_us']:.0f} µs of CPU, {raw['signature']['per_second']:,.0f}/s per core, {raw['signatures_per_second_all_cores']:,.0f}/s on all {raw['cores']:.0f}"
    yield f"one token by the server's own code: {raw['token']['cpu_us']:.0f} µs of CPU"
    yield f"one Argon2id hash: {raw['hash']['cpu_us'] / 1e3:.1f} ms of CPU, {raw['hash']['per_second']:.0f}/s per core, {raw['hashes_per_second_all_cores']:.0f}/s on all {raw['cores']:.0f}"
    yield f"one durable SQLite insert: {raw['durable_insert']['wall_us']:.0f} µs"


def server_lines(median):
    for key in ORDER:
        found = median.get(key, {})
        if "idle_bytes" in found:
            yield f"{LABELS[key]}: ready {found['start_ms']:.0f} ms after the start, {found['idle_bytes'] / 1e6:.0f} MB idle"
        if flood := found.get("flood"):
            grown = (flood["peak_bytes"] - flood["idle_bytes"]) / 1e6
            yield (
                f"{LABELS[key]}, flood of 64 sign-ins: {flood['sign_ins_per_second']:.0f} sign-ins/s, {grown:.0f} MB above idle; "
                f"meanwhile {flood['tokens_per_second']:,.0f} tokens/s, p50 {flood['token_p50_ms']:.1f} ms, p99 {flood['token_p99_ms']:.1f} ms"
            )


def bar_line(bar):
    digits = 1 if bar["unit"] else 2
    verdict = "met" if bar["is_met"] else "MISSED"
    return f"{bar['name']}: bar {bar['side']} {bar['bar']:g}{bar['unit']}, measured {bar['measured']:.{digits}f}{bar['unit']}: {verdict}"


def heading(result):
    machine, settings = result["machine"], result["settings"]
    yield f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['kernel']}, databases on {machine['filesystem']}"
    yield ", ".join(f"{name} ({version})" for name, version in result["versions"].items())
    yield (
        f"median of {settings['rounds']} rounds, {settings['seconds']} s each after {settings['warm_up']} s of warm-up, "
        f"{settings['connections']} connections, load generator on the same cores"
    )
    busy = [each["other_load"]["busy"] for each in result["rounds"]]
    yield f"other work on the machine at the start of each round: {', '.join(f'{share:.0%}' for share in busy)} of all cores"


def text(result):
    median = result["median"]
    lines = [*heading(result), "", *raw_lines(median), "", _line(COLUMNS)]
    for title, of in rows(median):
        lines += [title, *(_line([label, *figures]) for label, figures in of)]
    lines += ["", *server_lines(median)]
    if result["bars"]:
        lines += ["", *map(bar_line, result["bars"])]
    return "\n".join(lines)
