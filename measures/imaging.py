"""Recognises an order of an X-ray, CT or MRI of the lumbar spine, from its name or its code."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from measures.code_systems import UNDECIDED, codes_in, is_concept, parted
from measures.icd import among
from measures.letters import bare
from measures.long_text import LONGEST

_LISTS: dict[str, Any] = tomllib.loads(files("measures").joinpath("codes/imaging.toml").read_text("utf-8"))

#: Longer exam names are cut: what is ordered is said at the start.
LONGEST_EXAM = 400

RECOMMENDED = "recommended in a report"
#: Between the reason and the name of an exam that no list knows.
NAMED = " ?"
#: Regions that leave it open whether the exam shows the lumbar spine.
OPEN = ("spine, level not said", "not recognised")
LONGEST_NAME, MOST_WORDS = 60, 8
_OF_A_PERSON = re.compile(
    r"\d{5}|@|\b\d{1,3} ?-?(?:yo|y/o|yrs?|years?|ans|[mf])\b|\b(?:pt|patient|dob|phn|mrs|mme)\b", re.I
)

_SAYS = {"XR": "X-ray", "CT": "CT", "MR": "MRI"}


@dataclass(frozen=True)
class Exam:
    """One exam name: what it orders, and why it is or is not lumbar imaging.

    `lumbar` is true only for an X-ray, CT or MRI that includes the lumbar spine. Where two modalities are
    named, the first is the one ordered ("MRI L-spine, had XR in May"). Whole spine and T+L are one lumbar
    exam. `planning`: the name itself says that it is for a surgery or an injection. `why` of an exam that no list
    settles ends in " ?" and its name, for the practice to say what it is. Source: counting.md §3, domain.md B1b.
    """

    modality: str | None
    lumbar: bool
    why: str
    planning: bool = False


def read_exams(texts: Sequence[str | None]) -> list[Exam]:
    """What each exam name orders."""
    return [_read(text or "") for text in texts]


#: What a code says that no list holds; a list of nothing else cannot be read (counting.md §1).
UNKNOWN_CODE = "not a lumbar imaging code"


def read_procedure_codes(codes: Sequence[str | None], system: str | None = None) -> list[Exam]:
    """What each code orders, read in the `system` of its column; CPT's modifiers (`72148-26`) are passed over.

    A SNOMED CT concept is known by its check digit. Read v2, CTV3 and OMOP codes are read only where the column is in
    that system; a column whose system is "undecided" says nothing. CCI and OHIP spine families name no level, so they
    are not lumbar: "spine, level not said".
    """
    if system == UNDECIDED:
        return [Exam(None, False, UNKNOWN_CODE) for _ in codes]
    if system in ("read2", "ctv3", "omop"):
        return [_read_foreign(*codes_in((code or "").strip(), system)[:1]) for code in codes]
    return [_read_code((code or "").strip().upper()) for code in codes]


def read_coded_exams(codes: Sequence[str | None], names: Sequence[str | None], system: str | None) -> list[Exam]:
    """What each order asks for by its code, or by its name where no list holds the code."""
    by_code = read_procedure_codes(codes, system)
    return [
        _read(name) if name and exam.why == UNKNOWN_CODE else exam for exam, name in zip(by_code, names, strict=True)
    ]


def states_planning(texts: Sequence[str | None]) -> list[bool]:
    """Whether each text says the picture is for a planned surgery or injection (or checks hardware put in
    by one).
    """
    plain = [bare(text[:LONGEST]) if text else "" for text in texts]
    cued = pl.Series(plain, dtype=pl.String).str.contains_any(_LISTS["planning"]["cues"])
    return [cue and _plans(text) for text, cue in zip(plain, cued, strict=True)]


def _read(text: str) -> Exam:
    exam = bare(text[:LONGEST_EXAM])
    if not exam:
        return Exam(None, False, "blank")
    modality, region = _modality(exam), _region(exam)
    planning = _plans(exam)
    refused = _not_ordered(exam) or _reason(exam, "never")
    if refused and not (planning and refused == "image-guided procedure" and modality and region == "lumbar spine"):
        return Exam(modality, False, refused, planning)
    if region in OPEN:
        return Exam(modality, False, with_name(region, text), planning)
    if region not in ("lumbar spine", "whole spine"):
        return Exam(modality, False, region, planning)
    if modality is None:
        return Exam(None, False, with_name(f"{region}, modality not said", text), planning)
    return Exam(modality, True, f"{region} {_SAYS[modality]}", planning)


def with_name(reason: str, text: str) -> str:
    """The reason, and the name to ask the practice about: not where it is long, or not plainly an exam's."""
    name = " ".join(text.split()).replace("?", "")
    too_long = len(name) > LONGEST_NAME or len(name.split()) > MOST_WORDS
    of_an_exam = _any_of("naming", "cues").search(bare(name)) and not _OF_A_PERSON.search(name)
    return f"{reason}{NAMED}{name}" if of_an_exam and not too_long else reason


def unrecognised_name(why: str) -> str | None:
    """The exam name that `why` carries because no list knew it, or None."""
    return why.partition(NAMED)[2] or None


@cache
def _any_of(*path: str) -> re.Pattern[str]:
    patterns: Any = _LISTS
    for step in path:
        patterns = patterns[step]
    exam = _LISTS["an_exam"]["words"]
    return re.compile("|".join(f"(?:{pattern.replace('{exam}', exam)})" for pattern in patterns))


@cache
def _modalities() -> re.Pattern[str]:
    named = {name: _LISTS["modality"][name] for name in _SAYS}
    return re.compile("|".join(rf"(?P<{name}>(?<![\w-])(?:{'|'.join(words)}))" for name, words in named.items()))


def _modality(exam: str) -> str | None:
    found = _modalities().search(exam)
    if found:
        return found.lastgroup
    return "XR" if _any_of("modality", "views").search(exam) else None


def _region(exam: str) -> str:
    """The lumbar spine if it is named at all, else the region that is."""
    if _any_of("region", "lumbar").search(exam):
        return "lumbar spine"
    if _any_of("region", "whole_spine").search(exam):
        return "whole spine"
    named = {
        "si_joints": "SI joints",
        "neck": "cervical only",
        "thoracic": "thoracic only",
        "sacrum_coccyx": "sacrum or coccyx",
        "pelvis_hip": "pelvis or hip",
        "abdomen": "abdomen or kidneys",
        "elsewhere": "not the spine",
        "spine_only": "spine, level not said",
    }
    return next((says for name, says in named.items() if _any_of("region", name).search(exam)), "not recognised")


def _reason(exam: str, group: str) -> str | None:
    return next((why for why in _LISTS[group] if _any_of(group, why).search(exam)), None)


def _not_ordered(exam: str) -> str | None:
    """Why the words about an exam do not ask for it.

    "As recommended by physio" asks; and an exam named before another one that was had is asked for.
    """
    reason = _reason(exam, "not_an_order")
    if reason == RECOMMENDED:
        return None if _any_of("ordered_on_advice", "says").search(exam) else reason
    first, *rest = re.split(r"[,;(]|[.:] | - ", exam, maxsplit=1)
    two = rest and _modalities().search(rest[0]) and _modalities().search(first)
    return _reason(first, "not_an_order") if two and _region(first) == "lumbar spine" else reason


def _plans(text: str) -> bool:
    return bool(_any_of("planning", "states").search(text)) and not _any_of("planning", "unless").search(text)


@cache
def _read_code(code: str) -> Exam:
    if parted(code.lower())[0] == "omop":
        return _read_foreign(code.lower())
    if is_concept(code):
        return _read_foreign(f"snomed:{code}")
    listed = _LISTS["procedure_codes"]
    stem = re.split(r"[\s,;]", code, maxsplit=1)[0]
    for modality in _SAYS:
        if stem in listed[modality] or re.sub(r"-\w\w$", "", stem) in listed[modality]:
            return Exam(modality, True, f"lumbar spine {_SAYS[modality]}")
    for modality in _SAYS:
        if among(stem, listed["spine_any_level"][modality]):
            return Exam(modality, False, with_name("spine, level not said", stem))
    return Exam(None, False, UNKNOWN_CODE)


@cache
def _read_foreign(code: str = "") -> Exam:
    """A code of a system other than CPT, LOINC and CCI, by that system's lists."""
    system, own = parted(code)
    listed = _LISTS.get(system or "", {})
    for modality, says in _SAYS.items():
        if own in listed.get(modality, ()):
            return Exam(modality, True, f"lumbar spine {says}")
        if own in listed.get("spine_any_level", {}).get(modality, ()):
            return Exam(modality, False, with_name("spine, level not said", own))
        if own in listed.get("elsewhere", {}).get(modality, ()):
            return Exam(modality, False, "not the lumbar spine")
    return Exam(None, False, UNKNOWN_CODE)
