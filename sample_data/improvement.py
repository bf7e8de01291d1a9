"""Writes the made-up improvement project of Maple Creek as a hand-over file: `python -m sample_data.improvement`.

Nobody in it exists. It is written as a team would write it, day by day, through the same records as the app's, and
handed over; the demo brings it in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.parts.reviews.evidence import evidence
from dashboard.parts.reviews.holding import hold
from dashboard.records import (
    ChartPhase,
    Counted,
    CycleRecord,
    IdeaRecord,
    Note,
    Person,
    PhaseKind,
    Project,
    Records,
    ReviewRecord,
    Tally,
)
from dashboard.records.handover.file import as_text, handed_over
from dashboard.records.idea_taken_up import idea_record
from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from measures.improvement import Cycle, Decision, Direction, HowSmall, Of, Prediction, Task
from measures.improvement.library import change_ideas, team_roles
from sample_data import clinic, files
from sample_data import project as project_file

CHAMPION, PHYSICIAN, DATA, MANAGER, ALLIED = "Odile Savard", "June Tamarack", "Kofi Lind", "Maren Holt", "Simon Bouleau"
OUTCOME, PROCESS, BALANCE = "imaging_rate_without_red_flags", "pamphlet_or_exercise", "overtime_appointments"
TITLE = "Low back pain: imaging when it helps"


class Diary:
    """Records with a clock that a writer sets to the day something was written."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.clinic = study.clinic
        self.moment = datetime(2025, 9, 16, 18, tzinfo=UTC)
        self.records = Records(study.store.engine, lambda: self.moment)

    @contextmanager
    def on(self, day: date) -> Iterator[Records]:
        """Write on this day, in the evening."""
        self.moment = datetime.combine(day, time(18), UTC)
        yield self.records

    def seen(self, measure: str, first: date, last: date) -> float:
        """A share as the export has it over some whole months, so that what the team writes is what it saw."""
        points = self.study.series(measure).points.filter(pl.col("start") >= first, pl.col("end") <= last)
        numerator, denominator = points.select("numerator", "denominator").sum().row(0)
        return round(numerator / denominator, 2)


def told(diary: Diary) -> Project:
    """The whole story, in the order in which it was written."""
    project = chartered(diary)
    pamphlet, script = taken_up(diary, project)
    adopted = tested(diary, project, pamphlet)
    happened(diary)
    reviewed(diary, adopted)
    planned(diary, project, script, adopted)
    asked_at_the_desk(diary)
    return project


def chartered(diary: Diary) -> Project:
    """The team, the aim and the gap checklist."""
    titles = {role.id: role.title for role in team_roles()}
    with diary.on(date(2025, 9, 16)) as records:
        for name, role in {
            CHAMPION: "champion", PHYSICIAN: "physician", DATA: "data", MANAGER: "manager", ALLIED: "allied",
        }.items():  # fmt: skip
            records.kept(Person(clinic=diary.clinic, name=name, role=titles[role]), who=CHAMPION)
        answers = {"variance_words": "no", "variance_plan": "no", "patient_handout": "no", "referral_list": "yes"}
        return records.kept(
            Project(
                clinic=diary.clinic, title=TITLE, started=date(2025, 9, 16), aim_measure=OUTCOME, aim_level=0.2,
                aim_by=date(2026, 12, 31), baseline_from=date(2024, 11, 1), baseline_to=date(2025, 12, 31),
                aim_words="Order images of the low back only where a red flag or a planned treatment asks for one.",
                measures=(OUTCOME, PROCESS, BALANCE),
                gaps={item: {"answer": answer, "note": ""} for item, answer in answers.items()},
            ),
            who=CHAMPION,
        )  # fmt: skip


def taken_up(diary: Diary, project: Project) -> tuple[IdeaRecord, IdeaRecord]:
    """Two ideas of the library."""
    shelf = {idea.id: idea for idea in change_ideas()}
    with diary.on(date(2025, 9, 23)) as records:
        wanted = (
            ("pamphlet", "Pamphlet handed over in the visit", (PROCESS, OUTCOME)),
            ("script", "Words for the visit", (OUTCOME,)),
        )
        first, second = (
            records.kept(
                replace(idea_record(diary.clinic, project.id, shelf[library]), title=title, measures=measures),
                who=CHAMPION,
            )
            for library, title, measures in wanted
        )  # fmt: skip
        return first, second


def tested(diary: Diary, project: Project, idea: IdeaRecord) -> CycleRecord:
    """Three tests that grew out of one another, the last adopted."""
    usual = diary.seen(PROCESS, date(2024, 11, 1), date(2025, 8, 31))
    october = diary.seen(PROCESS, date(2025, 10, 1), date(2025, 10, 31))
    november = diary.seen(PROCESS, date(2025, 11, 1), date(2025, 11, 30))
    imaged = diary.seen(OUTCOME, date(2024, 11, 1), date(2025, 11, 30))
    january = tuple(diary.seen(one, date(2026, 1, 1), date(2026, 1, 31)) for one in (PROCESS, OUTCOME))
    one_patient = _cycle(diary, project, idea, Cycle(
        number=0, title="Pamphlet, one patient", question="Does a patient take it, and does it help the talk?",
        change="June hands the pamphlet over while she explains why no image is needed yet.",
        predictions=(Prediction(PROCESS, date(2025, 10, 31), Direction.SAME, start=usual),),
        scale=HowSmall(1, Of.PATIENT),
        tasks=(Task("Print ten pamphlets", CHAMPION, "front desk", date(2025, 10, 6), True),),
        started=date(2025, 10, 7), as_planned=True, observations="The patient read it aloud with her husband.",
        surprises="It took less time than the usual talk.", ended=date(2025, 10, 7), results=(october,),
        learning="It opens the talk. It has to lie in the room, not at the desk.", decision=Decision.ADAPT,
        next_step="Two clinicians for two weeks, pamphlets in the rooms.",
    ), date(2025, 10, 14))  # fmt: skip
    two_weeks = _cycle(diary, project, idea, Cycle(
        number=0, title="Pamphlet in two rooms", question="Do two clinicians manage it on full days?",
        change="Pamphlets in two rooms; the nurse puts one on the desk when the visit is for back pain.",
        predictions=(Prediction(PROCESS, date(2025, 11, 30), low=0.35, high=0.5, start=october),),
        scale=HowSmall(2, Of.CLINICIAN),
        tasks=(Task("Fill the rooms", CHAMPION, "rooms 2 and 4", date(2025, 11, 3), True),),
        started=date(2025, 11, 3), as_planned=False, observations="Forgotten on the two busiest days.",
        surprises="Patients asked for it who had heard of it.", ended=date(2025, 11, 28), results=(november,),
        learning="A note in the schedule works better than memory.", decision=Decision.ADAPT,
        next_step="The whole practice, with a note in the schedule.", after=one_patient.cycle.number,
    ), date(2025, 12, 2))  # fmt: skip
    return _cycle(diary, project, idea, Cycle(
        number=0, title="Pamphlet or exercise in every visit", question="Can it be how we do things?",
        change="A note in the schedule, pamphlets in every room, an exercise sheet in the EMR.",
        predictions=(Prediction(PROCESS, date(2026, 1, 31), low=0.5, high=0.7, start=november),
                     Prediction(OUTCOME, date(2026, 1, 31), low=0.15, high=0.3, start=imaged)),
        scale=HowSmall(1, Of.PRACTICE),
        tasks=(Task("Put the exercise sheet in the EMR", DATA, "", date(2025, 12, 15), True),),
        started=date(2025, 12, 8), as_planned=True, observations="The note in the schedule made it easy.",
        ended=date(2025, 12, 31), results=january, decision=Decision.ADOPT, implemented=date(2026, 1, 1),
        learning="With a note and the sheet at hand it needs nobody's memory.",
        next_step="Review after three months.", after=two_weeks.cycle.number,
    ), date(2026, 2, 3))  # fmt: skip


def _cycle(diary: Diary, project: Project, idea: IdeaRecord, cycle: Cycle, day: date) -> CycleRecord:
    """Planned and started as a team does it: the prediction stands before anything is done."""
    plan = Cycle(
        number=0, title=cycle.title, question=cycle.question, change=cycle.change, predictions=cycle.predictions,
        scale=cycle.scale, tasks=cycle.tasks, after=cycle.after,
    )  # fmt: skip
    assert cycle.started is not None
    new = CycleRecord(
        clinic=diary.clinic, project_id=project.id, cycle=plan, owner=CHAMPION, idea_id=idea.id,
        measures=idea.measures,
    )  # fmt: skip
    with diary.on(cycle.started - timedelta(days=5)) as records:
        kept = records.keep_cycle(new, who=CHAMPION)
    with diary.on(cycle.started) as records:
        kept = records.keep_cycle(replace(kept, cycle=replace(kept.cycle, started=cycle.started)), who=CHAMPION)
    with diary.on(day) as records:
        return records.keep_cycle(replace(kept, cycle=replace(cycle, number=kept.cycle.number)), who=CHAMPION)


def happened(diary: Diary) -> None:
    """What happened around the measures, and the baseline that was frozen."""
    with diary.on(date(2026, 2, 3)) as records:
        reason = "The months before the pamphlet became usual; later months are to be held against them."
        for measure in (OUTCOME, PROCESS):
            records.kept(
                ChartPhase(clinic=diary.clinic, measure=measure, kind=PhaseKind.BASELINE, reason=reason,
                      last=date(2025, 12, 31)), who=CHAMPION,
            )  # fmt: skip
    with diary.on(date(2026, 6, 2)) as records:
        leave = Note(
            clinic=diary.clinic, day=date(2026, 5, 11), until=date(2026, 8, 28), kind="leave",
            text="One clinician on leave, a locum sees their patients",
        )  # fmt: skip
        records.kept(leave, who=MANAGER)


def reviewed(diary: Diary, adopted: CycleRecord) -> None:
    """The reviews at three and six months, held; the next one is due in the autumn."""
    first, second = sorted(diary.records.read(ReviewRecord, diary.clinic), key=lambda one: one.months)
    with diary.on(date(2026, 4, 7)) as records:
        for who, high in {CHAMPION: 5, PHYSICIAN: 4, ALLIED: 3}.items():
            scores = {"worth_it": high, "busy_day": high - 1, "know_how": 4, "built_in": high - 2, "leaders": 4}
            records.rate(first, who, scores, who=who)
    staff = "The new receptionist was shown it in her first week."
    _held(diary, first, adopted, date(2026, 4, 7), ["template", "stocked", "looked_at"], staff=staff)
    _held(
        diary, second, adopted, date(2026, 7, 7), ["template", "stocked", "orientation", "written", "looked_at"],
        staff="The locum found the note in the schedule by herself.", next_review=date(2026, 11, 24),
        story="The note in the schedule did it: nobody has to remember, and the talk starts from the pamphlet.",
        patient_story="A patient came for an X-ray, read the pamphlet with us, and went home with exercises.",
        patient_story_is="typical",
    )  # fmt: skip


def _held(
    diary: Diary, review: ReviewRecord, adopted: CycleRecord, day: date, items: list[str], staff: str, **more: Any
) -> None:
    found = evidence(diary.study, review, day)
    built_in = {"in_use": "everywhere", "items": items, "staff": staff}
    said = {"confirmed": found.finding, "decision": "hold", "built_in": built_in} | more
    with diary.on(day) as records:
        hold(records, review, adopted, found, said, who=CHAMPION, today=day)


def planned(diary: Diary, project: Project, idea: IdeaRecord, adopted: CycleRecord) -> None:
    """The next test, planned and not begun."""
    now = diary.seen(OUTCOME, date(2026, 1, 1), date(2026, 9, 30))
    plan = Cycle(
        number=0, title="Words for “I want an X-ray”", question="Do the words help when a patient asks for a picture?",
        change="June uses the card with four steps when a patient asks for an image.",
        predictions=(Prediction(OUTCOME, date(2027, 1, 31), Direction.SAME, start=now),),
        scale=HowSmall(3, Of.PATIENT), after=adopted.cycle.number,
        tasks=(Task("Print the card for room 2", CHAMPION, "room 2", date(2026, 11, 24)),),
    )  # fmt: skip
    with diary.on(date(2026, 11, 17)) as records:
        records.keep_cycle(
            CycleRecord(clinic=diary.clinic, project_id=project.id, cycle=plan, owner=CHAMPION, idea_id=idea.id,
                        measures=(OUTCOME,)), who=CHAMPION,
        )  # fmt: skip


def asked_at_the_desk(diary: Diary) -> None:
    """Three weeks of a tally at the front desk."""
    with diary.on(date(2026, 11, 2)) as records:
        tally = records.kept(
            Tally(clinic=diary.clinic, title="Patients who ask for an image", kind="balancing", better="neither",
                  is_rate=True, numerator_says="asked for an image", denominator_says="patients with back pain",
                  started=date(2026, 11, 2)), who=CHAMPION,
        )  # fmt: skip
    counts = ((1, 3), (0, 2), (2, 4), (1, 2), (0, 3), (1, 4), (2, 3), (1, 3), (0, 1), (1, 4), (1, 3), (0, 2))
    first = date(2026, 11, 2)
    for number, (asked, seen) in enumerate(counts):
        day = first + timedelta(days=number // 5 * 7 + number % 5)
        with diary.on(day) as records:
            records.tally_up(tally, [Counted(day, asked, seen, source="card")], who=MANAGER)


def main(file: Path | None = None) -> None:
    """Write the file anew, byte for byte the same each time."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place))
        settings = read_settings(clinic().read_text("utf-8"))
        bring_in(store, files(), settings=settings, export_date=settings.export_date, today=date(2026, 11, 22))
        study = Study(store, store.clinics()[0])
        project = told(Diary(study))
        (file or project_file()).write_text(
            as_text(handed_over(study.records, study.clinic, project.id, made_on=date(2026, 11, 22),
                                practice=study.practice.name)), "utf-8",
        )  # fmt: skip


if __name__ == "__main__":
    main()
