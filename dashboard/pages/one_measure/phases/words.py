"""The words of baselines and phases: what was decided, what a decision rests on, and what to think of first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from dashboard.records import ChartPhase, PhaseKind
from dashboard.study import Study
from dashboard.study.phasing import periods_between, phase_choices, with_phases
from dashboard.telling.phrases import day_words, number_words, period_words
from dashboard.telling.plain_text import as_is
from measures.series import Series
from measures.spc import Chart

ENOUGH = 8  # whole periods; the least from which `measures.improvement.effect` too reads a past
ONE_DAY = timedelta(days=1)
WITH_THE_AIM = "set with the aim"


@dataclass(frozen=True)
class Decided:
    """One decision with who made it and when, as the audit has it; and, where it was undone, by whom and why."""

    phase: ChartPhase
    who: str
    on: date
    undone_by: str = ""
    undone_because: str = ""


def decided(study: Study, measure: str) -> tuple[Decided, ...]:
    """Every decision about the chart of a measure, the oldest first, also those that were undone."""
    own = [phase for phase in study.written.all_phases if phase.measure == measure]
    return tuple(_decided(study, phase) for phase in own)


def _decided(study: Study, phase: ChartPhase) -> Decided:
    first, *later = study.records.changes(study.clinic, ChartPhase.TABLE.name, phase.id)
    undone = [one for one in later if one.after and not one.after["active"]]
    gone = undone[-1] if undone and not phase.active else None
    told = (gone.who, gone.reason) if gone else ("", "")
    return Decided(phase, first.who, first.at.date(), *told)


def decision_words(phase: ChartPhase, is_rate: bool = True) -> str:
    """What was decided: "Baseline from January 2024 to October 2024", "New phase …", "Target 30% from May 2025"."""
    if phase.kind is PhaseKind.TARGET:
        return f"Target {number_words(phase.level, is_rate)} from {_from(phase.first)}"
    if phase.kind is PhaseKind.NEW_PHASE:
        return f"New phase from {_from(phase.first)}"
    begins = f" from {_from(phase.first)}" if phase.first else ""
    return f"Baseline{begins} to {_to(phase.last)}"


def _from(day: date | None) -> str:
    """A month where a day is its first."""
    return "the beginning" if day is None else f"{day:%B %Y}" if day.day == 1 else day_words(day)


def _to(day: date | None) -> str:
    """A month where a day is its last."""
    return "now" if day is None else f"{day:%B %Y}" if (day + ONE_DAY).day == 1 else day_words(day)


def phase_notes(study: Study, series: Series) -> list[str]:
    """What people decided about this chart, for the lines under it, as Markdown; nothing where nobody did."""
    stands = study.written.standing(series.measure)
    is_rate = study.charted[series.measure].is_rate
    told = [
        f"{decision_words(one.phase, is_rate)}, decided by {as_is(one.who)} on {day_words(one.on)}: "
        f"{as_is(one.phase.reason)}"
        for one in decided(study, series.measure)
        if one.phase.active
    ]
    told += [f"{decision_words(one)}, {WITH_THE_AIM}" for one in stands if one.id == 0]
    return [*(line if line.endswith((".", "!", "?")) else f"{line}." for line in told), *not_shown(series, stands)]


def not_shown(series: Series, standing: Sequence[ChartPhase]) -> list[str]:
    """Decisions that the days shown cannot carry out, or only in part."""
    if not series.points.height:
        return []
    begins, ends = series.points["start"][0], series.points["end"][-1]
    return [told for phase in standing if (told := _not_carried_out(series, phase, begins, ends))]


def _not_carried_out(series: Series, phase: ChartPhase, begins: date, ends: date) -> str:
    alone, what = phase_choices(series, [phase]), decision_words(phase)
    if phase.kind is PhaseKind.NEW_PHASE:
        if phase.first is None or phase.first <= begins or alone["parts"]:
            return ""
        return (
            f"{what}: {f'waits for its first whole {series.every}' if phase.first <= ends else 'after what is shown'}."
        )
    if phase.last is not None and phase.last >= ends:
        return f"{what}: all of what is shown here lies within it."
    if not alone["freeze"]:
        return f"{what}: not in what is shown here, so these lines do not rest on it."
    if phase.first is not None and phase.first < begins:
        return f"{what}: what is shown here holds only the part of it from {period_words(series.every, begins)} on."
    return ""


def thin(series: Series, phase: ChartPhase) -> str:
    """That few whole periods stand behind the lines that this decision would give; empty where they are enough."""
    last = phase.last if phase.kind is PhaseKind.BASELINE else None
    there = periods_between(series, phase.first, last)
    many = f"{there} whole {series.every}{'' if there == 1 else 's'}"
    if there >= ENOUGH:
        return ""
    if phase.kind is PhaseKind.BASELINE:
        return (
            f"This baseline would hold {many}. Lines from fewer than {ENOUGH} move a good deal by chance alone: it can "
            "be kept, and a longer one, where there is one, judges better."
        )
    return (
        f"The new phase would have {many} so far. Its line is a first guess until there are about {ENOUGH}, and "
        "signals are rare until then."
    )


def unsteady(series: Series, chart: Chart, phase: ChartPhase) -> str:
    """That a baseline holds a signal within itself, so that it is more than one level; empty where it does not."""
    if phase.kind is not PhaseKind.BASELINE or phase.last is None:
        return ""
    inside = pl.col("end") <= phase.last
    own = series.points.filter(inside if phase.first is None else inside & (pl.col("start") >= phase.first))
    alone = with_phases(replace(series, points=own), chart, [])
    if not alone.signals:
        return ""
    return (
        "Within this baseline itself there is a signal: it may hold two levels, and its line would be neither. Where "
        "you can, choose the stretch that stands for how things usually were."
    )


def unfounded(series: Series, now: Chart, phase: ChartPhase) -> str:
    """That the chart shows no signal from the day of a new phase on; empty where it does."""
    cuts = phase_choices(series, [phase])["parts"] if phase.kind is PhaseKind.NEW_PHASE else []
    if not cuts or any(signal.last > cuts[0] for signal in now.signals):
        return ""
    return (
        f"The chart shows no lasting shift from there on. Two phases have fewer {series.every}s each, and both lines "
        "are less sure: begin one only for a change that your team knows of, and name it in the reason."
    )


def rebasing(now: Chart, then: Chart, phase: ChartPhase, series: Series) -> str:
    """What to ask before a new phase that begins on a worse level; empty where there is nothing to ask.

    A new phase makes its own level the one that later periods are compared with: after a change for the worse the
    chart would go quiet while the loss goes on.
    """
    if phase.kind is not PhaseKind.NEW_PHASE or series.better not in ("lower", "higher"):
        return ""
    cuts = phase_choices(series, [phase])["parts"]
    if not cuts or not (_worse(then, cuts[0], series) or _concern(now, cuts[0])):
        return ""
    return (
        "From here on the level looks worse than before. A new phase would take this level as the usual one, and the "
        "chart would fall silent about the loss. Begin it only if your team knows what changed and means to stay with "
        "it; otherwise leave the old lines, which keep showing what was lost."
    )


def _worse(then: Chart, cut: int, series: Series) -> bool:
    """Whether the phase that begins after the cut has a worse centre than the one before it."""
    centres = then.points["centre"].to_list()
    before, after = centres[cut - 1], centres[cut]
    if before is None or after is None:
        return False
    return bool(after > before if series.better == "lower" else after < before)


def _concern(now: Chart, cut: int) -> bool:
    """Whether a signal in the worse direction goes on at the cut or behind it."""
    return any(signal.meaning == "concern" and signal.last > cut for signal in now.signals)


def centres_words(now: Chart, then: Chart, series: Series) -> str:
    """How the line that the newest period is compared with would move."""
    before, after = now.latest_centre, then.latest_centre
    if before is None or after is None:
        return ""
    old, new = (number_words(value / now.multiply, series.is_rate) for value in (before, after))
    line = "The middle line" if now.centre_says == "median" else f"The {now.centre_says}"
    return f"{line} of the newest part stays at {old}." if old == new else f"{line} would go from {old} to {new}."
