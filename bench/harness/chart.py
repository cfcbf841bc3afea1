"""The chart of the README, drawn by hand as SVG: one panel for each load, each on a scale of its own."""

from html import escape

from .report import LABELS, number

WIDTH, MARGIN, GAP = 860, 28, 36
COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2
LABEL, VALUE, BAR, STEP, PANEL_HEAD, PANEL_GAP, HEAD = 132, 56, 14, 22, 22, 20, 92
SERVERS = [("claviger-sqlite", "own"), ("claviger-postgresql", "own2"), ("peer", "other")]
PANELS = [
    ("client_credentials", "client_credentials"),
    ("refresh", "Refresh (rotating)"),
    ("code", "Code exchange with a session"),
    ("sign_in", "Sign-in with a password"),
    ("introspection", "Introspection"),
    ("discovery", "Discovery"),
    ("jwks", "Key set (JWKS)"),
]
NO_PASSWORDS = "has no passwords of its own"

STYLE = """
  .card { fill: #ffffff; stroke: #e5e2da }
  .ink { fill: #1c1a16 } .quiet { fill: #57534a } .track { fill: #f3f1ec }
  .own { fill: #b67f1c } .own2 { fill: #dcb56a } .other { fill: #8c8779 } .tick { stroke: #1c1a16; stroke-width: 1.5; stroke-dasharray: 3 2 }
  text { font: 13px Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif }
  .big { font-size: 19px; font-weight: 600 } .bold { font-weight: 600 } .small { font-size: 12px }
  .value { font-variant-numeric: tabular-nums; text-anchor: end }
  @media (prefers-color-scheme: dark) {
    .card { fill: #1b1a17; stroke: #2f2c27 }
    .ink { fill: #f3f0e8 } .quiet { fill: #bdb7aa } .track { fill: #282520 }
    .own { fill: #d09a3a } .own2 { fill: #8d6c33 } .other { fill: #7c766a } .tick { stroke: #f3f0e8 }
  }
"""


def svg(result):
    panels = list(_panels(result))
    height = PANEL_HEAD + len(SERVERS) * STEP + PANEL_GAP
    rows = (len(panels) + 1) // 2
    total = HEAD + rows * height + 34
    body = [_text(MARGIN, 40, "Answers per second, and memory", "big ink"), _legend()]
    for at, panel in enumerate(panels):
        body.append(_panel(MARGIN + (at % 2) * (COLUMN + GAP), HEAD + (at // 2) * height, *panel))
    body.append(_text(MARGIN, total - 20, _footer(result), "small quiet"))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}"',
        '  role="img" aria-labelledby="title desc">',
        "<title id=\"title\">Claviger beside oidc-provider: answers per second and memory</title>",
        f'<desc id="desc">{escape(_description(result, panels))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{total - 1}" rx="12"/>',
        *body,
        "</svg>\n",
    ])


def _panels(result):
    """Title, bars as (label, class, figure or none), the floor's figure or none."""
    median = result["median"]
    floor = {name: found["per_second"] for name, found in median["floor"]["scenarios"].items()}
    floor["sign_in"] = median["floor"]["raw"]["hashes_per_second_all_cores"]
    for name, title in PANELS:
        found = [(LABELS[key], kind, median[key]["scenarios"].get(name)) for key, kind in SERVERS]
        yield title, [(label, kind, load and load["per_second"]) for label, kind, load in found], floor.get(name)
    bars = [(LABELS[key], kind, _peak(median[key]) / 1e6) for key, kind in SERVERS]
    yield "Peak memory without sign-ins, MB (less is better)", bars, None


def _peak(found):
    return max(load["peak_bytes"] for name, load in found["scenarios"].items() if name != "sign_in")


def _panel(x, y, title, bars, floor):
    scale = (COLUMN - LABEL - VALUE) / max([value for _, _, value in bars if value] + [floor or 0])
    parts = [_text(x, y + 12, title, "bold ink")]
    for at, (label, kind, value) in enumerate(bars):
        top = y + PANEL_HEAD + at * STEP
        parts.append(_text(x, top + 11.5, label, "small quiet"))
        if value is None:
            parts.append(_text(x + LABEL, top + 11.5, NO_PASSWORDS, "small quiet"))
            continue
        length = max(2, value * scale)
        parts.append(f'<rect class="{kind}" x="{x + LABEL:.1f}" y="{top}" width="{length:.1f}" height="{BAR}" rx="3"/>')
        parts.append(_text(x + COLUMN, top + 11.5, number(value), "value small ink"))
    if floor:
        at = x + LABEL + floor * scale
        top, bottom = y + PANEL_HEAD - 3, y + PANEL_HEAD + (len(bars) - 1) * STEP + BAR + 3
        parts.append(_tick(at, top, bottom))
    return "\n".join(parts)


def _legend():
    words = "what the same libraries do at best: a bare Rocket route, bare Argon2id. Each panel has a scale of its own."
    return _tick(MARGIN + 4, 53, 65) + _text(MARGIN + 14, 62, words, "small quiet")


def _tick(x, top, bottom):
    return f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'


def _text(x, y, words, kind):
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _footer(result):
    machine, settings = result["machine"], result["settings"]
    return (
        f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores shared with the load generator, "
        f"{settings['connections']} connections, RS256 with 2048 bits"
    )


def _description(result, panels):
    parts = []
    for title, bars, floor in panels:
        figures = [f"{label} {number(value) if value is not None else NO_PASSWORDS}" for label, _, value in bars]
        parts.append(f"{title}: {', '.join(figures)}{f', at best {number(floor)}' if floor else ''}.")
    return " ".join(parts) + " " + _footer(result) + "."
