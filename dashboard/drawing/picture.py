"""The words of drawing: what a picture of a chart is made of, whoever draws it with whatever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.drawing.placing import every_how_many
from dashboard.telling.phrases import period_label
from measures.spc.icons import Icons

# Okabe & Ito 2008. Each is 3:1 on white by itself or by its ink outline; shape and label say the same.
INK = "#333333"
LINE = "#6b6b6b"
LIMIT = "#767676"
SHADE = "#ececec"
MEANING_COLOUR = {"improvement": "#0072B2", "concern": "#D55E00", "change": "#CC79A7"}
MOST_UNITS = 40  # units side by side whose names all stand on the axis
WHICH_SIDE = {"improvement": ", on the better side", "concern": ", on the worse side", "change": ""}


@dataclass(frozen=True)
class DayNote:
    """What somebody noted at a day, or at a point counted from 1: "new referral form"."""

    at: date | float
    text: str


@dataclass(frozen=True)
class Pin:
    """A flag that has its number and its place on the picture (1.5 lies between points 1 and 2)."""

    number: int
    place: float
    text: str
    day: date | None = None

    @property
    def words(self) -> str:
        """What is listed beside its number: its day, where it has one, and its text."""
        return f"{period_label('week', self.day)}: {self.text}" if self.day else self.text


@dataclass(frozen=True)
class Sign:
    """Why a point stands out. Its shape tells the kind, its direction the side, so colour is never needed."""

    shape: str  # diamond: beyond a limit; triangle: a pattern with a side; square: one without
    direction: str | None
    meaning: str  # improvement, concern, change
    words: str  # for the legend


@dataclass(frozen=True)
class Mark:
    """One point. `value` is in the unit shown, None is a gap."""

    i: int
    period: str  # what a click on it asks for
    label: str
    value: float | None
    state: str  # whole, open, part, left out
    judged: bool
    sign: Sign | None
    told: tuple[str, ...]  # what the hover says, line by line


@dataclass(frozen=True)
class CentreLine:
    """The centre line of one phase: solid over the points it comes from, dashed where it only reaches on."""

    first: int
    last: int
    solid_to: int
    value: float
    name: str
    number: str
    limits: str  # "limits 12% to 45%"; empty where they differ from point to point
    phase: str  # "phase 2"; "baseline" where a person froze it just there


@dataclass(frozen=True)
class Limit:
    """One control limit through one phase: stretches of (from, to, value), each point in the middle of its own."""

    first: int
    last: int
    steps: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Curve:
    """A line that a model sees in the points, in stretches of (place, value); a dashed one is what did not happen."""

    name: str
    dashed: bool
    ways: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class Range:
    """Between which values a measure was predicted to lie, from one place to another."""

    first: int
    last: int
    low: float
    high: float


@dataclass(frozen=True)
class Ending:
    """What the right end of a line is called: "upper limit", "34%"."""

    value: float
    name: str
    number: str


@dataclass(frozen=True)
class SideNote:
    """A signal, named where it is: over its points, over its whole phase, or beside one point."""

    kind: str  # span, phase, point
    first: int
    last: int
    text: str
    direction: str | None
    at: tuple[int, float] | None  # of a point: its place and value


@dataclass(frozen=True)
class Scene:
    """Everything that a drawing shows; whoever draws it only chooses strokes."""

    title: str
    heading: str
    every: str
    marks: tuple[Mark, ...]
    levels: tuple[CentreLine, ...]
    limits: tuple[Limit, ...]
    endings: tuple[Ending, ...]
    notes: tuple[SideNote, ...]
    pins: tuple[Pin, ...]
    baselines: tuple[tuple[int, int], ...]
    ticks: tuple[tuple[float, str], ...]
    low: float
    high: float
    target: float | None
    in_time_order: bool  # False: units side by side, with no line from one to the next
    icons: Icons | None
    better: str | None
    foot: tuple[str, ...]
    courses: tuple[Curve, ...] = ()
    predicted: tuple[Range, ...] = ()
    targets: tuple[tuple[float, float, float], ...] = ()  # left, right and height of each target, where it changed
    icon_limits: tuple[str, str] = ("", "")  # L and H: between them chance alone expects the next point


def state_words(every: str, state: str) -> str:
    """What the legend says of points that are drawn but not judged."""
    if state == "open":
        return "still open (follow-up not passed)"
    if state == "part" and every == "gap":
        return "open at one end"
    return f"part of the {every}" if state == "part" else "left out by choice"


def legend(picture: Scene) -> list[tuple[str, Mark]]:
    """One entry for each kind of marked or unjudged point that is really there, with one mark of its kind."""
    found: dict[str, Mark] = {}
    for mark in picture.marks:
        if mark.value is not None and mark.sign is not None:
            found.setdefault(mark.sign.words, mark)
        elif mark.value is not None and mark.state != "whole":
            found.setdefault(state_words(picture.every, mark.state), mark)
    return list(found.items())


def labelled(picture: Scene, fits: int) -> list[Mark]:
    """The points whose labels stand on the axis: every unit, round numbers, or periods back from the newest one."""
    total = len(picture.marks)
    if not picture.in_time_order and total <= MOST_UNITS:
        return list(picture.marks)
    counted = total > 1 and all(mark.label == str(mark.i) for mark in picture.marks)
    every = every_how_many(total, fits, counted)
    return [mark for mark in picture.marks if (mark.i if counted else total - mark.i) % every == 0]


def shaded_groups(marks: tuple[Mark, ...]) -> list[list[Mark]]:
    """Neighbouring open or partial periods together."""
    groups: list[list[Mark]] = []
    for mark in marks:
        if mark.state not in ("open", "part"):
            continue
        if groups and groups[-1][-1].i == mark.i - 1:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups
