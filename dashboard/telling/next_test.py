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
        begins = f"Overdue since {_day(when, today)}" if when < today else "Next"
        return f"{begins}: {named(record.cycle)}: {_task(task, when, today)}."
    if not live:
        return None
    record = max(live, key=lambda one: (stage(one.cycle) is not Stage.PLAN, one.cycle.number))
    return f"Next: {named(record.cycle)}, {_stands(record.cycle)}{_by(record)}"


def to_look_at(written: Written, today: date) -> list[str]:
    """A sentence for each test whose predicted day has come and of which nobody has written what came of it."""
    return [
        f"To study: {named(one.cycle)}: its prediction was for {day_words(day)}. What came of it?"
        for one, day in predicted_days(written)
        if day <= today
    ]


def predicted_days(written: Written) -> list[tuple[CycleRecord, date]]:
    """Each test that has begun and has no result yet, with the first day that one of its predictions names."""
    return [
        (one, min(told.by for told in one.cycle.predictions))
        for one in running(written)
        if one.cycle.predictions and not one.cycle.results
    ]


def named(cycle: Cycle) -> str:
    """ "cycle 4, Words for the visit": a test within a sentence."""
    return title_words(cycle).replace("Cycle", "cycle", 1).replace(":", ",", 1)


def _task(task: Task, when: date, today: date) -> str:
    near = {0: ", today", 1: ", tomorrow"}.get((when - today).days, f", on {when:%A} {_day(when, today)}")
    return f"{task.what}{near if when >= today else ''}{f' ({task.who})' if task.who else ''}"


def _day(when: date, today: date) -> str:
    return f"{when.day} {when:%B}{'' if when.year == today.year else f' {when.year}'}"


def _stands(cycle: Cycle) -> str:
    if stage(cycle) in ASKS:
        return f"has ended: {ASKS[stage(cycle)]}"
    size = f" with {scale_words(cycle.scale)}" if cycle.scale else ""
    return (f"running since {day_words(cycle.started)}" if cycle.started else "is being planned") + size


def _by(record: CycleRecord) -> str:
    end = "" if stage(record.cycle) in ASKS else "."
    return f" ({record.owner}){end}" if record.owner else end
