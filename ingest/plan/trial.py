"""Try a plan: the real import into a folder of its own that is gone afterwards, and the figures it would give.

Only the words for the low back and stated planning are read; red flags change none of the three figures.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ingest import lexicon
from ingest.batch import bring_in
from ingest.plan.made import Asking, ReadyPlan
from ingest.plan.state import MeasureState
from ingest.plan.values import Gives, Question, Reading
from ingest.plan.waiting import UNDECIDED_SAYS, hangs_on
from ingest.plans import Plans
from ingest.report import FileReport, OpenPoint, Refusal
from ingest.store import NothingYet, Store
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures
from measures.count import EVERYONE, counts
from measures.declare import CODES_UNDECIDED, Measure
from measures.units import Units

#: Doubts about a file's lines that the plan itself asks about, before any row is read into facts.
ASKED_BEFORE = ("much_no_data", "other_separator")
FIGURES = {"visits": "_visits_completed", "lbp_visits": "_lbp_visits", "lumbar_images": "_lumbar_images_all"}


@dataclass(frozen=True)
class Tried:
    """What an import by the plan would do."""

    reports: Mapping[str, FileReport]
    doubts: tuple[Question, ...]
    gives: Gives
    measures: Mapping[str, tuple[MeasureState, str]]


def tried(made: ReadyPlan, asking: Asking, blocked: frozenset[str], because: Mapping[str, str]) -> Tried:
    """Import into a folder of its own, count, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="huddleboard-plan-"))
    try:
        store = Store(folder, url=f"sqlite:///{folder / 'plan.sqlite'}")
        report = bring_in(
            store,
            (),
            plans=Plans(made.mappings, (), made.orders, made.settled, made.systems, made.dates),
            settings=replace(made.practice, clinic="clinic"),
            export_date=made.plan.export_date,
            coverage_start=made.plan.coverage_start,
            leave_out_refused=True,
            today=asking.today,
            words=lexicon.words(lambda texts: [], drivers=False),
        )
        reports = {f.file: f for f in report.files}
        doubts = tuple(_question(d) for f in report.files for d in f.doubts if d.kind not in ASKED_BEFORE)
        gives, state = figures(store, blocked, because)
        store.engine.dispose()
        return Tried(reports, doubts, gives, state)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def figures(
    store: Store, blocked: frozenset[str], because: Mapping[str, str]
) -> tuple[Gives, Mapping[str, tuple[MeasureState, str]]]:
    """The three figures and every measure's state."""
    clinic = next(iter(store.clinics()))
    events = store.events(clinic)
    carried = events.carries | events.traits
    state = {name: standing(m, carried, blocked, because) for name, m in measures().items()}
    wanted = {
        name: base
        for name, base in FIGURES.items()
        if standing(BASE_COUNTS[base], carried, blocked, because)[0] is MeasureState.AVAILABLE
    }
    try:
        practice = store.practice(clinic)
    except NothingYet:
        return Gives(), state
    if not wanted:
        return Gives(), state
    table = counts(Units(events, practice), {base: BASE_COUNTS[base] for base in wanted.values()})
    everyone = table.filter(pl.col("provider") == EVERYONE)
    totals = dict(everyone.group_by("measure").agg(pl.col("numerator").sum()).rows())
    by_month: dict[str, dict[str, int | None]] = {}
    for measure, period, number in everyone.select("measure", "period", "numerator").rows():
        name = next(n for n, base in wanted.items() if base == measure)
        by_month.setdefault(period, {})[name] = number
    given = {n: totals.get(base, 0) for n, base in wanted.items()}
    told = Gives(**given, months=dict(sorted(by_month.items())))
    return replace(told, first=practice.coverage_start, last=practice.export_date), state


def standing(
    measure: Measure,
    carried: frozenset[str],
    blocked: frozenset[str],
    because: Mapping[str, str],
) -> tuple[MeasureState, str]:
    """Whether a measure has a figure, else the question or what is not there."""
    known = carried - {CODES_UNDECIDED}
    lacks = measure.missing(known)
    if lacks:
        return MeasureState.MISSING, "; ".join(lacks)
    doubted = blocked | ({CODES_UNDECIDED} & carried)
    held = next((field for field in sorted(doubted) if hangs_on(measure, field, known)), None)
    if held is None:
        return MeasureState.AVAILABLE, ""
    return MeasureState.WAITING, because.get(held, UNDECIDED_SAYS)


def _question(doubt: OpenPoint) -> Question:
    """What the reading of rows asks, as a question of the plan."""
    proposed = None if doubt.stops else doubt.readings[0][0]
    return Question(
        f"{doubt.kind}:{doubt.file}", doubt.kind, doubt.file, "", doubt.says, len(doubt.lines),
        tuple(Reading(value, says) for value, says in doubt.readings), proposed,
        frozenset({"visits.day", "orders.exam"}), changes=doubt.stops,
    )  # fmt: skip


__all__ = ["Refusal", "Tried", "figures", "standing", "tried"]
