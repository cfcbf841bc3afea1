"""The bars of the project: ratios of figures of the same run, so that the machine's own speed does not matter much."""

import statistics

SQLITE, POSTGRES = "claviger-sqlite", "claviger-postgresql"
TOKEN, ASSERTION = "client_credentials", "private_key_jwt"
FLOOD_ROOM_BYTES = 40e6
HASH_BYTES = 19_456 * 1024


def _cpu(name):
    return lambda each: each[SQLITE]["scenarios"][name]["cpu_us"]


def _rate(name):
    return lambda each: each[SQLITE]["scenarios"][name]["per_second"]


def _bare(name):
    return lambda each: each["floor"]["scenarios"][name]["per_second"]


def _signature(each):
    return each["floor"]["raw"]["signature"]["cpu_us"]


def _two_signatures(each):
    return 2 * _signature(each)


def _redemption(each):
    return _cpu("code")(each) - _cpu("authorize")(each)


def _hash(each):
    return each["floor"]["raw"]["hash"]["cpu_us"]


def _hashes(each):
    return each["floor"]["raw"]["hashes_per_second_all_cores"]


def _flood(each):
    flood = each[SQLITE]["flood"]
    return flood["peak_bytes"] - flood["idle_bytes"]


def _flood_bound(each):
    # passwords.slots is the number of cores unless it is set.
    return each["floor"]["raw"]["cores"] * HASH_BYTES + FLOOD_ROOM_BYTES


def _with_evidence(each):
    return each[SQLITE]["scenarios"]["jwks"]["cpu_us"]


def _without_evidence(each):
    return _with_evidence(each) - each["floor"]["raw"]["evidence"]["cpu_us"]


def _proof_and_token(each):
    return _signature(each) + each["floor"]["raw"]["verification"]["cpu_us"]


def _without_tracking(each):
    return _cpu(TOKEN)(each) - each["floor"]["raw"]["tracking"]["cpu_us"]


def _pickup(key):
    return lambda each: each[key]["pickup_ms"]


def _drill(name):
    return lambda each: each[SQLITE]["drill"][name]


def _token_p99(each):
    return each[SQLITE]["flood"]["token_p99_ms"]


AT_MOST, AT_LEAST = "at most", "at least"
# Name, measured figure, what it is divided by, which side is good, bar, unit.
ALL = [
    ("client_credentials: CPU ÷ one raw signature", _cpu(TOKEN), _signature, AT_MOST, 1.25, ""),
    ("client_credentials: tokens/s ÷ bare route that signs", _rate(TOKEN), _bare(TOKEN), AT_LEAST, 0.85, ""),
    ("refresh: CPU ÷ two raw signatures", _cpu("refresh"), _two_signatures, AT_MOST, 1.4, ""),
    ("code for tokens: CPU ÷ two raw signatures", _redemption, _two_signatures, AT_MOST, 1.4, ""),
    ("sign-in: CPU ÷ one raw hash", _cpu("sign_in"), _hash, AT_MOST, 1.1, ""),
    ("sign-in: rate ÷ raw hashes of all cores", _rate("sign_in"), _hashes, AT_LEAST, 0.85, ""),
    ("discovery: requests/s ÷ bare route of the same size", _rate("discovery"), _bare("discovery"), AT_LEAST, 0.85, ""),
    ("key set: requests/s ÷ bare route of the same size", _rate("jwks"), _bare("jwks"), AT_LEAST, 0.85, ""),
    ("key set: CPU with evidence ÷ without", _with_evidence, _without_evidence, AT_MOST, 1.05, ""),
    ("flood of 64 sign-ins: memory ÷ (slots × hash + 40 MB)", _flood, _flood_bound, AT_MOST, 1.0, ""),
    ("flood of 64 sign-ins: p99 of a token", _token_p99, None, AT_MOST, 50.0, " ms"),
    ("client_credentials: CPU with exp kept ÷ without", _cpu(TOKEN), _without_tracking, AT_MOST, 1.02, ""),
    ("private_key_jwt: CPU ÷ one raw verification and one raw signature", _cpu(ASSERTION), _proof_and_token, AT_MOST, 1.4, ""),
    ("keys of another process, SQLite: published after", _pickup(SQLITE), None, AT_MOST, 2000.0, " ms"),
    ("keys of another process, PostgreSQL: published after", _pickup(POSTGRES), None, AT_MOST, 2000.0, " ms"),
    ("rotation drill at full load: tokens rejected", _drill("rejected"), None, AT_MOST, 0, " tokens"),
]


def of(result):
    """Each ratio is made within a round; the median of the rounds counts. What was not measured is left out."""
    found = []
    for name, measured, floor, side, bar, unit in ALL:
        try:
            values = [measured(each) / (floor(each) if floor else 1) for each in result["rounds"]]
        except KeyError:
            continue
        value = statistics.median(values)
        is_met = value <= bar if side == AT_MOST else value >= bar
        found.append({"name": name, "side": side, "bar": bar, "unit": unit, "measured": value, "is_met": is_met})
        found[-1]["of_rounds"] = values
    return found
