"""What a person says of a practice once: roster, outside orderers, agreed list, adult age, coverage."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import narwhals as nw

EPOCH = date(1970, 1, 1)
#: In the place of a clinician: the whole practice.
EVERYONE = "ALL"
#: What a person may say an exam name is: a lumbar image of this modality, or none.
EXAM_MEANINGS = ("XR", "CT", "MR", "no")
#: What a person may say a diagnosis code is: a low-back tier (`counting.md` section 2), or not low back pain.
CODE_MEANINGS = ("A", "B", "C", "no")


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def spelling(name: str) -> str:
    """A name as compared: composed accents, single spaces. Case and punctuation are kept: never guess."""
    return " ".join(unicodedata.normalize("NFC", name).split())


_NUMBERED = re.compile(r"\(\s*([\w-]*\d[\w-]*)\s*\)")


def folded(name: str) -> str:
    """A name as two spellings of it are compared: without case, accents, spaces and punctuation.

    A number in brackets stays apart behind a `#`, for `same_name` to decide by it.
    """
    number = _NUMBERED.search(name)
    rest = _NUMBERED.sub(" ", name) if number else name
    apart = unicodedata.normalize("NFKD", rest.casefold())
    letters = "".join(sign for sign in apart if sign.isalnum())
    return f"{letters}#{number[1].casefold()}" if number else letters


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are of one person; a number in brackets, where both have one, decides (counting.md §1)."""
    (name, _, number), (again, _, its) = (folded(text).partition("#") for text in (one, other))
    return number == its if number and its else name == again and bool(name)


@dataclass(frozen=True)
class Clinician:
    """One member of the roster, with every spelling the exports use."""

    id: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Practice:
    """The settings every count depends on; they apply when counting, never at import.

    `coverage_start` and `export_date` bound the coverage, both days included; `gaps` are days inside it that no export
    speaks for, `list_gaps` days for which one list (of an event) does not speak.

    `words` are words of the exports that a person explained: field, word seen, what it means. `exams` are
    exam names that no list knows and what a person said they are (XR, CT or MR of the lumbar spine, or "no"); `codes`
    are diagnosis codes of this clinic and their low-back tier (A, B or C), or "no". `small_numbers` is the least number
    beside 0 that leaves the clinic (`measures.disclosure`); one under 10 has its reason.
    """

    clinic: str = "clinic"
    name: str = "Our practice"
    timezone: str = "America/Edmonton"
    adult_age: int = 18
    coverage_start: date | None = None
    export_date: date | None = None
    agreed_list: tuple[str, ...] = ()
    clinicians: tuple[Clinician, ...] = ()
    outside: tuple[str, ...] = ()
    all_in_person: bool = False
    clinician_views: bool = False
    chosen: tuple[str, ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    list_gaps: tuple[tuple[str, date, date], ...] = ()
    exams: Mapping[str, str] = field(default_factory=dict, hash=False)
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    small_numbers: int = 10
    small_numbers_reason: str = ""

    @property
    def roster(self) -> dict[str, str]:
        """Spelling -> clinician id."""
        return {spelling(s): c.id for c in self.clinicians for s in (*c.spellings, c.id)}

    @property
    def outsiders(self) -> frozenset[str]:
        """Spellings a person confirmed to be outside orderers."""
        return frozenset(spelling(s) for s in self.outside)

    @property
    def first_day(self) -> int:
        """First day of coverage."""
        if self.coverage_start is None:
            raise ValueError("coverage_start is not known yet; give it, or let the store take the first row's date")
        return day_number(self.coverage_start)

    @property
    def last_day(self) -> int:
        """Last day of coverage: the export date, not the last row."""
        if self.export_date is None:
            raise ValueError("export_date is not known yet; give it, or let the store take the last row's date")
        return day_number(self.export_date)

    @property
    def whose(self) -> Any:
        """Whose a row is: an expression that is the same for every row of one clinic."""
        return nw.lit(0)

    def covering(
        self,
        start: date,
        end: date,
        gaps: tuple[tuple[date, date], ...] = (),
        list_gaps: tuple[tuple[str, date, date], ...] = (),
    ) -> "Practice":
        """The same practice with its coverage settled."""
        return replace(self, coverage_start=start, export_date=end, gaps=gaps, list_gaps=list_gaps)

    def not_spoken_for(self, event: str) -> tuple[tuple[date, date], ...]:
        """Days for which one list does not speak, its own gaps and those of all."""
        return (*self.gaps, *((low, high) for of, low, high in self.list_gaps if of == event))

    @property
    def every_gap(self) -> tuple[tuple[date, date], ...]:
        """Days for which some list does not speak."""
        return (*self.gaps, *((low, high) for _, low, high in self.list_gaps))

    def knowing(self, kind: str, text: str, means: str) -> "Practice":
        """The same practice with one exam name or code settled (`kind` is "exam" or "code")."""
        if kind == "exam":
            return replace(self, exams={**self.exams, text: means})
        return replace(self, codes={**self.codes, text: means})

    def with_spellings(self, met: Iterable[str]) -> "Practice":
        """The same practice whose clinicians and outside orderers also have the spellings of them that were met.

        A spelling that fits two of them belongs to neither: it is asked about.
        """
        known = {**self.roster, **dict.fromkeys(self.outsiders, "")}
        alike: dict[str, list[str]] = {}
        for name in known:
            alike.setdefault(folded(name).partition("#")[0], []).append(name)
            alike.setdefault("#" + folded(name).partition("#")[2], []).append(name)
        one: dict[str, str] = {}
        for name in dict.fromkeys(met):
            letters, _, number = folded(name).partition("#")
            near = [*alike.get(letters, ()), *(alike.get("#" + number, ()) if number else ())]
            owners = {known[k] for k in near if same_name(name, k)} if spelling(name) not in known else set()
            if len(owners) == 1:
                one[name] = owners.pop()
        clinicians = tuple(
            replace(c, spellings=(*c.spellings, *(n for n, owner in one.items() if owner == c.id)))
            for c in self.clinicians
        )
        outside = (*self.outside, *(name for name, owner in one.items() if owner == ""))
        return replace(self, clinicians=clinicians, outside=outside) if one else self

    def meanings(self, field: str, canonical: str) -> list[str]:
        """Every stored word that means `canonical` here: the known one, and those a person settled."""
        return [canonical, *("?" + seen for name, seen, means in self.words if name == field and means == canonical)]

    def settled(self, field: str) -> list[str]:
        """Stored words of a field that a person explained, whatever they mean."""
        return ["?" + seen for name, seen, _ in self.words if name == field]
