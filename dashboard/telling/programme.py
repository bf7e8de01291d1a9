"""The clinics of a programme beside one another, in words: rows, their order, and what a table or file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from dashboard.records.shares import Shared, SharedMeasure, SharedReview
from dashboard.telling.phrases import day_words
from dashboard.telling.shares import cell, level, months_words, newest, review_words, tested_words, threshold_words
from dashboard.telling.verdict import MARKS

#: What makes a clinic stand further up: not how it compares, but that something there waits for a look.
NEEDS = {"lost": 4, "worse": 4, "slipping": 3, "cannot_count_yet": 1}
UNSHARED = "not shared"
ORDER_WORDS = (
    "Clinics stand in the order of what needs a look (lost, worse, slipping, a review overdue, a question open), then "
    "by name. It is no rank: clinics differ in whom they see."
)


def in_order(clinics: Sequence[Shared], today: date) -> list[Shared]:
    """Clinics by what needs a look there, then by name."""
    return sorted(clinics, key=lambda one: (-needs(one, today), one.name.casefold()))


def needs(shared: Shared, today: date) -> int:
    """How much waits for a look in a clinic."""
    states = sum(NEEDS.get(one.verdict.state, 0) for one in shared.measures)
    return states + 2 * sum(overdue(review, today) for review in shared.reviews)


def overdue(review: SharedReview, today: date) -> bool:
    """Whether a review is due and was not held."""
    return review.held is None and review.due < today


def columns(clinics: Sequence[Shared], first: Sequence[str]) -> list[SharedMeasure]:
    """One of each measure that some clinic shares: the huddle's few first, then by title."""
    found = {one.measure: one for shared in clinics for one in shared.measures}
    ahead = [found[name] for name in first if name in found]
    return ahead + sorted((one for one in found.values() if one not in ahead), key=lambda one: one.title)


def table(clinics: Sequence[Shared], measures: Sequence[SharedMeasure]) -> pl.DataFrame:
    """The page as rows of text, for a file: the words of the screen and nothing more."""
    rows = [
        [one.name, day_words(one.data_to) if one.data_to else "", *(_text(one, measure) for measure in measures)]
        for one in clinics
    ]
    return pl.DataFrame(rows, schema=["Clinic", "Data to", *(one.title for one in measures)], orient="row")


def _text(shared: Shared, measure: SharedMeasure) -> str:
    own = shared.measure(measure.measure)
    return cell(own, shared.least) if own else UNSHARED


def stretch_table(shared: Shared, measure: SharedMeasure) -> pl.DataFrame:
    """What is shown of one measure of one clinic, the newest stretch first."""
    rows = [
        [months_words(one), level(measure, one if one.shown else None, shared.least)] for one in measure.stretches[::-1]
    ]
    return pl.DataFrame(rows, schema=["Months", "Counted"], orient="row")


def alike(clinics: Sequence[Shared], name: str) -> tuple[list[tuple[str, SharedMeasure]], int]:
    """The clinics whose measure is defined as most define it, and how many define it otherwise."""
    own = [(one.name, measure) for one in clinics if (measure := one.measure(name)) is not None]
    definitions = [measure.definition for _, measure in own]
    usual = max(definitions, key=definitions.count, default="")
    same = [(clinic, measure) for clinic, measure in own if measure.definition == usual]
    return same, len(own) - len(same)


def sizes(same: Sequence[tuple[str, SharedMeasure]]) -> list[tuple[str, int, int]]:
    """Each clinic's newest numbers of a rate; those of which nothing is shown are not among them."""
    lately = [(clinic, newest(measure)) for clinic, measure in same]
    return [(clinic, one.numerator or 0, one.denominator) for clinic, one in lately if one and one.denominator]


def under_way(clinics: Sequence[Shared]) -> Iterator[str]:
    """Who tests what."""
    for one in clinics:
        for test in one.tests:
            if test.stage != "closed":
                yield f"{one.name}: {tested_words(test)}"


def reviews_due(clinics: Sequence[Shared], today: date) -> Iterator[str]:
    """Whose reviews wait, the longest due first."""
    waiting = [(review.due, one.name, review) for one in clinics for review in one.reviews if review.held is None]
    for due, name, review in sorted(waiting, key=lambda each: each[:2]):
        yield f"{name}: {review_words(review)}{' (overdue)' if due < today else ''}"


def learned(clinics: Sequence[Shared]) -> Iterator[str]:
    """What was learned, and the stories that were shared."""
    for one in clinics:
        yield from (f"{one.name}: {tested_words(test)}" for test in one.tests if test.learning)
        yield from (f"{one.name}: {review.story}" for review in one.reviews if review.story)


def thresholds(clinics: Sequence[Shared]) -> list[str]:
    """Which numbers are not shown: once where all agree, and by name where a clinic does otherwise."""
    usual = max((one.least for one in clinics), default=10)
    told = [threshold_words(usual, "")]
    return told + [f"{one.name}: {threshold_words(one.least, one.reason)}" for one in clinics if one.least != usual]


def mark_words() -> str:
    """What each mark stands for, in one line."""
    return " · ".join(f"{mark.shape} {mark.word}" for mark in MARKS.values())
