"""The next test for the huddle, in one sentence: the nearest thing to do of the test that runs or is planned."""

from __future__ import annotations

from datetime import date

from dashboard.records import CycleRecord
from dashboard.records.written import Written
from dashboard.telling.cycles import scale_words, title_words
from dashboard.telling.phrases import day_words
from measures.improvement.pdsa import Cycle, Stage, Task, stage

ASKS = {Stage.STUDY: "what came of it?", Stage.ACT: "adapt, adopt or abandon?"}


def running(written: Written) -> tuple[CycleRecord, ...]:
    """The tests of the project that have begun and are not decided yet, by number."""
    return tuple(one for one in written.cycles if stage(one.cycle) in (Stage.DO, Stage.STUDY, Stage.ACT))


def next_test(written: Written, today: date) -> str | None:
    """The nearest open task with a day; else the newest test that runs, waits for an answer, or is planned."""
    live = [*running(written), *(one for one in written.cycles if stage(one.cycle) is Stage.PLAN)]
    dated = [(task.when, one, task) for one in live for task in one.cycle.tasks if task.when and not task.done]
    if dated:
        when, record, task = min(dated, key=lambda found: (found[0], found[1].cycle.number))
        return f"Next: {_name(record.cycle)}: {_task(task, when, today)}."
    if not live:
        return None
    record = max(live, key=lambda one: (stage(one.cycle) is not Stage.PLAN, one.cycle.number))
    return f"Next: {_name(record.cycle)}, {_stands(record.cycle)}{_by(record)}"


def _name(cycle: Cycle) -> str:
    return title_words(cycle).replace("Cycle", "cycle", 1).replace(":", ",", 1)


def _task(task: Task, when: date, today: date) -> str:
    day = f"{when:%A} {when.day} {when:%B}{'' if when.year == today.year else f' {when.year}'}"
    near = {0: "today", 1: "tomorrow"}.get((when - today).days, f"on {day}")
    told = near if when >= today else f"planned for {day}"
    return f"{task.what}, {told}{f' ({task.who})' if task.who else ''}"


def _stands(cycle: Cycle) -> str:
    if stage(cycle) in ASKS:
        return f"has ended: {ASKS[stage(cycle)]}"
    size = f" with {scale_words(cycle.scale)}" if cycle.scale else ""
    return (f"running since {day_words(cycle.started)}" if cycle.started else "is being planned") + size


def _by(record: CycleRecord) -> str:
    end = "" if stage(record.cycle) in ASKS else "."
    return f" ({record.owner}){end}" if record.owner else end
