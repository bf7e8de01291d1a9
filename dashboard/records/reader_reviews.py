"""Checks of the red-flag reader: a sample judged from the chart before the machine's answer is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from dashboard.records import tables as db
from dashboard.records.keeping import ChangedMeanwhile, Pen, WritingDesk, moment
from dashboard.records.reason import NotKept
from dashboard.records.states import STATES, one_of
from dashboard.records.unit import UnitId, as_columns, from_columns
from measures.red_flags.names import ATOMS, DEFAULT_ATOMS

ANY = "any"
ASKED = (ANY, *ATOMS)
ANSWERS = ("present", "absent", "cannot_tell")


@dataclass(frozen=True)
class Drawn:
    """One unit of a sample: its stratum, how many units it speaks for, and what the machine said of `any` and atoms."""

    unit: UnitId
    stratum: str
    weight: float
    machine: Mapping[str, str]

    def __post_init__(self) -> None:
        for asked, state in self.machine.items():
            one_of(asked, ASKED, "what is asked")
            one_of(state, STATES, "a state")


@dataclass(frozen=True)
class ReaderReview:
    """One check of the reader: what was drawn of how many (`strata`: units per stratum), by whom, of which versions."""

    id: int
    clinic: str
    seed: int
    size: int
    strata: Mapping[str, int]
    reader: str
    definition: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ReviewItem:
    """One unit to judge. Neither the machine's answer nor the stratum, which would tell it, are part of it."""

    id: int
    clinic: str
    review: int
    place: int
    unit: UnitId


@dataclass(frozen=True)
class Judgement:
    """One answer of one clinician to one question; `turn` 1 was given without seeing the machine's."""

    asked: str
    answer: str
    turn: int
    who: str
    at: datetime


@dataclass(frozen=True)
class JudgedItem:
    """An item once judged: what was answered beside what the machine said when the sample was drawn."""

    item: ReviewItem
    stratum: str
    weight: float
    machine: Mapping[str, str]
    judgements: tuple[Judgement, ...]


class NotJudgedYet(Exception):
    """The machine's answer is shown once the item has been judged."""


def _item_row(clinic: str, review: int, place: int, one: Drawn) -> dict[str, Any]:
    said = {"stratum": one.stratum, "weight": one.weight, "machine": dict(one.machine)}
    return {"clinic": clinic, "review_id": review, "place": place, **as_columns(one.unit), **said}


def _items_of(review: ReaderReview) -> sa.Select[Any]:
    item = db.reader_review_items.c
    own = (item.clinic == review.clinic) & (item.review_id == review.id)
    return sa.select(db.reader_review_items).where(own).order_by(item.place)


def _item(row: Mapping[str, Any]) -> ReviewItem:
    return ReviewItem(row["id"], row["clinic"], row["review_id"], row["place"], from_columns(row))


def _coherent(answers: Mapping[str, str]) -> None:
    if ANY not in answers:
        raise NotKept("Say first whether any red flag is present, absent, or cannot be told.")
    for asked, answer in answers.items():
        one_of(asked, ASKED, "what is asked")
        one_of(answer, ANSWERS, "an answer")
    named = sorted(asked for asked, answer in answers.items() if asked in DEFAULT_ATOMS and answer == "present")
    if named and answers[ANY] != "present":
        raise NotKept(f"{', '.join(named)} is present, yet no red flag is said to be. Change one of the two.")


def _write(pen: Pen, item: ReviewItem, answers: Mapping[str, str], before: Mapping[str, Judgement]) -> None:
    for asked, answer in answers.items():
        earlier = before.get(asked)
        if earlier and earlier.answer == answer:
            continue
        # A question first answered in a correction was not answered blind either.
        turn = earlier.turn + 1 if earlier else 2 if before else 1
        row = {"clinic": item.clinic, "item_id": item.id, "asked": asked, "turn": turn, "answer": answer}
        was = {"asked": asked, "answer": earlier.answer} if earlier else None
        pen.add(db.judgements, row, {"asked": asked, "answer": answer}, was)


def _meanwhile(newest: Mapping[str, Judgement]) -> Exception:
    if not newest:
        return ValueError("instead_of holds answers that were never kept")
    last = max(newest.values(), key=lambda one: one.at)
    return ChangedMeanwhile(last.who, last.at)


def _newest_of(pen: Pen, item: ReviewItem) -> dict[str, Judgement]:
    """The newest answer of the writer to each question of an item."""
    own = _judgements_of(item).where(db.judgements.c.who == pen.who)
    rows = pen.connection.execute(own).mappings()
    return {row["asked"]: _judgement(dict(row)) for row in rows}


def _judgements_of(item: ReviewItem) -> sa.Select[Any]:
    own = (db.judgements.c.clinic == item.clinic) & (db.judgements.c.item_id == item.id)
    return sa.select(db.judgements).where(own).order_by(db.judgements.c.id)


def _judgement(row: Mapping[str, Any]) -> Judgement:
    return Judgement(row["asked"], row["answer"], row["turn"], row["who"], moment(row["at"]))


RESULTS = {
    "item": pl.Int64, "place": pl.Int64, "stratum": pl.String, "weight": pl.Float64, "asked": pl.String,
    "machine": pl.String, "answer": pl.String, "corrected": pl.String, "who": pl.String, "at": pl.String,
}  # fmt: skip


def _folded(given: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """One row per item, question and clinician, of judgements in the order they were given."""
    said: dict[tuple[int, str, str], dict[str, Any]] = {}
    for row in given:
        one = said.setdefault((row["item"], row["asked"], row["who"]), {**row, "answer": None, "corrected": None})
        one["answer" if row["turn"] == 1 else "corrected"] = row["answer"]
        one["machine"] = row["machine"].get(row["asked"])
    return pl.DataFrame(list(said.values()), schema=RESULTS)


class ReaderReviews(WritingDesk):
    """Checks of the reader, in the database."""

    def new_review(
        self,
        clinic: str,
        sample: Sequence[Drawn],
        strata: Mapping[str, int],
        *,
        seed: int,
        reader: str,
        definition: str,
        who: str,
    ) -> ReaderReview:
        """Keep a sample in the order it is to be judged in."""
        if not sample:
            raise NotKept("The sample is empty: there is no visit or image to judge. Bring in an export first.")
        drawn: dict[str, Any] = {"seed": seed, "size": len(sample), "strata": dict(strata)}
        values = {**drawn, "reader": reader, "definition": definition}
        with self.writing(who) as pen:
            new = pen.add(db.reader_reviews, {"clinic": clinic, **values}, values)
            rows = [_item_row(clinic, new, place, one) for place, one in enumerate(sample, 1)]
            pen.connection.execute(sa.insert(db.reader_review_items), rows)
        return ReaderReview(id=new, clinic=clinic, who=pen.who, at=moment(pen.at), **values)

    def reviews(self, clinic: str) -> list[ReaderReview]:
        """The checks of a clinic, the oldest first."""
        own = sa.select(db.reader_reviews).where(db.reader_reviews.c.clinic == clinic).order_by(db.reader_reviews.c.id)
        return [ReaderReview(**{**row, "at": moment(row["at"])}) for row in self.rows(own)]

    def items(self, review: ReaderReview) -> list[ReviewItem]:
        """Every item of a check, in order."""
        return [_item(row) for row in self.rows(_items_of(review))]

    def next_item(self, review: ReaderReview) -> ReviewItem | None:
        """The first item that nobody has judged yet; None when all are done."""
        done = sa.select(db.judgements.c.item_id)
        left = self.rows(_items_of(review).where(db.reader_review_items.c.id.not_in(done)).limit(1))
        return _item(left[0]) if left else None

    def judge(
        self, item: ReviewItem, answers: Mapping[str, str], *, who: str, instead_of: JudgedItem | None = None
    ) -> JudgedItem:
        """Keep a clinician's answers to one item, all at once, and give the machine's in return.

        All at once, because the machine's answer is seen after it: `instead_of`, what this clinician saw of their own
        earlier answers, lets them correct a slip, which is kept beside them and never taken for a blind judgement.
        """
        _coherent(answers)
        try:
            with self.writing(who) as pen:
                before = _newest_of(pen, item)
                seen = {one.asked: one for one in instead_of.judgements if one.who == pen.who} if instead_of else {}
                if before != seen:
                    raise _meanwhile(before)
                _write(pen, item, answers, before)
        except IntegrityError:
            with self.writing(who) as pen:
                raise _meanwhile(_newest_of(pen, item)) from None
        return self.revealed(item, who=who)

    def revealed(self, item: ReviewItem, *, who: str) -> JudgedItem:
        """The item with the machine's answer; raises NotJudgedYet for anybody who has not judged it."""
        given = tuple(_judgement(row) for row in self.rows(_judgements_of(item)))
        if who.strip() not in {one.who for one in given}:
            raise NotJudgedYet("Judge this one from the chart first; the machine's answer is shown after.")
        (row,) = self.rows(sa.select(db.reader_review_items).where(db.reader_review_items.c.id == item.id))
        return JudgedItem(item, row["stratum"], row["weight"], row["machine"], given)

    def results(self, review: ReaderReview) -> pl.DataFrame:
        """What was judged so far: a row per item, question and clinician; items nobody judged are not in it.

        Figures rest on `answer`, given before the machine's was seen; `corrected` is what the same clinician said after
        seeing it, and no figure should rest on that alone. No patient, number or day is in it: it can be exported.
        """
        item, given = db.reader_review_items, db.judgements
        joined = sa.select(
            item.c.id.label("item"), item.c.place, item.c.stratum, item.c.weight, item.c.machine,
            given.c.asked, given.c.answer, given.c.turn, given.c.who, given.c.at,
        ).join_from(item, given)  # fmt: skip
        own = (item.c.clinic == review.clinic) & (item.c.review_id == review.id)
        return _folded(self.rows(joined.where(own).order_by(item.c.place, given.c.id)))
