"""From what a person typed about the practice to settings, or a sentence on what to correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.clinic import BadSettings, read_settings, write_settings
from ingest.store import settled
from measures.practice import Clinician, Practice, spelling

ZONES = (
    "America/St_Johns", "America/Halifax", "America/Moncton", "America/Toronto", "America/Winnipeg",
    "America/Regina", "America/Edmonton", "America/Vancouver", "America/Whitehorse", "America/Yellowknife",
    "America/Iqaluit",
)  # fmt: skip
FEWEST, MOST = 4, 6


@dataclass(frozen=True)
class Typed:
    """The form as it was sent: texts hold one name per line."""

    name: str
    timezone: str
    adult_age: int
    coverage_start: date | None
    all_in_person: bool
    clinician_views: bool
    chosen: Sequence[str]
    agreed_list: str
    outside: str
    clinicians: Sequence[tuple[str, str]]
    words: Sequence[tuple[str, str, str]]


def lines(text: str) -> tuple[str, ...]:
    """The names in a box, one per line; blank lines and repeats are left out."""
    return tuple(dict.fromkeys(spelling(line) for line in text.splitlines() if line.strip()))


def box(names: Sequence[str]) -> str:
    """Names as a box shows them, one per line."""
    return "\n".join(names)


def practice_from(typed: Typed, before: Practice) -> Practice:
    """The settings typed, checked as clinic.toml is; raises BadSettings with a sentence."""
    clinicians = tuple(
        Clinician(spelling(short), lines(names)) for short, names in typed.clinicians if short.strip() or lines(names)
    )
    _check(typed, clinicians)
    practice = replace(
        before, name=spelling(typed.name), timezone=typed.timezone.strip(), adult_age=typed.adult_age,
        coverage_start=typed.coverage_start, all_in_person=typed.all_in_person,
        clinician_views=typed.clinician_views, chosen=tuple(typed.chosen),
        agreed_list=lines(typed.agreed_list), outside=lines(typed.outside), clinicians=clinicians,
        words=tuple(typed.words),
    )  # fmt: skip
    return checked(practice)


def checked(practice: Practice) -> Practice:
    """The practice as it will be read back from clinic.toml; raises BadSettings where it could not be."""
    try:
        return settled(read_settings(write_settings(practice), practice.clinic), practice.clinic)
    except BadSettings as problem:
        raise BadSettings(plain(problem)) from None


def plain(problem: Exception) -> str:
    """A complaint about clinic.toml as a sentence for the form."""
    said = str(problem).removeprefix("clinic.toml: ")
    return said[:1].upper() + said[1:]


def _check(typed: Typed, clinicians: Sequence[Clinician]) -> None:
    if not typed.name.strip():
        raise BadSettings("The practice has no name. Give it the name that should stand on the charts.")
    for clinician in clinicians:
        if not clinician.id:
            raise BadSettings(f"{clinician.spellings[0]} has no short name. Give one, like P1, to show on the charts.")
    ids = [c.id for c in clinicians]
    if twice := next((i for i in ids if ids.count(i) > 1), None):
        raise BadSettings(f"The short name {twice} is given to two clinicians. Give each one of their own.")
    whose: dict[str, str] = {}
    for clinician in clinicians:
        for name in clinician.spellings:
            if whose.setdefault(name, clinician.id) != clinician.id:
                raise BadSettings(f"{name} is given to both {whose[name]} and {clinician.id}. Take one away.")
    for name in lines(typed.outside):
        if name in whose:
            raise BadSettings(f"{name} is both {whose[name]} and outside the practice. Take one away.")


def chosen_words(count: int) -> str:
    """A gentle word about how many measures a huddle can hold at once."""
    if not count:
        return "Nothing is chosen: the huddle page shows a first choice of its own."
    if count > MOST:
        return f"{count} are chosen. A huddle can talk about four to six; the others stay on the Measure page."
    if count < FEWEST:
        return f"{count} chosen. Four to six show a change from several sides: outcome, process and balancing."
    return f"{count} chosen."
