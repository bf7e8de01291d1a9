"""Reads each distinct text once: a memory from a text's hash to what it says. The texts themselves are not kept."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import polars as pl

from ingest.code_columns import BETWEEN
from measures.back_pain import Spine, read_codes, says_low_back
from measures.code_systems import UNDECIDED, parted
from measures.events import EVER
from measures.icd import is_snomed
from measures.imaging import Exam, read_coded_exams, read_exams, states_planning
from measures.red_flags.codes import WINDOWS, atoms_of_codes
from measures.red_flags.drivers import MARK, read_drivers
from measures.red_flags.old_cancer import how_old
from measures.red_flags.words import Finding, read
from measures.terms import NOTHING, TERMED, SaidByTerm, read_term

FINDING = {
    "atom": pl.String,
    "state": pl.String,
    "window": pl.Int32,
    "rule": pl.String,
    "start": pl.Int32,
    "end": pl.Int32,
    "matched": pl.String,
    "certainty": pl.String,
    "doubt": pl.String,
    "piece": pl.String,
}
CODE = {"code": pl.String}
CELL = {"tier": pl.Int8, "spine_code": pl.Boolean, "region": pl.String, "dx_words": pl.Boolean}
TEXT = {"low_back_words": pl.Boolean, "states_planning": pl.Boolean}
EXAM = {"modality": pl.String, "lumbar": pl.Boolean, "exam_why": pl.String, "exam_planning": pl.Boolean}
TIERS = {"A": 1, "B": 2, "C": 3}

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class TextsSaid:
    """What some distinct texts say: one record per text, and lists of records that name their text by its place."""

    each: Sequence[tuple[object, ...]]
    many: Mapping[str, Sequence[tuple[object, ...]]]


class Memory(Protocol):
    """Whatever answers what texts say: a lexicon, or one with what earlier imports read."""

    @property
    def seconds(self) -> float:
        """The time that reading took."""
        ...

    def look_up(self, texts: pl.Series) -> pl.DataFrame:
        """One row per text, in order, with its key."""
        ...

    def spread(self, rows: pl.DataFrame, keys: pl.Series, name: str) -> pl.DataFrame:
        """Rows joined with every `name` their text says."""
        ...


class Lexicon:
    """What distinct texts say, read once each; `seconds` is the time the reading took.

    `look_up` gives one row per text with its `key`; `spread` the many things a key says (findings, codes).
    """

    def __init__(
        self, read_all: Callable[[Sequence[str]], TextsSaid], each: Schema, many: Mapping[str, Schema]
    ) -> None:
        self.read = read_all
        self._known = pl.DataFrame(schema={"key": pl.UInt64, **each})
        self._many = {name: pl.DataFrame(schema={"key": pl.UInt64, **schema}) for name, schema in many.items()}
        self.seconds = 0.0

    def look_up(self, texts: pl.Series) -> pl.DataFrame:
        """One row per text, in order, with its key; a blank text says nothing (nulls)."""
        keyed = _keyed(texts)
        fresh = self.unread(texts)
        if fresh.height:
            started = time.perf_counter()
            self.read_now(fresh)
            self.seconds += time.perf_counter() - started
        return keyed.select("key").join(self._known, on="key", how="left", maintain_order="left")

    def unread(self, texts: pl.Series) -> pl.DataFrame:
        """text and key of each different text that was not read yet."""
        return _keyed(texts).drop_nulls("text").unique("key", keep="any").join(self._known, on="key", how="anti")

    def read_now(self, fresh: pl.DataFrame) -> None:
        """Read texts and remember what they say."""
        if fresh.height:
            self._learn(fresh["key"], self.read(fresh["text"].to_list()))

    def tables(self) -> dict[str, pl.DataFrame]:
        """Everything remembered: what each key says once (`each`), and the many things under their names."""
        return {"each": self._known, **self._many}

    def told(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Remember what was read elsewhere, as `tables` has it."""
        self._known = pl.concat([self._known, tables["each"].select(self._known.columns)])
        for name, known in self._many.items():
            self._many[name] = pl.concat([known, tables[name].select(known.columns)])

    def said_of(self, keys: pl.Series) -> dict[str, pl.DataFrame]:
        """What some keys say, as `tables` has it."""
        wanted = keys.to_frame("key")
        return {name: frame.join(wanted, on="key", how="semi") for name, frame in self.tables().items()}

    def _learn(self, keys: pl.Series, said: TextsSaid) -> None:
        columns = {name: dtype for name, dtype in self._known.schema.items() if name != "key"}
        each = pl.DataFrame(said.each, schema=columns, orient="row").insert_column(0, keys)
        self._known = pl.concat([self._known, each])
        for name, rows in said.many.items():
            schema: dict[str, Any] = {
                "key": pl.UInt32,
                **{n: t for n, t in self._many[name].schema.items() if n != "key"},
            }
            flat = pl.DataFrame(rows, schema=schema, orient="row")
            self._many[name] = pl.concat([self._many[name], flat.with_columns(key=keys.gather(flat["key"]))])

    def spread(self, rows: pl.DataFrame, keys: pl.Series, name: str) -> pl.DataFrame:
        """Rows joined with every `name` their text says; rows that say none are gone."""
        many = self._many[name]
        if not many.height:
            return rows.clear().join(many.with_columns(_key="key"), how="cross").drop("key", "_key")
        told = rows.with_columns(_key=keys).filter(pl.col("_key").is_not_null())
        return told.join(many, left_on="_key", right_on="key", how="inner").drop("_key")


def _keyed(texts: pl.Series) -> pl.DataFrame:
    key = pl.when(pl.col("text").is_not_null()).then(pl.col("text").hash())
    return pl.DataFrame({"text": texts}).with_columns(key=key)


def _days(window: int | None) -> int:
    return EVER if window is None else window


def _rule(finding: Finding, texts: Sequence[str]) -> str:
    """The rule that decided; of a cancer also how old the words say it is."""
    age = how_old(texts[finding.text]) if finding.atom == "cancer" else ""
    return f"{finding.rule}; {age}" if age else finding.rule


def cells() -> Lexicon:
    """Diagnosis cells, each marked with its code system: tier, spine code, words, normalised codes and red flags."""

    def read_cells(marked: Sequence[str]) -> TextsSaid:
        each: list[tuple[object, ...]] = [()] * len(marked)
        codes: list[tuple[object, ...]] = []
        asserted: list[tuple[object, ...]] = []
        for system, places in _by_system(marked).items():
            texts = [marked[place].partition(BETWEEN)[2] for place in places]
            spines = read_codes(texts, system)
            atoms = atoms_of_codes([s.codes for s in spines], system)
            said = says_low_back(texts) if system != UNDECIDED else [False] * len(texts)
            terms = [_term(text, spine, system) for text, spine in zip(texts, spines, strict=True)]
            for place, spine, term, words, found in zip(places, spines, terms, said, atoms, strict=True):
                spine_code = spine.spine_code or bool(term.tier or term.region)
                each[place] = (TIERS.get(spine.tier or term.tier or ""), spine_code, spine.region or term.region, words)
                codes += [(place, code) for code in spine.codes]
                asserted += [(place, *_asserted(atom, window, spine.codes)) for atom, window in found]
                unsaid = [(atom, window) for atom, window in term.atoms if atom not in dict(found)]
                asserted += [(place, *_asserted(atom, window, spine.codes, term.rule)) for atom, window in unsaid]
        return TextsSaid(each, {"codes": codes, "findings": asserted})

    return Lexicon(read_cells, CELL, {"codes": CODE, "findings": FINDING})


def _by_system(marked: Sequence[str]) -> dict[str, list[int]]:
    """The places of the cells of each system."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(marked):
        places.setdefault(text.partition(BETWEEN)[0], []).append(place)
    return places


def _term(text: str, spine: Spine, system: str) -> SaidByTerm:
    """What the term beside a code says: of the back only where no list holds the code."""
    if not spine.codes or not (system in TERMED or all(parted(c)[0] or is_snomed(c) for c in spine.codes)):
        return NOTHING
    term = read_term(text)
    return replace(term, tier=None, region=None) if spine.tier or spine.spine_code else term


def _asserted(atom: str, window: int | None, codes: Sequence[str], by: str = "") -> tuple[object, ...]:
    return (atom, "present", _days(window), "diagnosis code " + ", ".join(codes) + by, *(None,) * 6)


def _said(f: Finding, texts: Sequence[str]) -> tuple[object, ...]:
    window, rule = _days(WINDOWS.get(f.atom, 0)), _rule(f, texts)
    sure = (f.certainty.value, f.doubt.value, f.piece)
    return (f.text, f.atom, f.state.value, window, rule, f.start, f.end, f.matched, *sure)


def words_by(read_texts: Callable[[Sequence[str]], TextsSaid]) -> Lexicon:
    """Reasons and clinical information as `words` has them, read by others."""
    return Lexicon(read_texts, TEXT, {"findings": FINDING})


def words(read_words: Callable[[Sequence[str]], Sequence[Finding]] = read, drivers: bool = True) -> Lexicon:
    """Reasons and clinical information: low-back words, stated planning and red-flag findings.

    Without `drivers` what else drove an order is not looked for (no figure hangs on it).
    """

    def read_texts(texts: Sequence[str]) -> TextsSaid:
        found: list[tuple[object, ...]] = [_said(finding, texts) for finding in read_words(texts)]
        found += (
            []
            if not drivers
            else [
                (d.text, MARK + d.driver, "present", 0, "what else drove it", *(None,) * 6) for d in read_drivers(texts)
            ]
        )
        each = list(zip(says_low_back(texts), states_planning(texts), strict=True))
        return TextsSaid(each, {"findings": found})

    return words_by(read_texts)


def exams() -> Lexicon:
    """Exam names: modality, lumbar or not and why."""
    return Lexicon(lambda texts: TextsSaid([_exam(e) for e in read_exams(texts)], {}), EXAM, {})


def coded_exams() -> Lexicon:
    """Procedure codes, each marked with its code system and followed by the exam's name where there is one."""

    def read_all(marked: Sequence[str]) -> TextsSaid:
        each: list[tuple[object, ...]] = [()] * len(marked)
        for system, places in _by_system(marked).items():
            parts = [marked[place].split(BETWEEN) for place in places]
            exams = read_coded_exams([p[1] for p in parts], [p[2] or None for p in parts], system)
            for place, exam in zip(places, exams, strict=True):
                each[place] = _exam(exam)
        return TextsSaid(each, {})

    return Lexicon(read_all, EXAM, {})


def _exam(exam: Exam) -> tuple[object, ...]:
    return exam.modality, exam.lumbar, exam.why, exam.planning
