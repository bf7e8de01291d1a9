"""What a clinic shares with its PCN, as a value and as a file: counts and verdicts in codes, no rows, no names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar

from ingest.clinic import slug
from ingest.for_people import Refusal
from measures.disclosure import LOWEST, Stretch
from measures.verdict import AIM_STATES, STATES

FORMAT, VERSION = "huddleboard shares", 1
LARGEST_FILE = 5_000_000  # bytes; ten years of a clinic are below one
LONGEST_TEXT = 5_000
AGAIN = "Nothing was taken in. Ask the clinic to make it anew with huddleboard share --out FILE."


@dataclass(frozen=True)
class SharedVerdict:
    """What may be said of a measure, in the codes of `measures.verdict`; how many questions wait, not which."""

    state: str
    because: str
    since: date | None
    aim: str
    aim_level: float | None
    aim_by: date | None
    rule: str
    would_change: str
    questions: int


@dataclass(frozen=True)
class SharedMeasure:
    """One measure of a clinic: how it is defined, what may be said of it, and the stretches that may be shown."""

    measure: str
    title: str
    kind: str
    better: str
    is_rate: bool
    numerator_says: str
    denominator_says: str
    definition: str
    verdict: SharedVerdict
    stretches: tuple[Stretch, ...]
    targets: tuple[tuple[date, float], ...] = ()  # from which day on, and how much


@dataclass(frozen=True)
class SharedTest:
    """One test of a change: where it stands, and once it was studied what was learned."""

    title: str
    stage: str
    started: date | None
    decision: str
    learning: str


@dataclass(frozen=True)
class SharedReview:
    """One review of an adopted change: due, held, and its finding."""

    title: str
    months: int
    due: date
    held: date | None
    finding: str
    story: str


@dataclass(frozen=True)
class Shared:
    """Everything a clinic shares; the manager's page is made of these and of nothing else."""

    clinic: str
    name: str
    made_on: date
    data_to: date | None
    software: str
    least: int
    reason: str
    measures: tuple[SharedMeasure, ...]
    tests: tuple[SharedTest, ...] = ()
    reviews: tuple[SharedReview, ...] = ()
    kept_back: int = 0  # texts that may name somebody, and were left out

    def measure(self, name: str) -> SharedMeasure | None:
        """One of its measures."""
        return next((one for one in self.measures if one.measure == name), None)


def month_word(month: int) -> str:
    """A month as it stands in a file: 2025-03."""
    return f"{month // 12}-{month % 12 + 1:02d}"


def as_mapping(shared: Shared) -> dict[str, Any]:
    """What stands in a shares file."""
    told = asdict(shared)
    for measure in told["measures"]:
        for stretch in measure["stretches"]:
            stretch["first"], stretch["last"] = month_word(stretch["first"]), month_word(stretch["last"])
        measure["targets"] = [{"first": first, "level": level} for first, level in measure["targets"]]
    plain: dict[str, Any] = json.loads(json.dumps({"format": FORMAT, "version": VERSION, **told}, default=_plain))
    return plain


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} stands in no shares file")


def as_text(shared: Shared) -> str:
    """The text of a shares file."""
    return json.dumps(as_mapping(shared), indent=1, ensure_ascii=False) + "\n"


def read_text(given: bytes) -> Shared:
    """What a file holds; raises Refusal with what was seen where it is none, or is damaged."""
    if len(given) > LARGEST_FILE:
        raise Refusal(f"This file is larger than any shares file ({LARGEST_FILE:,} bytes). {AGAIN}")
    try:
        told = json.loads(given.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal(f"This is no shares file: it cannot be read as JSON. {AGAIN}") from None
    return of_mapping(told)


def of_mapping(told: object) -> Shared:
    """What a shares file holds, checked part by part."""
    whole = _Part(told, "the file")
    if whole.given.get("format") != FORMAT:
        raise Refusal(f"This is no shares file: it does not say that it is one. {AGAIN}")
    if whole.given.get("version") != VERSION:
        raise Refusal("This shares file was made by a newer Huddleboard. Install that version here too.")
    if whole.text("clinic") != slug(whole.text("clinic")):
        _damaged("the id of the clinic is none")
    return _whole(whole)


def _whole(whole: _Part) -> Shared:
    made = Shared(
        whole.text("clinic"),
        whole.text("name"),
        whole.day("made_on"),
        whole.day_or_none("data_to"),
        whole.text("software"),
        whole.number("least"),
        whole.text("reason"),
        tuple(_measure(one) for one in whole.parts("measures")),
        tuple(_test(one) for one in whole.parts("tests")),
        tuple(_review(one) for one in whole.parts("reviews")),
        whole.number("kept_back"),
    )
    _no_small_numbers(made)
    return made


def _no_small_numbers(made: Shared) -> None:
    """A file that shows what it says it does not show was not made by Huddleboard, or was changed."""
    if made.least < LOWEST:
        _damaged(f"it shows numbers from {made.least} on, and {LOWEST} is the least that may be")
    for one in made.measures:
        for stretch in one.stretches:
            shown = (stretch.numerator, stretch.denominator, stretch.unknown, stretch.not_recorded)
            if any(number is not None and 0 < number < made.least for number in shown):
                _damaged(f"“{one.title}” shows a number under {made.least}")


def _measure(part: _Part) -> SharedMeasure:
    return SharedMeasure(
        measure=part.text("measure"),
        title=part.text("title"),
        kind=part.text("kind"),
        better=part.code("better", ("lower", "higher", "neither")),
        is_rate=part.yes("is_rate"),
        numerator_says=part.text("numerator_says"),
        denominator_says=part.text("denominator_says"),
        definition=part.text("definition"),
        verdict=_verdict(part.part("verdict")),
        stretches=tuple(_stretch(one) for one in part.parts("stretches")),
        targets=tuple(_target(one) for one in part.parts("targets")) if "targets" in part.given else (),
    )


def _target(part: _Part) -> tuple[date, float]:
    level = part.float_or_none("level")
    return part.day("first"), _damaged("a target has no level") if level is None else level


def _verdict(part: _Part) -> SharedVerdict:
    return SharedVerdict(
        part.code("state", STATES),
        part.text("because"),
        part.day_or_none("since"),
        part.code("aim", AIM_STATES),
        part.float_or_none("aim_level"),
        part.day_or_none("aim_by"),
        part.text("rule"),
        part.text("would_change"),
        part.number("questions"),
    )


def _stretch(part: _Part) -> Stretch:
    first, last = part.month("first"), part.month("last")
    if last < first:
        _damaged("months run backwards")
    return Stretch(
        first,
        last,
        numerator=part.number_or_none("numerator"),
        denominator=part.number_or_none("denominator"),
        unknown=part.number_or_none("unknown"),
        not_recorded=part.number_or_none("not_recorded"),
        widened=part.yes("widened"),
    )


def _test(part: _Part) -> SharedTest:
    texts = (part.text("title"), part.text("stage"))
    return SharedTest(*texts, part.day_or_none("started"), part.text("decision"), part.text("learning"))


def _review(part: _Part) -> SharedReview:
    days = part.day("due"), part.day_or_none("held")
    return SharedReview(part.text("title"), part.number("months"), *days, part.text("finding"), part.text("story"))


def _damaged(what: str) -> NoReturn:
    raise Refusal(f"The shares file is damaged: {what}. {AGAIN}")


T = TypeVar("T")


class _Part:
    """One part of a file; what is not what it should be refuses the whole file."""

    def __init__(self, given: object, where: str) -> None:
        if not isinstance(given, Mapping):
            _damaged(f"{where} is not a list of named values")
        self.given, self.where = given, where

    def _of(self, name: str, kind: type[T]) -> T:
        value = self.given.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            _damaged(f"“{name}” of {self.where} is missing or of another kind")
        return value

    def text(self, name: str) -> str:
        value = self._of(name, str)
        return value if len(value) <= LONGEST_TEXT else _damaged(f"“{name}” of {self.where} is too long")

    def code(self, name: str, known: tuple[str, ...]) -> str:
        value = self.text(name)
        return value if value in known else _damaged(f"“{name}” of {self.where} is none of {', '.join(known)}")

    def yes(self, name: str) -> bool:
        return self._of(name, bool)

    def number(self, name: str) -> int:
        value = self._of(name, int)
        return value if 0 <= value <= 10**9 else _damaged(f"“{name}” of {self.where} is no count")

    def number_or_none(self, name: str) -> int | None:
        return None if self.given.get(name) is None else self.number(name)

    def float_or_none(self, name: str) -> float | None:
        value = self.given.get(name)
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9):
            return None if value is None else float(value)
        return _damaged(f"“{name}” of {self.where} is no number")

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            _damaged(f"“{name}” of {self.where} is not a day")

    def day_or_none(self, name: str) -> date | None:
        return None if self.given.get(name) is None else self.day(name)

    def month(self, name: str) -> int:
        try:
            first = date.fromisoformat(f"{self.text(name)}-01")
        except ValueError:
            _damaged(f"“{name}” of {self.where} is not a month")
        return first.year * 12 + first.month - 1

    def part(self, name: str) -> _Part:
        return _Part(self.given.get(name), f"“{name}” of {self.where}")

    def parts(self, name: str) -> list[_Part]:
        return [_Part(one, f"one of “{name}”") for one in self._of(name, list)]
