"""The roster that the answer to "who orders for the practice" makes, as the lists come in and afterwards alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from measures.practice import Clinician, Practice, folded

OURS, ALL = "those who see patients", "all"


def rostered(practice: Practice, seeing: Mapping[str, int], ordering: Mapping[str, int], value: str) -> Practice:
    """The practice with the roster and the outside orderers as the answer has them."""
    at_home = {folded(name) for name in seeing}
    if (told := ticked_in(value)) is not None:
        ours = [*(n for n in seeing if n not in ordering or n in told), *(n for n in ordering if n in told)]
        return with_roster(practice, ours, [n for n in ordering if n not in told])
    ours = [*seeing, *(n for n in ordering if folded(n) in at_home or value == ALL)]
    others = [n for n in ordering if folded(n) not in at_home] if value == OURS else []
    return with_roster(practice, ours, others)


def ticked(names: Iterable[str]) -> str:
    """The answer that says one by one who orders for the practice."""
    return json.dumps(sorted(names), ensure_ascii=False)


def ticked_in(value: str) -> list[str] | None:
    """The names in such an answer; None for another one."""
    if not value.startswith("["):
        return None
    try:
        told = json.loads(value)
    except ValueError:
        return None
    return [str(name) for name in told]


def with_roster(practice: Practice, ours: list[str], others: list[str]) -> Practice:
    """The practice with these clinicians added, spellings of one person together, and these orderers outside."""
    grouped: dict[str, list[str]] = {}
    have = {folded(s) for s in practice.roster}
    for name in ours:
        if folded(name) not in have:
            grouped.setdefault(folded(name), [])
            if name not in grouped[folded(name)]:
                grouped[folded(name)].append(name)
    fresh = tuple(Clinician(spelt[0], tuple(spelt)) for spelt in grouped.values())
    outside = tuple(dict.fromkeys([*practice.outside, *others]))
    return replace(practice, clinicians=(*practice.clinicians, *fresh), outside=outside)
