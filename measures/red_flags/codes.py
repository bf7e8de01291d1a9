"""Says which red-flag atoms a diagnosis code or a medication asserts, and for how long."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from measures.code_systems import also_read2, parted
from measures.icd import among, is_snomed
from measures.letters import bare

_LISTS: dict[str, Any] = tomllib.loads(files("measures.red_flags").joinpath("codes.toml").read_text("utf-8"))

#: How many days an atom counts after its date; None is for ever, 0 its own visit only. Source: domain.md B2.
WINDOWS: dict[str, int | None] = {**_LISTS["windows"], "cancer": None, "inflammatory": None}

#: An atom and the days it counts.
Asserted = tuple[str, int | None]


def atoms_of_codes(
    codes: Sequence[tuple[str, ...]], system: str | None = None, flag_set: str | None = None
) -> list[tuple[Asserted, ...]]:
    """For each row's normalised codes, the atoms they assert, each with the days it counts (None: for ever).

    The days differ within one atom: a fever counts 30, a discitis 365. Retention, incontinence, numbness
    and drug-use codes assert nothing alone. `V10.3` is the ICD-9 history of breast cancer, unless the row's
    codes are ICD-10, where a `V` code is a transport accident. `flag_set="extended"` gives the atoms that
    only the wider set knows, and no others. Source: domain.md B2; the cancer list is counting.md §4.
    """
    ten = "10" in (system or "")
    return [_atoms(row, ten or _is_ten(row), flag_set) for row in codes]


def atoms_of_set(flag_set: str) -> frozenset[str]:
    """The atoms whose codes only this wider set knows."""
    return frozenset(rule["atom"] for rule in _LISTS["codes"] if rule.get("set") == flag_set)


def is_systemic_steroid(atc: str | None, name: str | None, route: str | None) -> bool:
    """Whether a prescription is a corticosteroid for the whole body: by ATC H02AB, else by its name.

    Never by a local route or form (inhaled, topical, nasal, eye, ear, joint, epidural), whatever the ATC
    code says; nor a depot whose route nobody gave, since most go into a joint.
    """
    return _is_systemic(atc or "", name or "", route or "")


@cache
def _atoms(row: tuple[str, ...], ten: bool, flag_set: str | None) -> tuple[Asserted, ...]:
    longest: dict[str, int | None] = {}
    for rule in _LISTS["codes"]:
        if rule.get("set") == flag_set and any(_asserts(rule, code, ten) for code in row):
            longest[rule["atom"]] = _longer(longest.get(rule["atom"], 0), rule.get("days"))
    return tuple(longest.items())


def _asserts(rule: dict[str, Any], code: str, ten: bool) -> bool:
    if not code[0].isalnum():  # the clinic's own code, of no system
        return False
    if is_snomed(code):
        return code in rule.get("snomed", ()) or code in rule.get("snomed_by_term", ())
    system, own = parted(code)
    if system == "ctv3" and own in rule.get("ctv3", ()):
        return True
    if system == "read2" or (system == "ctv3" and also_read2(own)):
        return own.startswith(tuple(rule.get("read2", ()))) and not own.startswith(_exceptions(rule, "read2"))
    if system:
        return own in rule.get(system, ())
    # E before three digits is ICD-9 by its shape alone; only V needs telling.
    entries = rule["icd10"] if code[0].isalpha() and (code[0] not in "VE" or ten) else rule["icd9"]
    return among(code, entries) and not among(code, rule.get("except", ()))


def _exceptions(rule: dict[str, Any], system: str) -> tuple[str, ...]:
    """What a rule leaves out of one system's codes."""
    return tuple(own for named, own in map(parted, rule.get("except", ())) if named == system)


def _longer(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _is_ten(row: tuple[str, ...]) -> bool:
    if any(code[0].isdigit() and not is_snomed(code) for code in row):
        return False
    return any(code[0].isalpha() and code[0] not in "VE" and "." in code for code in row)


@cache
def _drug_patterns() -> dict[str, re.Pattern[str]]:
    lists = {name: words for name, words in _LISTS["steroids"].items() if isinstance(words, list)}
    return {name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.I) for name, words in lists.items()}


@cache
def _is_systemic(atc: str, name: str, route: str) -> bool:
    pattern, plain = _drug_patterns(), bare(name)
    if pattern["local_routes"].search(bare(route)) or pattern["local_forms"].search(plain):
        return False
    if pattern["depots"].search(plain):
        return bool(pattern["into_a_muscle"].search(f"{plain} {bare(route)}"))
    if atc.strip():
        return atc.strip().upper().startswith(_LISTS["steroids"]["atc"])
    if not pattern["names"].search(plain):
        return False
    says_systemic = pattern["systemic_forms"].search(f"{plain} {bare(route)}")
    return bool(says_systemic) or not pattern["often_local"].search(plain)
