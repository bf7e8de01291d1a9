"""Decides whether a diagnosis cell, or a few words, say low back pain."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from measures.code_systems import UNDECIDED, also_read2, codes_in, parted
from measures.icd import among, is_snomed, snomed_in
from measures.letters import bare
from measures.long_text import LONGEST

_LISTS: dict[str, Any] = tomllib.loads(files("measures").joinpath("codes/back_pain.toml").read_text("utf-8"))
_TIERS = ("A", "B", "C")
#: A tier as the event tables hold it.
TIER_NUMBERS = {"A": 1, "B": 2, "C": 3}
_ELSEWHERE = ("serious", "neck", "thoracic")

#: Before a code that belongs to no known system.
OWN_CODE = "?"
_OWN_CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z]{0,5}[-_. ]?\d{0,4}[-_.]?\d{0,2}[A-Z]{0,3}")


@dataclass(frozen=True)
class Spine:
    """What the codes of one cell say about the back.

    `tier` is the best one found: A non-specific, B with leg symptoms, C a code without its site (needs
    words for the low back). `spine_code` is true for any code of the spine, so that words are not asked;
    `region` says why the cell's spine code is not low back pain ("neck", "thoracic", "serious", "other").
    Source: counting.md §2, domain.md B1.
    """

    tier: str | None = None
    spine_code: bool = False
    region: str | None = None
    codes: tuple[str, ...] = ()


NOTHING = Spine()


def read_codes(cells: Sequence[str | None], system: str | None = None) -> list[Spine]:
    """What the codes in each cell say, read in the `system` of their column (measures/code_systems.py).

    A column whose system is "undecided" says nothing.

    The best tier wins over any other code of the cell: `Sciatica (724.3), Fx lumbar vertebra (805.4)` is
    tier B, and the fracture is a red flag beside it.
    """
    return [_read(cell, system) for cell in cells]


def says_low_back(texts: Sequence[str | None]) -> list[bool]:
    """Whether each text names the low back, by the stems of counting.md §2; "no LBP" and "LBP: denied" do
    not.
    """
    return [_says(text) for text in texts]


def _read(cell: str | None, system: str | None) -> Spine:
    if not cell or system == UNDECIDED:
        return NOTHING
    known = tuple(concept for concept in snomed_in(cell) if concept in _listed("snomed"))
    codes = tuple(dict.fromkeys((*codes_in(cell, system), *known))) or _own_code(cell)
    if not codes:
        return NOTHING
    kinds = [_kind(code) for code in codes]
    tier = next((tier for tier in _TIERS if tier in kinds), None)
    spine = any(_is_spine(code) for code in codes)
    region = next((kind for kind in kinds if kind in _ELSEWHERE), "other" if spine and not tier else None)
    return Spine(tier, spine, region, codes)


def _own_code(cell: str) -> tuple[str, ...]:
    """A clinic's own code, of no system: kept with a `?` before it, so that the practice can say what it means.

    Only where it is all the cell holds and has letters and few digits, so that no number of a person is taken for one.
    """
    text = cell.strip().upper()
    return (OWN_CODE + text,) if _OWN_CODE.fullmatch(text) else ()


@cache
def _listed(*keys: str) -> dict[str, str]:
    """Every code listed under these keys (systems) and what it is."""
    keys = (*keys, "snomed_by_term") if "snomed" in keys else keys
    listed = {}
    for name in ("tier_c", "neck", "thoracic", "serious", "tier_b", "tier_a"):
        kind = name[-1].upper() if name.startswith("tier") else name
        listed.update(dict.fromkeys([code for key in keys for code in _LISTS[name].get(key, ())], kind))
    return listed


@cache
def _kind(code: str) -> str | None:
    system, own = parted(code)
    if is_snomed(code):
        return _listed("snomed").get(code)
    if system:
        return _of_system(system, own)
    if code in _LISTS["tier_c"]["only"]:
        return "C"
    return _longest(_listed("icd9", "icd10"), code)


def _of_system(system: str, own: str) -> str | None:
    if system == "read2":
        return _longest(_listed("read2"), own)
    found = _listed(system).get(own)
    return found or (_longest(_listed("read2"), own) if system == "ctv3" and also_read2(own) else None)


def _longest(listed: dict[str, str], code: str) -> str | None:
    """What the longest listed beginning of the code is."""
    return next((listed[stem] for stem in _stems(code) if stem in listed), None)


def _stems(code: str) -> list[str]:
    """The code, then everything above it: 722.11, 722.1, 722."""
    return [code[:end].rstrip(".") for end in range(len(code), 1, -1)]


@cache
def _is_spine(code: str) -> bool:
    system, own = parted(code)
    if is_snomed(code):
        return code in _listed("snomed")
    if system == "read2" or (system == "ctv3" and also_read2(own)):
        return own.startswith(tuple(_LISTS["spine"]["read2"])) or own in _listed(system)
    if system:
        return own in _listed(system) or own in _LISTS["spine"].get(system, ())
    return among(code, [*_LISTS["spine"]["icd9"], *_LISTS["spine"]["icd10"]])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _LISTS["words"]
    low_back = re.compile(rf"(?<!\w)(?:{'|'.join(words['low_back'])})", re.I)
    between = rf"(?:(?:{'|'.join(words['between'])}|/)\s+){{0,6}}"
    before = re.compile(rf"(?<!\w)(?:{'|'.join(words['denies'])})\s*{between}\Z", re.I)
    after = re.compile(rf"\w*\s*(?:pain\s*)?(?:{'|'.join(words['denied_after'])})", re.I)
    of = r"(?:(?:episodes?|bouts?|history)\s+of\s+)?"
    earlier = re.compile(rf"(?<!\w)(?:{'|'.join(words['earlier'])})\s*{of}\Z", re.I)
    return low_back, before, after, earlier


def _says(text: str | None) -> bool:
    if not text:
        return False
    return any(not _denied(text, found) for found in _patterns()[0].finditer(text, 0, LONGEST))


def _denied(text: str, found: re.Match[str]) -> bool:
    """Whether the words around a naming of the low back deny it, and not only that there was any before."""
    _, before, after, earlier = _patterns()
    led = text[max(0, found.start() - 60) : found.start()]
    if earlier.search(bare(led + ".")[:-1]):
        return False
    return bool(before.search(led) or after.match(text, found.end()))
