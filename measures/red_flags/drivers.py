"""What else drove an imaging order, read from its own words: a specialist, an insurer, a radiologist, the patient."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from measures.letters import bare

_LISTS: dict[str, Any] = tomllib.loads(files("measures.red_flags").joinpath("drivers.toml").read_text("utf-8"))
#: Driver to what people call it.
DRIVERS: dict[str, str] = {name: told["title"] for name, told in _LISTS.items() if isinstance(told, dict)}
LONGEST = 2000  # letters of one text that are read: an order's reason is a few lines
#: How a driver stands among the findings of a record; it is no red flag and counts nowhere.
MARK = "driver:"
_PATTERNS = {name: re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in _LISTS[name]["says"])) for name in DRIVERS}
#: A text without one of these stems names no driver; asked first, since most texts name none.
_STEMS = re.compile(
    r"request|require|recommend|suggest|advis|\bwant|asked|asking|insist|demand|exig|requis|veut|souhait|would like"
    r"|keen|hoping|needed|needs|radiolog|wcb|wsib|cnesst|csst|worksafe|recommand|sugger",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|no longer|never|did not|didn t|does not|doesn t|sans|pas|non) (?:\w+ ){0,2}$")


@dataclass(frozen=True)
class SaidDriver:
    """One driver said in one text. Its words are not kept: a person's name may stand among them."""

    text: int
    driver: str


def read_drivers(texts: Sequence[str]) -> list[SaidDriver]:
    """Every driver each text names, once. A denied one ("not requested by the patient") is none."""
    found = []
    for place, text in enumerate(texts):
        if not _STEMS.search(text):
            continue
        plain = re.sub(r"[^a-z0-9]+", " ", bare(text[:LONGEST]))
        for name, pattern in _PATTERNS.items():
            if any(not _DENIED.search(plain[: said.start()]) for said in pattern.finditer(plain)):
                found.append(SaidDriver(place, name))
    return found
