"""`clinic.toml`: what a person says of the practice once, read into a `Practice` and written back."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli_w

from ingest.for_people import ForPeople
from measures.disclosure import LEAST, LOWEST, BadThreshold, Rule
from measures.letters import bare
from measures.practice import CODE_MEANINGS, EXAM_MEANINGS, Clinician, Practice

KEYS = {
    "name": str, "timezone": str, "adult_age": int, "coverage_start": date, "export_date": date, "agreed_list": list,
    "clinician": list, "outside": list, "all_in_person": bool, "clinician_views": bool, "chosen": list, "word": list,
    "exam": list, "code": list, "id": str, "small_numbers": int, "small_numbers_reason": str,
}  # fmt: skip


class BadSettings(ForPeople):
    """clinic.toml cannot be used; the message says which line or key, what was seen and what is expected."""


#: Names that a data folder, or Windows, has for something else.
TAKEN = frozenset(
    ["trash", "copies", "facts", "con", "prn", "aux", "nul", *(f"{w}{n}" for w in ("com", "lpt") for n in range(10))]
)
LONGEST_ID = 60


def slug(name: str) -> str:
    """A clinic id from its name: small letters, digits and hyphens, fit to name a folder on every computer."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold())[:LONGEST_ID].strip("-") or "clinic"
    return f"{plain}-clinic" if plain in TAKEN else plain


LONGEST_TEXT, LONGEST_SHOWN = 1_000_000, 60
#: A TOML date-time is a date to Python, and yes or no is a number.
WIDER: dict[type, type] = {date: datetime, int: bool}
HINTS: dict[type, str] = {date: " alone, like 2025-06-30"}
FIRST_YEAR, LAST_YEAR = 1970, 2200


def _shortly(value: object) -> str:
    """A value as it was written, cut where it is long."""
    try:
        told = repr(value)
    except (ValueError, RecursionError):
        return "a value too long to show"
    return told if len(told) <= LONGEST_SHOWN else f"{told[:LONGEST_SHOWN]} …"


def _day(text: str, key: str) -> date:
    """A date that somebody put into quotation marks."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadSettings(f"clinic.toml: {key} = {_shortly(text)} is not a date like 2025-06-30.") from None


def _checked(spec: Mapping[str, Any]) -> None:
    for key, value in spec.items():
        if key not in KEYS:
            raise BadSettings(f"clinic.toml: {key!r} is not a setting. Settings are: {', '.join(sorted(KEYS))}.")
        if not isinstance(value, KEYS[key]) or isinstance(value, WIDER.get(KEYS[key], ())):
            kind = f"{KEYS[key].__name__}{HINTS.get(KEYS[key], '')}"
            raise BadSettings(f"clinic.toml: {key} = {_shortly(value)} is not a {kind}.")
        if key == "export_date" and isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise BadSettings(f"clinic.toml: {key} = {value} is no day an export can speak of. Correct the year.")
        _no_control_signs(value, key)
    for key in ("clinician", "outside", "word", "exam", "code"):
        if not all(isinstance(row, dict) for row in spec.get(key, [])):
            raise BadSettings(f"clinic.toml: {key} is written as tables, each beginning with a line [[{key}]].")
    if not 0 <= spec.get("adult_age", 18) <= 30:
        raise BadSettings(
            f"clinic.toml: adult_age = {_shortly(spec['adult_age'])} is not an age an adult begins at (16, 18, 19)."
        )
    _rule(spec)
    try:
        ZoneInfo(spec.get("timezone", "America/Edmonton"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSettings(
            f"clinic.toml: timezone = {_shortly(spec['timezone'])} is not known; use one like America/Edmonton."
        ) from None


def _rule(spec: Mapping[str, Any]) -> None:
    """The smallest number that leaves the clinic: not under 5, and under 10 with a reason."""
    try:
        Rule(spec.get("small_numbers", LEAST), spec.get("small_numbers_reason", ""))
    except BadThreshold as problem:
        said = {
            "too_low": f"is under {LOWEST}, the least that may be shown outside a clinic.",
            "no_reason": f"is under {LEAST}, the usual one; write the reason as small_numbers_reason.",
        }
        raise BadSettings(f"clinic.toml: small_numbers = {problem.args[1]} {said[problem.args[0]]}") from None


def _texts(spec: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """A list of texts, or a sentence about what it is instead."""
    value = spec.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise BadSettings(
            f'clinic.toml: {where} must be a list of names in quotation marks, like ["Back in Motion Physio"].'
        )
    return tuple(value)


def _words(rows: list[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    for row in rows:
        if not all(isinstance(row.get(key), str) for key in ("field", "seen", "means")):
            raise BadSettings("clinic.toml: each [[word]] needs field, seen and means, each in quotation marks.")
    return tuple((row["field"], row["seen"], row["means"]) for row in rows)


def _settled(rows: list[Mapping[str, Any]], key: str, meanings: tuple[str, ...]) -> dict[str, str]:
    """Exam names or codes of this clinic and what they mean; one cannot mean two things."""
    found: dict[str, str] = {}
    spelt: dict[str, str] = {}
    for row in rows:
        seen, means = (row.get("seen"), row.get("means")) if isinstance(row, Mapping) else (None, None)
        if not isinstance(seen, str) or not seen.strip() or means not in meanings:
            raise BadSettings(
                f"clinic.toml: each [[{key}]] needs seen, in quotation marks, and means, one of {', '.join(meanings)}."
            )
        if spelt.setdefault(bare(seen), means) != means:
            raise BadSettings(f"clinic.toml: the {key} {seen!r} is said to mean both {spelt[bare(seen)]} and {means}.")
        found[seen] = means
    return found


def _outside(rows: list[Mapping[str, Any]], clinicians: tuple[Clinician, ...]) -> tuple[str, ...]:
    for row in rows:
        if "spellings" not in row:
            raise BadSettings("clinic.toml: each [[outside]] needs a list of spellings.")
    found = tuple(s for row in rows for s in _texts(row, "spellings", "the spellings of [[outside]]"))
    ours = {s: c.id for c in clinicians for s in c.spellings}
    for seen in found:
        if seen in ours:
            raise BadSettings(
                f"clinic.toml: {seen!r} stands both under clinician {ours[seen]} and under outside; choose one."
            )
    return found


def _clinicians(rows: list[Mapping[str, Any]]) -> tuple[Clinician, ...]:
    found: dict[str, str] = {}
    for row in rows:
        named = isinstance(row.get("id"), str) or type(row.get("id")) is int
        if not named or not str(row["id"]).strip() or not isinstance(row.get("spellings", []), list):
            raise BadSettings("clinic.toml: each [[clinician]] needs an id and a list of spellings.")
        for seen in _texts(row, "spellings", f"the spellings of clinician {row['id']}"):
            if found.setdefault(seen, row["id"]) != row["id"]:
                raise BadSettings(f"clinic.toml: the spelling {seen!r} is given to both {found[seen]} and {row['id']}.")
    return tuple(Clinician(str(row["id"]), tuple(row.get("spellings", []))) for row in rows)


def _parsed(text: str) -> dict[str, Any]:
    """The tables of a TOML text that a person wrote; one made to break a reader is refused as well."""
    if text.startswith("\ufeff"):
        raise BadSettings(
            "clinic.toml begins with a byte order mark, which TOML does not allow. Save it as plain UTF-8 (in Notepad: "
            "Save as, encoding “UTF-8”, not “UTF-8 with BOM”), and try again."
        )
    if len(text) > LONGEST_TEXT:
        raise BadSettings(f"clinic.toml is longer than {LONGEST_TEXT:,} letters; settings are a page or two.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+, column \d+", str(error))
        where = f" near {place[0]}" if place else " at its end"
        raise BadSettings(
            f"clinic.toml cannot be read{where}: it is not written as TOML. Compare that line with the example in the "
            "README; texts stand in quotation marks."
        ) from None
    except (ValueError, RecursionError):
        raise BadSettings("clinic.toml cannot be read: a number is too long, or lists lie in lists too deep.") from None


def _no_control_signs(value: object, key: str) -> None:
    """Refuse signs that no person types, wherever they stand: a database or a page may stumble over them."""
    if isinstance(value, str) and any(unicodedata.category(sign) == "Cc" for sign in value):
        raise BadSettings(f"clinic.toml: {key} holds a sign that cannot be shown (a control character). Type it anew.")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _no_control_signs(one, key)


def read_settings(text: str, clinic: str = "") -> Practice:
    """A practice from the text of clinic.toml; raises BadSettings with what to correct."""
    spec = _parsed(text)
    for key in ("coverage_start", "export_date"):
        if isinstance(spec.get(key), str):
            spec[key] = _day(spec[key], key)
    _checked(spec)
    clinicians = _clinicians(spec.get("clinician", []))
    name = spec.get("name", "Our practice")
    return Practice(
        clinic=clinic or slug(spec.get("id") or name),
        name=name,
        timezone=spec.get("timezone", "America/Edmonton"),
        adult_age=spec.get("adult_age", 18),
        coverage_start=spec.get("coverage_start"),
        export_date=spec.get("export_date"),
        agreed_list=_texts(spec, "agreed_list", "agreed_list"),
        clinicians=clinicians,
        outside=_outside(spec.get("outside", []), clinicians),
        all_in_person=spec.get("all_in_person", False),
        clinician_views=spec.get("clinician_views", False),
        chosen=_texts(spec, "chosen", "chosen"),
        words=_words(spec.get("word", [])),
        exams=_settled(spec.get("exam", []), "exam", EXAM_MEANINGS),
        codes=_settled(spec.get("code", []), "code", CODE_MEANINGS),
        small_numbers=spec.get("small_numbers", LEAST),
        small_numbers_reason=spec.get("small_numbers_reason", ""),
    )


def write_settings(practice: Practice) -> str:
    """The text of clinic.toml; reading it back gives the same practice."""
    spec: dict[str, Any] = {
        "id": practice.clinic,
        "name": practice.name,
        "timezone": practice.timezone,
        "adult_age": practice.adult_age,
        "all_in_person": practice.all_in_person,
        "clinician_views": practice.clinician_views,
        "agreed_list": list(practice.agreed_list),
        "chosen": list(practice.chosen),
    }
    if practice.small_numbers != LEAST:
        spec |= {"small_numbers": practice.small_numbers, "small_numbers_reason": practice.small_numbers_reason}
    if practice.coverage_start:
        spec["coverage_start"] = practice.coverage_start
    if practice.export_date:
        spec["export_date"] = practice.export_date
    spec["clinician"] = [{"id": c.id, "spellings": list(c.spellings)} for c in practice.clinicians]
    spec["outside"] = [{"spellings": [s]} for s in practice.outside]
    spec["word"] = [{"field": f, "seen": s, "means": m} for f, s, m in practice.words]
    spec["exam"] = [{"seen": seen, "means": means} for seen, means in practice.exams.items()]
    spec["code"] = [{"seen": seen, "means": means} for seen, means in practice.codes.items()]
    return tomli_w.dumps({key: value for key, value in spec.items() if value != []})
