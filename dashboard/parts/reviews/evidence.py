"""Everything a review looks at, put on the table for one day; held, it is kept as it was and never looks again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

import polars as pl

from dashboard.drawing.flags import flags_of
from dashboard.drawing.picture import DayNote
from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.records import CycleRecord, Project, ReviewRecord
from dashboard.study import DEFAULT_RULES, Study
from dashboard.study.as_it_stood import series_on
from dashboard.study.phasing import baseline_of
from dashboard.study.quality import quality_lines
from dashboard.study.verdicts import judged
from dashboard.telling import manual
from measures.improvement import ReviewFinding, ReviewVerdict, enough_for_weeks, review_verdict, volume_of
from measures.improvement.evidence import course_line, since_baseline
from measures.said import Said, said
from measures.series import Series
from measures.spc import analyse_series
from measures.verdict import finding_of, reason_of

FRESH_DAYS = 45  # our own choice: an export of last month is fresh, one that misses a whole month is not
WEEKS_UNTIL = 3  # months after implementation at which weekly points are a second look


def evidence(study: Study, review: ReviewRecord, on: date) -> ReviewEvidence:
    """Put together for a day; the numbers reach to that day or to the end of the exports, whichever is earlier."""
    as_of = study.records.version(study.clinic)
    return study.once(("evidence", review.id, on), lambda: _evidence(study, review.id, on), as_of)


def _evidence(study: Study, review_id: int, on: date) -> ReviewEvidence:
    review = next(one for one in study.written.all_reviews if one.id == review_id)
    record = study.written.cycle(review.cycle_id)
    if record is None or record.cycle.implemented is None:
        return _nothing(on, on, said("not_adopted"))
    implemented, name = record.cycle.implemented, judged_by(study, review, record)
    if not name:
        return _nothing(on, implemented, said("no_measure_named"))
    if name not in study.charted:
        return _nothing(on, implemented, _not_counted(study, name))
    return _assembled(study, record, name, implemented, on, review.months)


def _not_counted(study: Study, name: str) -> Said:
    """Which measure it is, and what the exports lack for it."""
    known = study.measures.get(name)
    title, missing = (known.measure.title, known.missing) if known else ("", ())
    return said("measure_not_counted", title=title, missing=missing)


def judged_by(study: Study, review: ReviewRecord, record: CycleRecord) -> str:
    """The measure a review is judged by: its own, else the first of its cycle, else that of the project's aim."""
    project = project_of(study, record)
    aim = project.aim_measure if project else ""
    return review.measure or next(iter(record.measures), "") or aim


def project_of(study: Study, record: CycleRecord) -> Project | None:
    """The project that a cycle belongs to."""
    return next((one for one in study.written.projects if one.id == record.project_id), None)


def _assembled(
    study: Study, record: CycleRecord, name: str, implemented: date, on: date, months: int
) -> ReviewEvidence:
    project = project_of(study, record)
    first = _baseline_from(study, project, name, implemented)
    look = _Look(study, record, project, implemented, on, first)
    series = look.series(name)
    process, balancing = look.around(name, "process"), look.around(name, "balancing")
    quality = quality_lines(study, series, implemented, on, first)
    plain = review_verdict(series, implemented, process=process, balancing=balancing)
    finding, reason = look.finding(name, plain)
    return ReviewEvidence(
        made_on=on,
        implemented=implemented,
        finding=finding,
        reason=reason,
        notes=(*_old_data(series, on, by_hand=study.charted[name].tally is not None), *plain.notes),
        series=series,
        chart=plain.chart or analyse_series(series, chart="run", rules=DEFAULT_RULES),
        flags=look.flags(series),
        process=tuple(course_line(one, implemented) for one in process),
        balancing=tuple(course_line(one, implemented) for one in balancing),
        quality=tuple(quality),
        weekly=look.weekly(series) if months <= WEEKS_UNTIL else None,
        aim=look.aim(name),
        definition=definition_of(study, name),
        software=software(),
    )


def _baseline_from(study: Study, project: Project | None, name: str, implemented: date) -> date | None:
    """Where the baseline begins that was set for this measure, else with the aim; None where it has no beginning."""
    set_so = baseline_of(study.written, name)
    first = set_so[0] if set_so else project.baseline_from if project else None
    return first if first and first < implemented else None


def _old_data(series: Series, on: date, by_hand: bool) -> tuple[Said, ...]:
    """That what is here ends well before the day of the review, so that the newest months are not in it.

    A tally speaks to this very day; what ends is the writing down.
    """
    ends = series.last_day()
    counted: list[date] = series.points.filter(pl.col("numerator").is_not_null())["end"].to_list()
    if by_hand and ends is not None and counted:
        ends = min(ends, counted[-1])
    if ends is None or (on - ends).days <= FRESH_DAYS:
        return ()
    return (said("old_data", ends=ends, on=on, days=(on - ends).days),)


@dataclass(frozen=True)
class _Look:
    """One cycle looked at on one day, from the beginning of its baseline."""

    study: Study
    record: CycleRecord
    project: Project | None
    implemented: date
    on: date
    first: date | None

    def series(self, name: str) -> Series:
        """A measure as it stood, without what lies before the baseline."""
        return since_baseline(series_on(self.study, name, self.on), self.first)

    def around(self, name: str, kind: str) -> list[Series]:
        """The measures of one kind that the cycle or the project looks at, without the one that is judged."""
        named = [*self.record.measures, *self.record.cycle.watched]
        named += self.project.measures if self.project else ()
        charted = self.study.charted
        wanted = [one for one in dict.fromkeys(named) if one != name and one in charted]
        return [self.series(one) for one in wanted if charted[one].kind == kind]

    def finding(self, name: str, plain: ReviewVerdict | None = None) -> tuple[str, Said]:
        """What THE verdict of a measure says of this change, with the reason: the review's own where the two agree."""
        found = judged(self.study, name, self.on, self.implemented)
        if found.changed is not None:
            return ReviewFinding.CANNOT_TELL.value, said("then_and_now_differ", what=found.changed)
        if plain is None:
            plain = review_verdict(self.series(name), self.implemented, process=self.around(name, "process"))
        finding = finding_of(found.verdict, plain.finding)
        same = plain.finding is finding
        return finding.value, plain.reason if same else reason_of(found.verdict, found.series)

    def aim(self, name: str) -> tuple[str, str, Said] | None:
        """Title, finding and reason of the project's own aim, where the review is judged by another measure."""
        aim = self.project.aim_measure if self.project else ""
        if aim in ("", name) or aim not in self.study.charted:
            return None
        return self.study.charted[aim].title, *self.finding(aim)

    def weekly(self, series: Series) -> tuple[str, Said] | None:
        """THE verdict on weekly points in its own words, where a week holds enough to show a fall at all."""
        volume = volume_of(series, self.implemented)
        if volume is None:
            return None
        rises = series.better == "higher" and series.is_rate
        if not enough_for_weeks(replace(volume, usual=1 - volume.usual) if rises else volume):
            return None
        found = judged(self.study, series.measure, self.on, self.implemented, "week")
        if found.changed is not None:
            return ReviewFinding.CANNOT_TELL.value, said("then_and_now_differ", what=found.changed)
        return finding_of(found.verdict).value, reason_of(found.verdict, found.series)

    def flags(self, series: Series) -> tuple[DayNote, ...]:
        """What stands on the chart, with the adoption itself also where the cycle names other measures."""
        flags = [flag for flag in flags_of(self.study.written, series, funding=True) if _day_of(flag) <= self.on]
        shown = series.points.height and series.points["start"][0] <= self.implemented <= series.points["end"][-1]
        if shown and not any(_day_of(flag) == self.implemented for flag in flags):
            flags.append(
                DayNote(self.implemented, f"Cycle {self.record.cycle.number} adopted: {self.record.cycle.title}")
            )
        return tuple(sorted(flags, key=lambda flag: (_day_of(flag), flag.text)))


def _day_of(flag: DayNote) -> date:
    assert isinstance(flag.at, date)
    return flag.at


def _nothing(on: date, implemented: date, reason: Said) -> ReviewEvidence:
    return ReviewEvidence(on, implemented, ReviewFinding.CANNOT_TELL.value, reason, software=software())


def definition_of(study: Study, name: str) -> str:
    """A short fingerprint of how a measure is counted here: its declaration, the red flags, and what was settled."""
    tally = study.written.tally(name)
    if tally is not None:
        told = [tally.numerator_says, tally.denominator_says, str(tally.is_rate)]
    else:
        practice = study.practice
        settled = (practice.adult_age, practice.agreed_list, practice.all_in_person, practice.words)
        named = (sorted(practice.exams.items()), sorted(practice.codes.items()))
        told = [manual.entry(study.available[name]), study.units().flag_set.id, repr(settled), repr(named)]
    return sha256("\n".join(told).encode("utf-8")).hexdigest()[:8]


def software() -> str:
    """The version of Huddleboard itself."""
    try:
        return f"Huddleboard {version('huddleboard')}"
    except PackageNotFoundError:
        return "Huddleboard"
