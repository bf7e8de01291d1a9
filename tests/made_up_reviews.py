"""A made-up practice with an adopted change, brought in and written down as people would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

from made_up_export import bring, orders, studied, visits

from dashboard.parts.reviews.evidence import evidence
from dashboard.parts.reviews.holding import hold
from dashboard.records import CycleRecord, Project, ReviewRecord
from dashboard.study import Study
from measures.improvement import Cycle, Decision, Direction, Prediction

RATE, COUNT = "imaging_rate_without_red_flags", "imaging_without_red_flags"
IMPLEMENTED = date(2025, 1, 1)
ANN, BEN = "Ann Aspen", "Ben Birch"
LATE = date(2025, 9, 30)
SAID = {"confirmed": "", "decision": "hold", "built_in": {"in_use": "everywhere", "items": ["backup"], "staff": ""}}
#: What one month of 2024 ordered, and one month since: an entry is what an order says of red flags.
BEFORE, SINCE = [""] * 6, [""] * 2
Ordered = Callable[[int], Sequence[str]]


def halved(month: int) -> Sequence[str]:
    """Six or seven images a month in 2024, two a month from January 2025."""
    return [""] * (6 + month % 2) if month < 12 else SINCE


def brought(
    folder: Path, months: int = 20, ordered: Ordered = halved, seen: Callable[[int], int] = lambda _: 12
) -> Study:
    """A practice of twelve visits a month, each by another patient, brought in as an export a year."""
    for first, last in ((0, min(12, months)), (12, months)):
        if first < last:
            _bring_months(folder, range(first, last), ordered, seen)
    return studied(folder)


def _bring_months(folder: Path, months: range, ordered: Ordered, seen: Callable[[int], int]) -> None:
    came, wanted = [], []
    for month in months:
        for k in range(seen(month)):
            number = str(100 * (month + 1) + k)
            day = date(2024 + month // 12, month % 12 + 1, 1 + 2 * (k % 12))
            came.append({"Chart No": number, "Visit ID": f"V{number}", "Visit Date": f"{day:%d-%b-%Y}"})
            if k < len(said := ordered(month)):
                when = f"{day + timedelta(days=1):%d-%b-%Y}"
                wanted.append(
                    {"Chart No": number, "Order ID": f"D{number}", "Req #": f"R{number}", "Order Date": when,
                     "Clinical Info": said[k]}
                )  # fmt: skip
    end = date(2024 + (months[-1] + 1) // 12, (months[-1] + 1) % 12 + 1, 1) - timedelta(days=1)
    bring(folder, visits(*came), orders(*wanted), export_date=end)


def copied(practice: Path, folder: Path) -> Study:
    """The study of a copy, so that one import serves many tests."""
    copytree(practice / "data", folder / "data")
    return studied(folder)


def adopted(study: Study, *measures: str, title: str = "Pamphlet at check-in", on: date = IMPLEMENTED) -> CycleRecord:
    """A project with one cycle that was adopted; its reviews are there with it."""
    records, who = study.records, {"who": ANN}
    aim = Project(clinic=study.clinic, title="Fewer images", aim_measure=RATE, aim_level=0.2)
    project = study.written.project or records.kept(aim, **who)
    guess = Prediction(measures[0], on + timedelta(days=90), Direction.DOWN)
    planned = Cycle(0, title, predictions=(guess,), started=on - timedelta(days=20), ended=on - timedelta(days=10))
    done = replace(planned, learning="It helps", decision=Decision.ADOPT, implemented=on)
    record = CycleRecord(clinic=study.clinic, project_id=project.id, cycle=done, measures=measures, owner=ANN)
    return records.keep_cycle(record, **who)


def reviews(study: Study) -> dict[int, ReviewRecord]:
    """The reviews that stand, by their months."""
    return {one.months: one for one in study.written.reviews}


def held(study: Study, on: date = LATE, months: int = 6, **said: object) -> ReviewRecord:
    """The review of the first cycle, held on a day by a team that agrees unless it says otherwise."""
    review, record = reviews(study)[months], study.written.cycles[0]
    found = evidence(study, review, on)
    told = {**SAID, "confirmed": found.finding, **said}
    return hold(study.records, review, record, found, told, who=ANN, today=on)
