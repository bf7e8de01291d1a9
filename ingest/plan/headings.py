"""What a heading speaks of: its words split, known in several languages, also glued together or misspelt."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz, process

LONGEST_PHRASE = 4
#: Letters a word must have before a near miss is taken for it, and how alike the two must be (0-100).
FUZZY_LETTERS, FUZZY_LIKE = 6, 88
#: Words that say something only where they are the whole heading.
ALONE = {"in": "start", "at": "time", "out": "end"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_SIGN = re.compile(r"#|№|n[°º]|no\.(?=\s|$)", re.I)
#: Two letters with a stroke between are one word: C/C, D/T, F/U.
_SLASHED = re.compile(r"\b([a-zA-Z])/([a-zA-Z])\b")
#: Letters that join the parts of a German or Nordic compound.
_JOINTS = ("", "s", "n", "en", "es", "e")


@dataclass(frozen=True)
class Heading:
    """One heading: its concepts in order, words nobody knows, and whether a word was only nearly one we know."""

    text: str
    concepts: tuple[str, ...]
    unknown: tuple[str, ...]
    near: bool

    @property
    def says(self) -> frozenset[str]:
        """The concepts, each once."""
        return frozenset(self.concepts)


@dataclass(frozen=True)
class FieldRule:
    """Which concepts make a column a field, the likeliest way first; the first `sure` of them need no question."""

    name: str
    events: tuple[str, ...]
    ways: tuple[frozenset[str], ...]
    sure: int
    never: frozenset[str]


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files("ingest").joinpath("plan/concepts.toml").read_text("utf-8"))


@cache
def rules() -> tuple[FieldRule, ...]:
    """Every rule, in the order of the file."""
    return tuple(
        FieldRule(
            spec["name"],
            tuple(spec.get("events", ())),
            tuple(frozenset(way.split()) for way in spec["ways"]),
            spec["sure"],
            frozenset(spec.get("never", ())),
        )
        for spec in _lists()["field"]
    )


@cache
def event_cues() -> Mapping[str, Mapping[str, float]]:
    """What speaks for a list being of an event."""
    cues: Mapping[str, Mapping[str, float]] = _lists()["events"]
    return cues


@cache
def _phrases() -> dict[str, str]:
    found = {plain(phrase): concept for concept, phrases in _lists()["concepts"].items() for phrase in phrases}
    found |= {plain(phrase): both for both, phrases in _lists()["compound"].items() for phrase in phrases}
    return found | {plain(word): "" for word in _lists()["neutral"]["words"] if plain(word) not in found}


@cache
def _words() -> list[str]:
    return [phrase for phrase in _phrases() if " " not in phrase and len(phrase) >= FUZZY_LETTERS]


@cache
def _parts() -> frozenset[str]:
    """Words that may be glued to others: three letters or more, or well-known endings."""
    return frozenset(
        w for w in _phrases() if " " not in w and (len(w) >= 3 or w in ("id", "nr", "no", "dx", "dt", "rx", "dr", "pt"))
    )


#: Letters that do not come apart into a plain one and an accent.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def plain(text: str) -> str:
    """Small letters without accents and punctuation, one space for many."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w#]+|_", " ", letters).split())


def words_of(heading: str) -> list[str]:
    """The words of a heading: `PatientId`, `patient_id` and `Patient ID` are the same two."""
    signed = _NUMBER_SIGN.sub(" # ", _SLASHED.sub(r"\1\2", heading))
    parts = re.split(r"[\s_\-./\\|:;,()\[\]{}'’\"?!*+&]+", signed)
    apart = [piece for part in parts for piece in ([part] if part.isupper() else _CAMEL.split(part))]
    split = [piece for part in apart for piece in re.split(r"(?<=[a-zA-Z]{3})(?=\d+$)", part)]
    return [word for piece in split if (word := plain(piece))]


@cache
def read(heading: str) -> Heading:
    """What a heading speaks of."""
    words = words_of(heading)
    if len(words) == 1 and words[0] in ALONE:
        return Heading(heading, (ALONE[words[0]],), (), False)
    concepts: list[str] = []
    unknown: list[str] = []
    near = False
    at = 0
    while at < len(words):
        length, found = _longest(words, at)
        if length:
            concepts += found.split()
            at += length
            continue
        glued = _numbered(words[at]) or _apart(words[at])
        if glued is not None:
            concepts += glued
        elif like := _nearly(words[at]):
            concepts += like.split()
            near = True
        elif not words[at].isdigit():
            unknown.append(words[at])
        at += 1
    return Heading(heading, tuple(concepts), tuple(unknown), near)


#: So many headings, and such a share of them, may begin with the name of their table (appt_dt, tbl_Order.ID).
OF_A_TABLE, SHARE_OF_A_TABLE = 4, 0.6
#: A word that many headings begin with, and that says something of each of them.
NO_TABLE = frozenset({"patient", "chart", "provider", "birth", "date", "id", "diagnosis", "question", "answer"})


def read_all(headings: Sequence[str]) -> list[Heading]:
    """What each heading speaks of, and the name of the table that most of them begin with.

    The table's name says what the list is, and nothing of a column: `ord_pt_mrn` is the patient, not the order.
    """
    table = _table_name([words_of(text) for text in headings])
    return [read(text) if not table else _within(text, table) for text in headings]


def _table_name(words: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The first words that most headings share, "tbl" among them; none where they speak of a column."""
    begins = Counter(tuple(w[: 2 if w[0] in ("tbl", "vw", "fact", "dim") else 1]) for w in words if len(w) > 1)
    if not begins:
        return ()
    name, n = begins.most_common(1)[0]
    says = read(" ".join(name)).says
    enough = n >= max(OF_A_TABLE, SHARE_OF_A_TABLE * len(words))
    return name if enough and not says & NO_TABLE else ()


def _within(text: str, table: tuple[str, ...]) -> Heading:
    """A heading without the name of its table."""
    words = words_of(text)
    if tuple(words[: len(table)]) != table or len(words) == len(table):
        return read(text)
    own = read(" ".join(words[len(table) :]))
    return Heading(text, own.concepts, own.unknown, own.near)


def table_says(headings: Sequence[str]) -> frozenset[str]:
    """What the name of the table speaks of that most headings begin with."""
    return read(" ".join(_table_name([words_of(text) for text in headings]))).says


def _longest(words: Sequence[str], at: int) -> tuple[int, str]:
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + length])
        if phrase in _phrases():
            return length, _phrases()[phrase]
    return 0, ""


@cache
def _numbered(word: str) -> list[str] | None:
    """The concepts of a known word with a number behind it: Dx1, Rx2."""
    stem = word.rstrip("0123456789")
    return _phrases()[stem].split() if stem != word and len(stem) >= 2 and stem in _phrases() else None


@cache
def _apart(word: str) -> list[str] | None:
    """The concepts of a word glued from known ones ("patientid", "behandlungsdatum"), the fewest parts first."""
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            if start not in best:
                continue
            piece = word[start:end]
            stem = next(
                (piece.removesuffix(j) for j in _JOINTS if piece.endswith(j) and piece.removesuffix(j) in _parts()),
                None,
            )
            if stem is None:
                continue
            cost = best[start][0] + 10 + (len(piece) - len(stem))
            if end not in best or cost < best[end][0]:
                best[end] = cost, best[start][1] + _phrases()[stem].split()
    return best[len(word)][1] if len(word) in best and len(word) >= 4 else None


@cache
def _nearly(word: str) -> str | None:
    if len(word) < FUZZY_LETTERS:
        return None
    found = process.extractOne(word, _words(), scorer=fuzz.ratio, score_cutoff=FUZZY_LIKE)
    return _phrases()[found[0]] if found else None


@dataclass(frozen=True)
class Match:
    """How well a heading fits a field: `score` up to 1, and whether the words alone leave no doubt."""

    field: str
    score: float
    plain: bool


#: What one more concept, an unknown word, a near miss or a lower rank takes from a match.
MORE, UNKNOWN, NEAR, RANK, MOST_RANK = 0.22, 0.10, 0.08, 0.03, 0.36


def match(heading: Heading, rule: FieldRule) -> Match | None:
    """The best way in which a heading is a rule's field, or None."""
    says = heading.says
    best: Match | None = None
    for rank, way in enumerate(rule.ways):
        if not way <= says or (says - way) & rule.never:
            continue
        more = len(says - way)
        score = 1 - MORE * more - UNKNOWN * len(heading.unknown) - NEAR * heading.near - min(RANK * rank, MOST_RANK)
        exact = not more and not heading.unknown and not heading.near and rank < rule.sure
        if score > 0.25 and (best is None or score > best.score):
            best = Match(rule.name, score, exact)
    return best
