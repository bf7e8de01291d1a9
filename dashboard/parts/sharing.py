"""What one clinic shares with its PCN, put together from its study: verdicts, and counts after disclosure control."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import polars as pl

from dashboard.parts.reviews.evidence import software
from dashboard.records import CycleRecord, ReviewRecord
from dashboard.records.shares import Shared, SharedMeasure, SharedReview, SharedTest, SharedVerdict
from dashboard.records.written import Written
from dashboard.study import Study
from dashboard.study.targets import steps_of
from dashboard.study.verdicts import verdict_of
from dashboard.telling import manual
from measures.declare import Measure
from measures.disclosure import Cells, Monthly, Rule, Stretch, disclose
from measures.improvement import stage
from measures.practice import Practice, folded
from measures.verdict import MeasureVerdict

SHORT_NAME = 3  # letters of a part of a name that could as well be a word


def shared_of(study: Study, today: date, counted: pl.DataFrame | None = None) -> Shared:
    """What a clinic shares as on a day. `counted` are its monthly counts, where somebody has them already."""
    with study.records.standing_still(study.clinic):
        return _shared(study, today, counted)


def _shared(study: Study, today: date, counted: pl.DataFrame | None) -> Shared:
    rule = rule_of(study.practice)
    known = study.available
    table = study.counts(known) if counted is None else counted
    shown = disclose([monthly(measure, known, table) for measure in known.values()], rule)
    found = [_measure(study, measure, shown[name], today) for name, measure in known.items()]
    waiting = [_waiting(study, name, today) for name, one in study.measures.items() if one.waiting]
    tests, reviews, kept_back = _work(study.written, study.practice)
    return Shared(
        study.clinic,
        study.practice.name,
        today,
        study.practice.export_date,
        software(),
        rule.least,
        rule.reason,
        tuple(found + waiting),
        tests,
        reviews,
        kept_back,
    )


def rule_of(practice: Practice) -> Rule:
    """The smallest number this clinic shows outside, with its reason where it is a lower one than usual."""
    return Rule(practice.small_numbers, practice.small_numbers_reason)


def monthly(measure: Measure, known: Mapping[str, Measure], counted: pl.DataFrame) -> Monthly:
    """The whole months of one measure: those that no later export can change."""
    own = counted.filter(
        pl.col("measure") == measure.name,
        pl.col("provider") == "ALL",
        pl.col("immature") == 0,
        pl.col("partial") == 0,
        pl.col("numerator").is_not_null(),
    )
    rows = own.select("period", "numerator", "denominator", "unknown", "not_recorded").rows()
    cells = {_month(p): Cells(y, 0 if n is None else n - y, unknown, silent) for p, y, n, unknown, silent in rows}
    return Monthly(measure.name, measure.unit.name, measure.is_rate, cells, _twin(measure, known))


def _month(period: str) -> int:
    year, month = period.split("-")
    return int(year) * 12 + int(month) - 1


def _twin(measure: Measure, known: Mapping[str, Measure]) -> str:
    """The share that has this count's very numerator."""
    if measure.is_rate:
        return ""
    alike = (m for m in known.values() if m.is_rate and m.unit is measure.unit and m.numerator == measure.numerator)
    return next((one.name for one in alike), "")


def _measure(study: Study, measure: Measure, shown: tuple[Stretch, ...], today: date) -> SharedMeasure:
    return _told(study, measure, verdict_of(study, measure.name, today), shown)


def _waiting(study: Study, name: str, today: date) -> SharedMeasure:
    """A measure that hangs on a question nobody answered: it is named, and has no numbers."""
    return _told(study, study.measures[name].measure, verdict_of(study, name, today), ())


def _told(study: Study, measure: Measure, found: MeasureVerdict, shown: tuple[Stretch, ...]) -> SharedMeasure:
    return SharedMeasure(
        measure.name,
        measure.title,
        measure.kind.value,
        measure.better.value,
        measure.is_rate,
        measure.numerator_says,
        measure.denominator_says,
        definition_of(measure, study.practice),
        _verdict(found),
        shown,
        steps_of(study.written, measure.name),
    )


def definition_of(measure: Measure, practice: Practice) -> str:
    """A short fingerprint of how a measure is counted, alike in every clinic that counts it so."""
    return sha256(f"{manual.entry(measure)}\n{practice.adult_age}".encode()).hexdigest()[:8]


def _verdict(found: MeasureVerdict) -> SharedVerdict:
    """Codes and months: levels are worked out from what is shown, and in how many months an aim was met is not told."""
    aim = found.aim
    asked = len(found.questions)
    rule = found.how_sure.rule
    return SharedVerdict(
        found.state, found.because, found.since, aim.state, aim.level, aim.by, rule, found.would_change, asked
    )


def _work(written: Written, practice: Practice) -> tuple[tuple[SharedTest, ...], tuple[SharedReview, ...], int]:
    """Tests and reviews in the team's words, without owners; words that may name a clinician or patient stay behind."""
    guard = _Guard(written, practice)
    tests = tuple(_test(one, guard) for one in written.cycles)
    cycles = {one.id: one for one in written.all_cycles}
    reviews = tuple(_review(one, cycles[one.cycle_id], guard) for one in written.reviews if one.cycle_id in cycles)
    return tests, reviews, guard.kept_back


class _Guard:
    """Lets a text through that names nobody of the clinic, and counts those it keeps back."""

    def __init__(self, written: Written, practice: Practice) -> None:
        named = [s for one in practice.clinicians for s in (*one.spellings, one.id)]
        people = [*named, *practice.outside, *(person.name for person in written.people)]
        parts = {folded(part) for name in people for part in re.findall(r"\w+", name)}
        self.names = {part for part in parts if len(part) > SHORT_NAME and not part.isdigit()}
        self.kept_back = 0

    def passes(self, text: str) -> str:
        from dashboard.records import looks_like_a_name

        named = {folded(word) for word in re.findall(r"\w+", text)} & self.names
        if not text.strip() or not (named or looks_like_a_name(text)):
            return text
        self.kept_back += 1
        return ""


def _test(record: CycleRecord, guard: _Guard) -> SharedTest:
    cycle = record.cycle
    decision = cycle.decision.value if cycle.decision else ""
    title, learning = guard.passes(cycle.title), guard.passes(cycle.learning) if cycle.studied else ""
    return SharedTest(title, stage(cycle).name.casefold(), cycle.started, decision, learning)


def _review(review: ReviewRecord, record: CycleRecord, guard: _Guard) -> SharedReview:
    finding = (review.confirmed or review.finding) if review.held else ""
    story = guard.passes(review.story) if review.shared else ""
    return SharedReview(guard.passes(record.cycle.title), review.months, review.due, review.held, finding, story)
