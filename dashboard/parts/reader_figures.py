"""What a check of the reader came to, in sentences, tables and files: for its own page and for How we count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

from dashboard.parts.ledger import csv_text
from dashboard.records import ReaderReview, Records
from dashboard.records.keeping import moment
from dashboard.telling.phrases import day_words
from dashboard.telling.why import flag_words
from measures.agreement import ANY, FEWEST, Agreement, Figure, agreements

FLAGGED = "present"
#: The kinds that are drawn. Where cauda equina is only asked about the reader claims nothing that could be checked.
DRAWN = (FLAGGED, "not_recorded", "stated_absent")
KINDS = {
    "present": "with a red flag",
    "not_recorded": "with nothing recorded of red flags",
    "stated_absent": "with red flags stated absent",
}
FIGURE_WORDS = {
    "sensitivity": "a clinician found a red flag, and the reader did too",
    "specificity": "a clinician found none, and neither did the reader",
    "ppv": "the reader found a red flag, and a clinician agreed",
    "npv": "the reader found none, and a clinician agreed",
}
SHORT = {"sensitivity": "Sensitivity", "specificity": "Specificity", "ppv": "PPV", "npv": "NPV"}
METHOD = (
    "Flagged orders are drawn more often than they occur, so each answer is weighted by the orders it stands for "
    "(Begg and Greenes 1983). The 95 % intervals join Wilson's interval of each kind of order by the method of "
    "variance estimates recovery (Zou, Huang and Zhang 2009; Donner and Zou 2012). Orders that could not be told, or "
    "that two clinicians answered differently, are in no figure; they are taken to be like the others of their kind. "
    f"Fewer than {FEWEST} orders carry no figure. For a single red flag, a query or an uncertain state of the reader "
    "counts as not found. With so small samples about 93 of 100 such intervals hold the truth."
)


@dataclass(frozen=True)
class Check:
    """One check with what was judged so far (`Records.results`)."""

    review: ReaderReview
    results: pl.DataFrame

    @cached_property
    def about(self) -> dict[str, Agreement]:
        """The agreement on each question, any red flag first."""
        strata = {name: count for name, count in self.review.strata.items() if name in DRAWN}
        return {one.asked: one for one in agreements(self.results, strata)}

    @property
    def judged(self) -> int:
        """How many of its orders somebody judged."""
        return self.results["place"].n_unique()

    @property
    def left(self) -> int:
        """How many of its orders nobody judged yet."""
        return self.review.size - self.judged

    def by_person(self) -> dict[str, int]:
        """How many orders each clinician judged."""
        counted = self.results.group_by("who", maintain_order=True).agg(pl.col("place").n_unique())
        return dict(counted.rows())

    def day(self, zone: ZoneInfo) -> date:
        """The day of the last answer; of the draw where nobody answered yet."""
        last = self.results["at"].max()
        return (moment(str(last)) if last else self.review.at).astimezone(zone).date()


def checks(records: Records, clinic: str) -> list[Check]:
    """The checks in which anything was judged, the newest first."""
    found = (Check(review, records.results(review)) for review in reversed(records.reviews(clinic)))
    return [check for check in found if check.judged]


def own_check(found: Sequence[Check]) -> Check | None:
    """The check this clinic's own figure comes from: the newest that is whole, else the newest begun."""
    return next((check for check in found if not check.left), found[0] if found else None)


def under_way_words(found: Sequence[Check]) -> str:
    """A word where a newer check than the one shown is not finished yet."""
    if not found or found[0] is own_check(found):
        return ""
    return f"A newer check is under way: {found[0].judged} of {found[0].review.size} orders are judged."


def share_words(value: float) -> str:
    """A share as per cent; never 100% or 0% for what is nearly so."""
    shown = value * 100
    near = 0 < shown < 0.5 or 99.5 <= shown < 100
    return f"{min(max(shown, 0.1), 99.9):.1f}%" if near else f"{shown:.0f}%"


def figure_words(figure: Figure) -> str:
    """A figure with its interval, or how many orders are too few for one."""
    if figure.value is None or figure.low is None or figure.high is None:
        return f"too few to say ({figure.judged})"
    return f"{share_words(figure.value)} ({share_words(figure.low)} to {share_words(figure.high)})"


def orders_words(count: int) -> str:
    """So many orders."""
    return f"{count:,} order{'' if count == 1 else 's'}"


def figure_rows(about: Agreement) -> list[dict[str, str]]:
    """The four figures of one question, as a table."""
    return [
        {
            "Figure": SHORT[one.name],
            "Here (95 % interval)": figure_words(one),
            "As judged": f"{one.agree} of {one.judged}",
            "How often": FIGURE_WORDS[one.name],
        }
        for one in about.figures
    ]


def atom_rows(check: Check) -> list[dict[str, str]]:
    """The figures of each single red flag, as a table; most have too few in one check."""
    told = []
    for asked, about in check.about.items():
        if asked != ANY:
            figures = {SHORT[one.name]: figure_words(one) for one in about.figures}
            told.append({"Red flag": flag_words(asked), **figures, "Cannot tell": str(about.cannot_tell)})
    return told


def headline(check: Check) -> str:
    """The two figures that matter most, as a sentence to read aloud."""
    about = check.about[ANY]
    found, clear = about.figure("sensitivity"), about.figure("specificity")
    said = [
        _of_a_hundred(found, "with a red flag in the chart, the reader finds about"),
        _of_a_hundred(clear, "without one, it calls as clear about"),
    ]
    told = [one for one in said if one]
    return " ".join(told) or f"Too few orders are judged to say how the reader does: {FEWEST} of a kind are needed."


def _of_a_hundred(figure: Figure, says: str) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    low, high = (share_words(limit).rstrip("%") for limit in (figure.low, figure.high))
    return f"Of 100 orders {says} {share_words(figure.value).rstrip('%')} (95 % interval {low} to {high})."


def drawn_words(check: Check) -> str:
    """How the sample was drawn: of how many of each kind, by which seed."""
    review = check.review
    known = {row[0]: row[1] for row in check.results.select("stratum", "weight").unique().rows()}
    parts = []
    for name in DRAWN:
        there = review.strata.get(name, 0)
        if there:
            drawn_of = f"{round(there / known[name])} of " if name in known else "some of "
            parts.append(f"{drawn_of}{there:,} {KINDS[name]}")
    whole = f"{orders_words(review.size)} drawn by chance (seed {review.seed}): {'; '.join(parts)}."
    unknown = review.strata.get("unknown", 0)
    if not unknown:
        return whole
    says = "where cauda equina is only asked about, left out because the reader claims nothing there"
    return f"{whole} Not drawn: {orders_words(unknown)} {says}."


def left_out_words(check: Check, gone: int = 0) -> list[str]:
    """What is in no figure, each kind with its count: nothing is dropped silently."""
    about = check.about.get(ANY)
    told = []
    if about and about.cannot_tell:
        told.append(f"Cannot be told from the chart, so in no figure: {orders_words(about.cannot_tell)}.")
    if about and about.differ:
        told.append(f"Answered differently by two clinicians, so in no figure: {orders_words(about.differ)}.")
    if check.left:
        told.append(f"Not judged yet: {orders_words(check.left)}.")
    if gone:
        told.append(f"No longer found in the exports, so that nobody can look them up from here: {orders_words(gone)}.")
    return told


def second_reading_words(check: Check) -> str:
    """How often two clinicians gave one order the same answer: people differ too."""
    blind = check.results.filter(pl.col("asked") == ANY).drop_nulls("answer")
    twice = blind.group_by("place").agg(people=pl.len(), said=pl.col("answer").n_unique()).filter(pl.col("people") > 1)
    alike = twice.filter(pl.col("said") == 1).height
    return f"Judged by more than one clinician: {orders_words(twice.height)}, {alike} alike." if twice.height else ""


def dated_words(check: Check, zone: ZoneInfo) -> str:
    """When it was judged, how much of it, by how many people, and which reader."""
    people = len(check.by_person())
    who = "one clinician" if people == 1 else f"{people} clinicians"
    return (
        f"Judged up to {day_words(check.day(zone))}: {check.judged} of {check.review.size} orders, by {who}. "
        f"Reader version {check.review.reader}."
    )


def changed_words(check: Check, reader: str) -> str:
    """A word where the reader of today is not the one that was checked."""
    if reader == check.review.reader:
        return ""
    return f"The reader has changed since (now version {reader}): these figures speak of the earlier one."


FIGURE_COLUMNS = ("asked", "figure", "value", "low_95", "high_95", "agree", "judged", "cannot_tell", "differ")


def figures_csv(check: Check, zone: ZoneInfo) -> str:
    """Every figure, for a spreadsheet: no patient, no record and no clinician is in it."""
    review = check.review
    about = (check.day(zone).isoformat(), review.reader, review.definition, review.seed, review.size, check.judged)
    rows = [
        (one.asked, f.name, _cell(f.value), _cell(f.low), _cell(f.high), f.agree, f.judged, one.cannot_tell, one.differ)
        for one in check.about.values()
        for f in one.figures
    ]
    heads = (*FIGURE_COLUMNS, "date", "reader", "definition", "seed", "drawn", "judged_in_all")
    return csv_text(heads, [(*row, *about) for row in rows])


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


ANSWER_COLUMNS = ("place", "stratum", "weight", "asked", "machine", "answer", "corrected")


def answers_csv(check: Check) -> str:
    """Every answer by its place in the sample, clinicians by number: enough to work every figure out again."""
    people: Mapping[str, int] = {who: number for number, who in enumerate(check.by_person(), 1)}
    rows: Sequence[tuple[object, ...]] = check.results.select(*ANSWER_COLUMNS, "who").rows()
    return csv_text((*ANSWER_COLUMNS, "clinician"), [(*row[:-1], people[str(row[-1])]) for row in rows])
