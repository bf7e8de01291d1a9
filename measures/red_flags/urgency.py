"""How soon a red flag wants something done, by named rule set; and where two rule sets differ, the stricter.

Cauda equina, present or only queried, stands above every message about fewer images (`overrides_reduction`).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from measures.letters import bare

OVER_YEARS = 5

_LISTS: dict[str, Any] = tomllib.loads(files("measures.red_flags").joinpath("urgency.toml").read_text("utf-8"))

#: The rule sets, the default first.
RULE_SETS: tuple[str, ...] = ("alberta", "ontario_rac")
DEFAULT_RULES = "alberta"


#: How a finding's rule ends that rests on the term of a code no list holds; and one whose term calls it a history.
BY_ITS_TERM, A_HISTORY = " by its term", ", a history"


class HowSoon(IntEnum):
    """How soon; a higher one is stricter."""

    SOON = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def says(self) -> str:
        """In words, with its time."""
        told: str = _LISTS["levels"][self.name.lower()]["says"]
        return told

    @property
    def limit_days(self) -> int | None:
        """By which day after the record something must have followed; none where it is a matter of weeks."""
        days: int | None = _LISTS["levels"][self.name.lower()].get("limit_days")
        return days


@dataclass(frozen=True)
class Stated:
    """A red flag on record: its atom, the words it rests on (rule, codes, matched words), its state and year."""

    atom: str
    words: str = ""
    state: str = "present"
    year: int | None = None


@dataclass(frozen=True)
class Urgency:
    """How soon one flag wants something done by one rule set; `because` says what lifted or lowered it."""

    level: HowSoon
    atom: str
    rule_set: str
    because: str = ""

    @property
    def source(self) -> str:
        """Where the rule set comes from."""
        told: str = _LISTS[self.rule_set]["source"]
        return told


def of_flag(stated: Stated, rule_set: str = DEFAULT_RULES) -> Urgency | None:
    """How soon this flag wants something done; None where the rule set does not name it, or it is not present.

    A bare query of cauda equina is as urgent as the thing itself: only an examination can put it aside.
    """
    if rule_set not in RULE_SETS:
        raise ValueError(f"a rule set of urgencies is one of {', '.join(RULE_SETS)}, not {rule_set!r}")
    if stated.state != "present" and not _is_emergency_query(stated):
        return None
    for exception in _LISTS[rule_set].get("but", ()):
        if exception["atom"] == stated.atom and _fits(exception["words"], stated):
            return Urgency(HowSoon[exception["level"].upper()], stated.atom, rule_set, exception["says"])
    level = levels(rule_set).get(stated.atom)
    return None if level is None else Urgency(level, stated.atom, rule_set)


def urgency(flags: Iterable[Stated], rule_set: str = DEFAULT_RULES) -> Urgency | None:
    """The most urgent of these flags by one rule set; None where it names none of them."""
    found = [one for stated in flags if (one := of_flag(stated, rule_set))]
    return max(found, key=lambda one: one.level, default=None)


def stricter(flags: Iterable[Stated]) -> tuple[tuple[Urgency, Urgency], ...]:
    """Flags on which the rule sets that name them differ: the stricter urgency and the milder one.

    Never merged in silence: shown beside the chosen rule set.
    """
    told = [[one for name in RULE_SETS if (one := of_flag(stated, name))] for stated in flags]
    ranked = [sorted(named, key=lambda one: -one.level) for named in told if named]
    return tuple((named[0], named[-1]) for named in ranked if named[0].level != named[-1].level)


def overrides_reduction(flags: Iterable[Stated]) -> bool:
    """Whether cauda equina is present or queried: then no page says anything about imaging less."""
    return any(stated.atom == "cauda_equina" and stated.state in ("present", "queried") for stated in flags)


@cache
def levels(rule_set: str = DEFAULT_RULES) -> dict[str, HowSoon]:
    """The level of each atom that the rule set names."""
    return {atom: level for level in HowSoon for atom in _LISTS[rule_set][level.name.lower()]}


def limits(rule_set: str = DEFAULT_RULES) -> dict[str, int]:
    """The last day, counted from the record, by which each emergency or urgent atom wants an action."""
    return {a: days for a, level in levels(rule_set).items() if (days := level.limit_days) is not None}


def title(rule_set: str) -> str:
    """The rule set's name for people."""
    told: str = _LISTS[rule_set]["title"]
    return told


def _fits(words: str, stated: Stated) -> bool:
    """Whether the words fit; a cancer "since 2009" is old by the year of its record."""
    since = re.search(r"since (\d{4})", stated.words) if stated.atom == "cancer" else None
    long_past = bool(since and stated.year and stated.year - int(since[1]) > OVER_YEARS)
    return long_past or bool(re.search(words, bare(stated.words), re.I))


def _is_emergency_query(stated: Stated) -> bool:
    return stated.state == "queried" and stated.atom == "cauda_equina"
