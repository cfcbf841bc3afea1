"""The result as text for the terminal; what says a figure here says it in docs/benchmark.md too."""

from . import measure, scenarios

COLUMNS = ["requests/s", "p50 (ms)", "p99 (ms)", "CPU (µs)", "peak (MB)", "PostgreSQL (µs)"]
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


def _cells(found):
    """One row of figures; a dash where there is no such thing."""
    if found is None:
        return ["–"] * len(COLUMNS)
    database = found.get("database_cpu_us")
    figures = [found["per_second"], found["p50_ms"], found["p99_ms"], found["cpu_us"]]
    return [*map(number, figures), number(found["peak_bytes"] / 1e6), number(database) if database is not None else "–"]


def rows(median):
    """A title and its rows of (label, figures), for every load that was measured."""
    for scenario in scenarios.ALL:
        of = [(key, median[key]["scenarios"].get(scenario.name)) for key in ORDER if key in median]
        if all(found is None for _, found in of):
            continue
        yield scenario.title, [(LABELS[key], _cells(found)) for key, found in of if found or key != "floor"]


def _line(label, cells):
    return "  " + label.ljust(22) + "".join(cell.rjust(len(head) + 3) for cell, head in zip(cells, COLUMNS))


def raw_lines(median):
    raw = median.get("floor", {}).get("raw")
    if not raw:
        return
    cores, signature, password = f"all {raw['cores']:.0f} cores", raw["signature"], raw["hash"]
    rates = f"{signature['per_second']:,.0f}/s on one core, {raw['signatures_per_second_all_cores']:,.0f}/s on {cores}"
    yield f"one RS256 signature, 2048 bits: {signature['cpu_us']:.0f} µs of CPU, {rates}"
    yield f"one token by the server's own code: {raw['token']['cpu_us']:.0f} µs of CPU"
    rates = f"{password['per_second']:.0f}/s on one core, {raw['hashes_per_second_all_cores']:.0f}/s on {cores}"
    yield f"one Argon2id hash, 19 MiB, t=2, p=1: {password['cpu_us'] / 1e3:.1f} ms of CPU, {rates}"
    if "verification" in raw:
        yield f"one RS256 verification, 2048 bits: {raw['verification']['cpu_us']:.1f} µs of CPU"
    if "tracking" in raw:
        yield f"choosing the key and keeping the latest exp of its tokens: {raw['tracking']['cpu_us']:.2f} µs of CPU"
    if "evidence" in raw:
        yield f"noting who fetched the key set: {raw['evidence']['cpu_us']:.2f} µs of CPU"
    yield f"one durable SQLite insert: {raw['durable_insert']['wall_us']:.0f} µs"


def server_lines(median):
    for key in ORDER:
        found = median.get(key, {})
        if "idle_bytes" in found:
            ready = f"ready {found['start_ms']:.0f} ms after the start"
            yield f"{LABELS[key]}: {ready}, {found['idle_bytes'] / 1e6:.0f} MB idle{_redemption(found)}"
        if "drill" in found:
            yield _drill_line(LABELS[key], found["drill"])
        if "pickup_ms" in found:
            yield f"{LABELS[key]}: keys that another process made are published within {found['pickup_ms']:,.0f} ms"


def _redemption(found):
    loads = found["scenarios"]
    if "code" not in loads or "authorize" not in loads:
        return ""
    alone = loads["code"]["cpu_us"] - loads["authorize"]["cpu_us"]
    return f"; a code for tokens without its authorization: {alone:,.0f} µs of CPU"


def _drill_line(label, drill):
    checks = f"{drill['accepted']:,.0f} checks of tokens passed, {drill['rejected']:.0f} failed"
    noticed = f"{drill['control_rejected']:,.0f} in the control"
    return f"{label}, rotation drill at full load: {checks} ({noticed}), p99 of a token {drill['p99_ms']:.1f} ms"


def flood_line(flood):
    grown = (flood["peak_bytes"] - flood["idle_bytes"]) / 1e6
    latency = f"p50 {flood['token_p50_ms']:.1f} ms, p99 {flood['token_p99_ms']:.1f} ms"
    return (
        f"{measure.FLOOD_SIGN_INS} sign-ins at once: {flood['sign_ins_per_second']:.0f}/s, {grown:.0f} MB above idle; "
        f"meanwhile {measure.FLOOD_TOKEN_CONNECTIONS} connections fetch {flood['tokens_per_second']:,.0f} tokens/s, {latency}"
    )


def bar_value(bar):
    """The median, and how far the rounds lie apart."""
    low, middle, high = (f"{value:.{1 if bar['unit'] else 2}f}" for value in _spread(bar))
    apart = f" ({low} to {high})" if len(bar["of_rounds"]) > 1 else ""
    return f"{middle}{bar['unit']}{apart}"


def _spread(bar):
    return min(bar["of_rounds"]), bar["measured"], max(bar["of_rounds"])


def _bar_line(bar):
    verdict = "met" if bar["is_met"] else "MISSED"
    return f"{bar['name']}: bar {bar['side']} {bar['bar']:g}{bar['unit']}, measured {bar_value(bar)}: {verdict}"


def machine_line(machine):
    memory = f"{machine['memory_bytes'] / 2**30:.0f} GiB"
    return f"{machine['cpu']}, {machine['cores']} cores, {memory}, {machine['kernel']}, databases on {machine['filesystem']}"


def versions_line(versions):
    return ", ".join(f"{name} {_plain(name, text)}" for name, text in versions.items())


def _plain(name, version):
    """Without what the program says around it: `claviger 0.1.0`, `v20.1.0`, `wrk 4.1.0 [epoll] Copyright …`."""
    return version.removeprefix(name.lower()).strip().removeprefix("v").split(" [")[0]


def others_line(result):
    """What else the machine did while loads ran: other processes (the kernel's own threads too), and the host."""
    loads = [load for each in result["rounds"] for key in ORDER for load in each.get(key, {}).get("scenarios", {}).values()]
    others, stolen = (sorted(load[name] for load in loads) for name in ("others_share", "stolen_share"))
    if not loads:
        return "no load was measured"
    middle = len(loads) // 2
    return (
        f"during the loads others used {others[middle]:.0%} of the cores (at most {others[-1]:.0%}), "
        f"the host took {stolen[middle]:.0%} (at most {stolen[-1]:.0%})"
    )


def _heading(result):
    settings = result["settings"]
    rounds = "one round" if settings["rounds"] == 1 else f"median of {settings['rounds']} rounds"
    yield f"{result['machine']['date']}: {machine_line(result['machine'])}"
    yield versions_line(result["versions"])
    yield (
        f"{rounds}, {settings['seconds']} s each after {settings['warm_up']} s of warm-up, "
        f"{settings['connections']} connections, load generator on the same cores"
    )
    yield others_line(result)


def text(result):
    median = result["median"]
    lines = [*_heading(result), "", *raw_lines(median), "", _line("", COLUMNS)]
    for title, of in rows(median):
        lines += [title, *(_line(label, figures) for label, figures in of)]
    lines += ["", *server_lines(median)]
    if flood := median.get("claviger-sqlite", {}).get("flood"):
        lines.append(flood_line(flood))
    if result["bars"]:
        lines += ["", *map(_bar_line, result["bars"])]
    return "\n".join(lines)
