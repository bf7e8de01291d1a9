"""What a coded concept's own term says, where no list holds its code: low back pain or not, and which red flags.

SNOMED CT has thousands of concepts of one kind; no list of ours holds them all. Their terms are written by rule, so a
code that stands with its term need not be passed over. A free text is never read here.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from measures.code_systems import codes_of, of_a_system
from measures.letters import bare
from measures.red_flags.codes import WINDOWS
from measures.red_flags.urgency import A_HISTORY, BY_ITS_TERM

_LISTS: dict[str, Any] = tomllib.loads(files("measures").joinpath("codes/terms.toml").read_text("utf-8"))
#: Systems whose lists hold some concepts only, so that the term speaks for the others.
TERMED = frozenset({"snomed", "omop", "read2", "ctv3", "icpc2"})
#: Longer than any term: a note.
LONGEST_TERM = 160
_KIND = re.compile(
    r"\s*\((?:disorder|finding|situation|event|procedure|morphologic abnormality|observable entity)\)\s*$"
)




_HISTORY = re.compile(r"\b(?:history of|h/o|personal history|previous|past)\b")


@dataclass(frozen=True)
class SaidByTerm:
    """What a term says: a tier of low back pain, or where else the spine hurts, and atoms with their days."""

    tier: str | None = None
    region: str | None = None
    atoms: tuple[tuple[str, int | None], ...] = ()
    history: bool = False

    @property
    def rule(self) -> str:
        """How a finding's rule ends that rests on the term."""
        return BY_ITS_TERM + (A_HISTORY if self.history else "")


NOTHING = SaidByTerm()


def read_term(cell: str) -> SaidByTerm:
    """What the words beside a cell's code say; NOTHING where there are none, or more than a term."""
    words = term_of(cell)
    return _read(words) if words else NOTHING


def term_of(cell: str) -> str:
    """The words of a cell without its codes; "" where they are no single term."""
    rest = re.sub(r"^[a-z]+\d?:\S+", " ", cell)
    for code in codes_of(cell):
        if of_a_system(code) or code.isdecimal():
            rest = rest.replace(code, " ", 1)
    plain = bare(rest).strip(" .:;,-|")
    return _KIND.sub("", plain) if len(plain) <= LONGEST_TERM and re.search(r"[a-z]{3}", plain) else ""


@cache
def _read(term: str) -> SaidByTerm:
    if _any(tuple(_LISTS["never"])).search(term):
        return NOTHING
    kind = next((kind for kind, says in _LISTS["back"].items() if _any(tuple(says)).search(term)), None)
    atoms = [
        (rule["atom"], rule["days"] if "days" in rule else WINDOWS[rule["atom"]])
        for rule in _LISTS["flags"]
        if _any(tuple(rule["says"])).search(term)
        and not ("unless" in rule and _any(tuple(rule["unless"])).search(term))
    ]
    tier = kind if kind in ("A", "B") else None
    return SaidByTerm(tier, None if tier else kind, tuple(atoms), bool(_HISTORY.search(term)))


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
