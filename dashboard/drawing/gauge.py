"""Too soon to tell? A small picture: how likely a true change has shown, so many periods after it."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, LINE
from dashboard.drawing.placing import every_how_many, spread, width_of, within
from dashboard.drawing.plane import Plane, Ticks, grid
from dashboard.telling.phrases import period_label
from dashboard.telling.sentences import words as words_of
from measures.improvement.detectability import CHANCE, Detectability

LINES = (("chance", "with the change", 1.8, ""), ("by_luck", "by luck alone", 1.4, "6 4"))
BESIDE = 106  # the room right of the plot


def gauge_svg(found: Detectability, width: int = 420, every: str = "month") -> str:
    """The chance of a signal by each period after the change, and the first period in which it reaches 80 %.

    The dashed line is the same chance were nothing changed: how far luck alone gets. Without chances the picture is
    the sentence that says why.
    """
    if found.chances.is_empty():
        return _only_words(words_of(found.says), width)
    head = svg.wrapped("How likely a change of this size has shown", width - 20, 13)
    top = 34 + 17 * len(head)
    plane = Plane(48, width - BESIDE, top, top + 170, (0.5, found.chances.height + 0.5), (0, 100))
    drawn = [
        svg.opening(width, top + 220, "Too soon to tell?", words_of(found.says)),
        *(svg.text(words, 10, 20 + 17 * k, 13, bold=True) for k, words in enumerate(head)),
        *grid(plane, _ticks(found.chances.height), [(value, f"{value}%") for value in (0, 20, 40, 60, 80, 100)]),
        svg.text(f"{every}s after the change", (plane.left + plane.right) / 2, plane.bottom + 38, 12, "middle"),
        svg.line((plane.left, plane.right), (plane.y(100 * CHANCE),) * 2, 1.2, "8 3 2 3"),
        *(_steps(found, plane, name, stroke, dash) for name, _, stroke, dash in LINES),
        *_names(found, plane),
        *_earliest(found, plane, every),
    ]
    return "".join(drawn) + "</svg>"


def gauge_table(found: Detectability, every: str = "month") -> pl.DataFrame:
    """The same as a table: a row for each period after the change; no row where nothing could be reckoned."""
    rows = found.chances.to_dicts()
    table: dict[str, list[str]] = {f"{every.capitalize()}s after the change": [str(row["after"]) for row in rows]}
    if any(row["period"] for row in rows):
        table[every.capitalize()] = [_when(row["period"], every) for row in rows]
    for name, words, *_ in LINES:
        table[f"A signal has shown {words}"] = [_percent(row[name]) for row in rows]
    return pl.DataFrame(table)


def _only_words(says: str, width: int) -> str:
    lines = svg.wrapped(says, width - 20, 13)
    drawn = [svg.text(words, 10, 24 + 18 * k, 13) for k, words in enumerate(lines)]
    return "".join([svg.opening(width, 22 + 18 * len(lines), "Too soon to tell?", says), *drawn]) + "</svg>"


def _ticks(total: int) -> Ticks:
    step = every_how_many(total, 8)
    return [(place, str(place)) for place in range(1, total + 1) if place == 1 or place % step == 0]


def _steps(found: Detectability, plane: Plane, name: str, stroke: float, dash: str) -> str:
    """Level through each period, upright between two."""
    path = ""
    for place, share in found.chances.select("after", name).iter_rows():
        path += (
            f"{'V' if path else f'M{plane.x(place - 0.5):.1f} '}{plane.y(100 * share):.1f}H{plane.x(place + 0.5):.1f}"
        )
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="{stroke:g}"{dashes}/>'


def _names(found: Detectability, plane: Plane) -> list[str]:
    """What each line is called, and where it ends."""
    last = found.chances.row(-1, named=True)
    heights = spread([plane.y(100 * last[name]) for name, *_ in LINES], 30, (plane.top + 6, plane.bottom - 16))
    drawn = []
    for (name, words, *_), height in zip(LINES, heights, strict=True):
        drawn.append(svg.text(words, plane.right + 6, height, 12))
        drawn.append(svg.text(_percent(last[name]), plane.right + 6, height + 14, 12, bold=True))
    return drawn


def _earliest(found: Detectability, plane: Plane, every: str) -> list[str]:
    """A point where 80 % is reached, a line down to its period, and its name on the clear ground beneath it."""
    if found.earliest is None:
        return []
    share = found.chances.filter(pl.col("after") == found.earliest)["chance"][0]
    x, y = plane.x(found.earliest), plane.y(100 * share)
    when = f"{every} {found.earliest}" + (f", {_when(found.earliest_period, every)}" if found.earliest_period else "")
    middle = within(x, width_of(when, 12), (plane.left + 4, plane.right))
    return [
        svg.line((x, x), (y, plane.bottom), 1, "2 3", ink=LINE),
        svg.dot((x, y), 4.5),
        svg.text(when, middle, plane.top - 7, 12, "middle", bold=True, halo=True),
    ]


def _when(period: str | None, every: str) -> str:
    """A month by its name; a quarter or a week as it is labelled."""
    if period is None or every != "month":
        return period or ""
    year, month = period.split("-")
    return period_label(every, date(int(year), int(month), 1))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
