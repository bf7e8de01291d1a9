"""A whole chart as one SVG that stands by itself: on paper, on a slide, in a file."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.drawing import svg
from dashboard.drawing.frame import (
    PlotFrame,
    bands,
    centre_line,
    course_lines,
    data_line,
    limit_lines,
    target_lines,
)
from dashboard.drawing.icons import ICON_HEIGHT, icon_marks, icons_width
from dashboard.drawing.picture import LINE, Mark, Scene, SideNote, labelled, legend
from dashboard.drawing.placing import (
    Extent,
    beside,
    bunch_words,
    bunched,
    in_lanes,
    path_boxes,
    point_boxes,
    spread,
    width_of,
    within,
)
from dashboard.drawing.predicted import ranges

PLOT = 210  # the least height of the plot itself; a picture that needs more room grows
NOTE = 27  # a bracket and its words
BESIDE = 17  # a label over or under a point


def svg_of(picture: Scene, width: int = 900, height: int = 420, spoken: str = "") -> str:
    """The picture with everything written on it. It is higher than asked where its words need the room."""
    sheet = _sheet(picture, width, height)
    frame = sheet.frame
    spots = frame.spots(picture.marks)
    drawn = [
        svg.opening(width, sheet.height, picture.title, spoken or _spoken(picture)),
        *(svg.text(words, 14, 24 + 20 * k, 16, bold=True) for k, words in enumerate(sheet.title)),
        *(svg.text(words, 14, 25 + 20 * len(sheet.title) + 15 * k, 12) for k, words in enumerate(sheet.heading)),
        *_icons(picture, width - 8 - sheet.icons),
        *bands(picture, frame),
        *_value_axis(picture, frame),
        *_time_axis(picture, frame),
        *_phase_words(picture, sheet),
        *_baselines(picture, sheet),
        *_pins(picture, sheet),
        *ranges(picture, frame),
        *limit_lines(picture, frame, 1),
        *(centre_line(frame, level, 1.6) for level in picture.levels),
        *target_lines(picture, frame, 1.2),
        data_line(picture, spots, 1.5),
        *course_lines(picture, frame),
        *(svg.symbol(m, s, _size(m, frame)) for m, s in zip(picture.marks, spots, strict=True) if s is not None),
        *_endings(picture, frame),
        *_notes(picture, sheet),
        *_legend(sheet, _drop(picture)),
        *_under(picture, sheet),
    ]
    return "".join(drawn) + "</svg>"


@dataclass(frozen=True)
class PrintedSheet:
    """How the room of one picture is shared out before anything is drawn."""

    height: int
    frame: PlotFrame
    title: list[str]
    heading: list[str]
    icons: float
    phases: list[tuple[float, str, int]]  # middle, words, lane
    heads: tuple[float, float, float]  # the base line of phase words, of baselines, of flags
    pins: list[tuple[int, int, int]]  # the first and the last of those that share a label, and its lane
    notes: list[tuple[SideNote, float, int]]  # note, middle of its words, lane
    legend: list[list[tuple[float, str, Mark]]]
    listed: list[tuple[int, str]]  # flag number or 0, words
    foot: list[str]


def _sheet(picture: Scene, width: int, height: int) -> PrintedSheet:
    icons = icons_width(picture.icons, picture.icon_limits)
    title = svg.wrapped(picture.title, width - 28 - icons, 17) if picture.title else []
    heading = svg.wrapped(picture.heading, width - 28 - icons, 12)
    edge = max([66, *(width_of(words, 12) + 7 for e in picture.endings for words in svg.ending_lines(e))])
    left = 26 + max((width_of(words, 12) for _, words in picture.ticks), default=20)
    flat = PlotFrame(left, width - edge, 0, 0, 0, len(picture.marks), picture.low, picture.high)
    phases, notes = _phase_places(picture, flat, width), _note_places(picture, flat)
    pins = bunched([flat.x(pin.place) for pin in picture.pins], 11)
    legend_lines = _legend_lines(picture, left, width)
    listed = _listed(picture, width)
    foot = svg.wrapped(" ".join(picture.foot), width - 28, 12)
    head = max(17 + 20 * len(title) + 15 * len(heading), ICON_HEIGHT if picture.icons else 0) + 6
    phase_base = head + 16 * (1 + max((lane for *_, lane in phases), default=-1))
    baseline_base = phase_base + (16 if picture.baselines else 0)
    roof = baseline_base + 19 * (1 + max((lane for *_, lane in pins), default=-1)) + 3
    strip = NOTE * (1 + max((lane for *_, lane in notes), default=-1))
    strip += BESIDE if any(n.kind == "point" and n.direction == "up" for n in picture.notes) else 0
    under = 34 + _drop(picture) + 20 * len(legend_lines) + 17 * len(listed) + 16 * len(foot) + 10
    height = round(max(height, roof + strip + PLOT + under))
    frame = PlotFrame(
        left, width - edge, roof, roof + strip + 4, height - under, len(picture.marks), picture.low, picture.high
    )
    heads = (phase_base - 4, baseline_base - 4, roof - 11)
    return PrintedSheet(height, frame, title, heading, icons, phases, heads, pins, notes, legend_lines, listed, foot)


def _icons(picture: Scene, left: float) -> list[str]:
    return icon_marks(picture.icons, left, 4, limits=picture.icon_limits) if picture.icons else []


def _spoken(picture: Scene) -> str:
    """What a picture says aloud when nobody wrote a sentence for it."""
    lines = [f"{ending.name} {ending.number}" for ending in picture.endings]
    return ". ".join(
        [words for words in (picture.title, picture.heading) if words] + lines + [n.text for n in picture.notes]
    )


def _value_axis(picture: Scene, frame: PlotFrame) -> list[str]:
    drawn = []
    for value, words in picture.ticks:
        height = frame.y(value)
        ink = LINE if value in (picture.low, 0) else "#e0e0e0"
        drawn.append(svg.line((frame.left, frame.right), (height, height), 1, ink=ink))
        drawn.append(svg.text(words, frame.left - 7, height + 4, 12, "end"))
    return drawn


def _time_axis(picture: Scene, frame: PlotFrame) -> list[str]:
    """As many labels as fit, counted back from the newest point, which always has one."""
    total = len(picture.marks)
    if not total:
        centre = (frame.left + frame.right) / 2
        return [
            svg.text(f"no {picture.every} to draw yet", centre, (frame.top + frame.bottom) / 2, 13, "middle", halo=True)
        ]
    widest = max(width_of(_short(mark.label), 12) for mark in picture.marks) + 14
    room = (4.0, frame.right + 60)
    drawn = []
    for mark in labelled(picture, int((frame.right - frame.left) / widest)):
        x, words = frame.x(mark.i), _short(mark.label)
        drawn.append(svg.line((x, x), (frame.bottom, frame.bottom + 5), 1, ink=LINE))
        if picture.in_time_order:
            drawn.append(svg.text(words, within(x, width_of(words, 12), room), frame.bottom + 19, 12, "middle"))
        else:
            drawn.append(svg.turned(words, x + 4, frame.bottom + 14, 12))
    return drawn


def _drop(picture: Scene) -> float:
    """How far down the turned names of units reach beyond a level label."""
    if picture.in_time_order or not picture.marks:
        return 0.0
    return 0.64 * max(width_of(_short(mark.label), 12) for mark in picture.marks)


def _short(label: str) -> str:
    return label if len(label) <= 18 else f"{label[:17]}…"


def _size(mark: Mark, frame: PlotFrame) -> float:
    """Points shrink where they are many; those that stand out stay big enough to tell their shape."""
    room = (frame.right - frame.left) / max(frame.points, 1)
    return min(4.0, max(0.45 * room, 1.2 if mark.sign is None and mark.state == "whole" else 2.8))


def _endings(picture: Scene, frame: PlotFrame) -> list[str]:
    """The name and the value of each line at its right end, moved apart where lines lie close together."""
    wanted = [frame.y(ending.value) for ending in picture.endings]
    named = [svg.ending_lines(ending) for ending in picture.endings]
    heights = spread(wanted, [14.5 * (1 + len(names)) for names in named], (frame.roof + 12, frame.bottom - 10))
    drawn = []
    for ending, names, height in zip(picture.endings, named, heights, strict=True):
        base = height - 1 - 7 * (len(names) - 1)
        drawn += [svg.text(words, frame.right + 5, base + 14 * k, 12) for k, words in enumerate(names)]
        drawn.append(svg.text(ending.number, frame.right + 5, base + 14 * len(names), 12, bold=True))
    return drawn


def _phase_places(picture: Scene, frame: PlotFrame, width: int) -> list[tuple[float, str, int]]:
    """The centre of each earlier phase above it, with its limits where the phase is wide enough."""
    found = []
    for level in picture.levels:
        if level.last == len(picture.marks):
            continue
        left, right = frame.phase_edges(level.first, level.last)
        words = f"{level.phase}: {level.name} {level.number}"
        longer = f"{words}, {level.limits}" if level.limits else words
        words = longer if width_of(longer, 12) <= right - left else words
        found.append((within((left + right) / 2, width_of(words, 12), (4, width - 4)), words))
    lanes = in_lanes([_extent(middle, words) for middle, words in found])
    return [(middle, words, lane) for (middle, words), lane in zip(found, lanes, strict=True)]


def _extent(middle: float, words: str) -> Extent:
    half = width_of(words, 12) / 2
    return middle - half, middle + half


def _phase_words(picture: Scene, sheet: PrintedSheet) -> list[str]:
    return [svg.text(words, middle, sheet.heads[0] - 16 * lane, 12, "middle") for middle, words, lane in sheet.phases]


def _baselines(picture: Scene, sheet: PrintedSheet) -> list[str]:
    """A bracket above the points that the lines come from."""
    drawn = []
    for first, last in picture.baselines:
        left, right = sheet.frame.phase_edges(first, last)
        base = sheet.heads[1]
        words = f"baseline: these {last - first + 1} {picture.every}s make the lines"
        words = words if width_of(words, 12) + 30 <= right - left else "baseline"
        half = width_of(words, 12) / 2 + 2
        middle = within((left + right) / 2, 2 * half, (4, sheet.frame.right))
        drawn.append(svg.text(words, middle, base, 12, "middle"))
        for end, inner in ((left, middle - half), (right, middle + half)):
            drawn.append(svg.line((end, end), (base - 8, base), 1))
            drawn += [svg.line((end, inner), (base - 4, base - 4), 1)] if (inner - end) * (middle - end) > 0 else []
    return drawn


def _pins(picture: Scene, sheet: PrintedSheet) -> list[str]:
    """The number of each flag above the plot, and a thin line down to when it was; a crowd shares them."""
    frame, spots = sheet.frame, [sheet.frame.x(pin.place) for pin in picture.pins]
    lines, labels = [], []
    for first, last, lane in sheet.pins:
        height = sheet.heads[2] - 19 * lane
        lines += [svg.line((x, x), (height + 8, frame.bottom), 0.8, "1 3") for x in sorted({spots[first], spots[last]})]
        labels.append(svg.numbered(bunch_words((first, last)), ((spots[first] + spots[last]) / 2, height)))
    return lines + labels


def _note_places(picture: Scene, frame: PlotFrame) -> list[tuple[SideNote, float, int]]:
    """Notes of many points share lanes above the values: each under its bracket, none over another."""
    wide = [note for note in picture.notes if note.kind != "point"]
    room = (frame.left, frame.right)
    middles = [within((frame.x(n.first) + frame.x(n.last)) / 2, width_of(n.text, 12), room) for n in wide]
    extents = [_bracket_extent(note, middle, frame) for note, middle in zip(wide, middles, strict=True)]
    return list(zip(wide, middles, in_lanes(extents), strict=True))


def _bracket_extent(note: SideNote, middle: float, frame: PlotFrame) -> Extent:
    left, right = _extent(middle, note.text)
    return (left, right) if note.kind == "phase" else (min(left, frame.x(note.first)), max(right, frame.x(note.last)))


def _notes(picture: Scene, sheet: PrintedSheet) -> list[str]:
    drawn = []
    for note, middle, lane in sheet.notes:
        height = sheet.frame.roof + 3 + NOTE * lane
        if note.kind == "span":
            left, right = sheet.frame.x(note.first), sheet.frame.x(note.last)
            feet = [svg.line((x, x), (height, height + 6), 1.2) for x in (left, right)]
            drawn += [*feet, svg.line((left, right), (height, height), 1.2)]
        drawn.append(svg.text(note.text, middle, height + 15, 12, "middle", halo=True))
    return drawn + _point_notes(picture, sheet.frame)


def _point_notes(picture: Scene, frame: PlotFrame) -> list[str]:
    """Beside the point it names, where nothing is; one that would cover something is left to the legend."""
    spots = frame.spots(picture.marks)
    taken = [*point_boxes(spots), *(path_boxes(spots) if picture.in_time_order else [])]
    soft = [((frame.left, frame.right), (y - 1, y + 1)) for y in (frame.y(level.value) for level in picture.levels)]
    for limit in picture.limits:
        soft += [((frame.x(a), frame.x(b)), (frame.y(v) - 1, frame.y(v) + 1)) for a, b, v in limit.steps]
    room = ((frame.left, frame.right), (frame.roof, frame.bottom - 1))
    drawn = []
    for note in picture.notes:
        if note.at is None:
            continue
        spot = frame.x(note.at[0]), frame.y(note.at[1])
        place = beside(spot, note.text, note.direction == "up", taken, soft, room)
        if place:
            taken.append(place.box)
            drawn.append(svg.text(note.text, spot[0] + place.dx, spot[1] + place.dy, 12, place.anchor, halo=True))
    return drawn


def _legend_lines(picture: Scene, left: float, width: int) -> list[list[tuple[float, str, Mark]]]:
    """One entry for each kind of marked or unjudged point, in as many lines as they need."""
    lines: list[list[tuple[float, str, Mark]]] = []
    x = float(width)
    for words, mark in legend(picture):
        room = 34 + width_of(words, 12)
        if x + room > width - 4:
            lines.append([])
            x = left
        lines[-1].append((x, words, mark))
        x += room
    return lines


def _legend(sheet: PrintedSheet, drop: float) -> list[str]:
    base = sheet.frame.bottom + 42 + drop
    return [
        part
        for k, entries in enumerate(sheet.legend)
        for x, words, mark in entries
        for part in (svg.symbol(mark, (x + 4, base - 4 + 20 * k), 4), svg.text(words, x + 15, base + 20 * k, 12))
    ]


def _listed(picture: Scene, width: int) -> list[tuple[int, str]]:
    """The day and the text of each flag in at most two lines, its number before the first one."""
    return [
        (0 if k else pin.number, words)
        for pin in picture.pins
        for k, words in enumerate(svg.at_most(2, svg.wrapped(pin.words, width - 60, 12)))
    ]


def _under(picture: Scene, sheet: PrintedSheet) -> list[str]:
    """The flags in words, and under them what was counted and by which rules it was judged."""
    drawn = []
    base = sheet.height - 16 * len(sheet.foot) + 7
    for k, (number, words) in enumerate(sheet.listed):
        height = base - 17 * (len(sheet.listed) - k) - 3
        drawn += [svg.numbered(number, (24, height - 4))] if number else []
        drawn.append(svg.text(words, 40, height, 12))
    return drawn + [svg.text(words, 14, base + 16 * k, 12) for k, words in enumerate(sheet.foot)]
