"""THE verdict of a measure: what may be said of it today, in codes and numbers, for every surface alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import erfc, sqrt

import numpy as np
import polars as pl

from measures.improvement.own_level import own_level
from measures.improvement.split import Split, split_at
from measures.improvement.sustainability import ReviewFinding, review_verdict
from measures.improvement.volume import chart_for, volume_of
from measures.said import Said, said
from measures.series import Series
from measures.spc.analyse import analyse_series
from measures.spc.icons import Icons
from measures.spc.phase import Booleans, Floats

STATES = ("better", "worse", "no_change", "slipping", "lost", "too_soon", "cannot_count_yet")
AIM_STATES = ("none", "on_the_way", "met", "not_met")
JUDGED_AT_LEAST = 12  # whole periods before anything is said of a level: Provost & Murray 2011, ch. 3 and 4
SINCE_AT_LEAST = 3  # whole periods since a change, or since an aim began, before its level is one
STRETCH_AT_LEAST = 3  # periods on either side of a step; of fewer a level is not a level
NOW = 6  # of the newest whole periods, where no step says since when: half a year
FALSE_ALARM = 0.03  # of stable series like this one in which a step this clear would be found
SIMULATED = 2000
UNEXPLAINED = 0.4  # from two fifths of unexplained rows on the rest is no measure any more
GAIN_LEFT = 0.5  # less than half of a gain left: it is lost, not slipping
HELD_AT_LEAST = 5  # whole periods since a change before a gain counts as held, as in its review
LEANS, SOME, SURE, CLEAR = 1.64, 2.0, 2.33, 3.0  # standard errors: one-sided 5, 2.3, 1 and 0.13 in 100 by chance


@dataclass(frozen=True)
class Level:
    """A pooled level with what it rests on: all events over all they are of, never the mean of shares."""

    value: float
    numerator: int
    denominator: int | None  # None in a count, whose level is events a period
    periods: int


@dataclass(frozen=True)
class HowSure:
    """The rule a verdict rests on, and how often chance alone would show as much in a series like this one.

    For `step` and `review` that is in a series that never moved, for `own_level` in one whose gain stayed; both are
    simulated from the series' own level and sizes. None where nothing is claimed.
    """

    rule: str  # step, review (before against since a change), own_level (of the improved periods), process, none
    false_alarm: float | None


@dataclass(frozen=True)
class Aim:
    """What the team set out for: the level, from when on it holds, and by when it should be reached."""

    level: float
    since: date | None = None
    by: date | None = None


@dataclass(frozen=True)
class AimVerdict:
    """How the aim stands. `met_periods` of `whole_periods` since the aim began, never of the baseline."""

    state: str  # none, on_the_way, met, not_met
    level: float | None = None
    by: date | None = None
    met_periods: int = 0
    whole_periods: int = 0


NO_AIM = AimVerdict("none")


@dataclass(frozen=True)
class MeasureVerdict:
    """What may be said of one measure. `because` and `would_change` are codes; `telling` has their words."""

    measure: str
    better: str
    state: str
    because: str
    since: date | None = None  # first day of the first period of the stretch that `now` is of
    before: Level | None = None
    now: Level | None = None
    how_sure: HowSure = HowSure("none", None)
    aim: AimVerdict = NO_AIM
    would_change: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Step:
    """A step in a series: the place where the newer stretch begins, and where the older one began."""

    began: int
    at: int
    z: float


def judge(
    series: Series,
    *,
    today: date,
    adopted: Sequence[date] = (),
    aim: Aim | None = None,
    baseline: tuple[date | None, date | None] | None = None,
    process: Sequence[Series] = (),
    questions: Sequence[str] = (),
    unexplained: float = 0.0,
    rules: str = "anhoej",
) -> MeasureVerdict:
    """The verdict of a series as it stands on `today`.

    In this order: an open question, or too many rows nobody explained: cannot count yet; too few whole periods: too
    soon; a gain of an adopted change that is going: lost, slipping (the judgement of its review, on any day); then
    better or worse than the baseline, or than the level before the last step; else no change. `adopted` are the days
    from which changes of this measure were in use; the newest with whole periods before it is judged. `unexplained`
    is the share of rows whose status nobody explained.
    """
    seen = _until(series, today, baseline)
    if questions or unexplained >= UNEXPLAINED:
        because = "open_question" if questions else "unexplained_rows"
        return _verdict(series, "cannot_count_yet", because, would_change="answer", questions=tuple(questions))
    split = split_at(seen, _first_day(seen))
    if int(split.judged.sum()) < JUDGED_AT_LEAST:
        found = _verdict(series, "too_soon", "few_periods", now=_newest(split), would_change="more_periods")
    else:
        found = _adopted(seen, sorted(adopted), process, rules) or _stepped(seen, split, baseline, rules)
    return replace(found, aim=_aim(seen, aim, today, found))


def _verdict(series: Series, state: str, because: str, **told: object) -> MeasureVerdict:
    return MeasureVerdict(series.measure, series.better, state, because, **told)  # type: ignore[arg-type]


def not_alike(found: MeasureVerdict) -> MeasureVerdict:
    """The verdict where then and now are not counted alike: what differs may be the counting, so nothing is claimed."""
    if found.state not in ("better", "worse", "slipping", "lost", "no_change"):
        return found
    nothing = HowSure("none", None)
    told = replace(found, state="too_soon", because="not_alike", before=None, how_sure=nothing)
    aim = replace(found.aim, state="on_the_way") if found.aim.state == "met" else found.aim
    return replace(told, aim=aim, would_change="counted_alike")


#: What a review may find where the verdict is this, the first unless its own rules say one of the others.
FINDINGS: dict[tuple[str, str], tuple[ReviewFinding, ...]] = {
    ("better", "gain_held"): (ReviewFinding.HELD,),
    ("better", "gain_held_so_far"): (ReviewFinding.SO_FAR,),
    ("too_soon", "leans_better"): (ReviewFinding.SO_FAR,),
    ("too_soon", "few_periods_since_change"): (ReviewFinding.CANNOT_TELL, ReviewFinding.SO_FAR),
    ("slipping", "gain_going"): (ReviewFinding.DRIFTING,),
    ("slipping", "process_falls"): (ReviewFinding.DRIFTING,),
    ("lost", "gain_gone"): (ReviewFinding.LOST,),
    ("worse", "worse_than_before"): (ReviewFinding.LOST,),
}


def finding_of(found: MeasureVerdict, own: ReviewFinding | None = None) -> ReviewFinding:
    """The same verdict as the finding of a review, whose `own` rules may choose only among what agrees with it."""
    agree = FINDINGS.get((found.state, found.because), (ReviewFinding.CANNOT_TELL,))
    return own if own in agree else agree[0]


def reason_of(found: MeasureVerdict, series: Series) -> Said:
    """The verdict as the reason of a finding: codes and numbers that a held review keeps."""
    levels = {
        name: None if level is None else [level.value, level.numerator, level.denominator, level.periods]
        for name, level in (("before", found.before), ("now", found.now))
    }
    return said(
        "judged", state=found.state, because=found.because, better=found.better, since=found.since, every=series.every,
        is_rate=series.is_rate, **levels,
    )  # fmt: skip


def icons_of(found: MeasureVerdict) -> Icons | None:
    """The two icons of Making Data Count for this verdict: is it changing, and is the aim reached?

    Variation is improvement or concern with the side it is on, else common cause; assurance is pass for an aim that is
    met, fail for one whose day has passed, inconsistent on the way. None where nothing can be judged yet.
    """
    if found.state in ("cannot_count_yet", "too_soon"):
        return None
    assurance = {"met": "pass", "not_met": "fail", "on_the_way": "inconsistent"}.get(found.aim.state)
    if found.state == "no_change":
        return Icons("common_cause", assurance)
    good = found.state == "better"
    side = "low" if good == (found.better == "lower") else "high"
    return Icons(f"{'improvement' if good else 'concern'}_{side}", assurance)


def waits(measure: str, better: str, questions: tuple[str, ...]) -> MeasureVerdict:
    """The verdict of a measure that has no series, since a question it hangs on is open."""
    return MeasureVerdict(
        measure, better, "cannot_count_yet", "open_question", would_change="answer", questions=questions
    )


def _until(series: Series, today: date, baseline: tuple[date | None, date | None] | None) -> Series:
    """The periods that have ended by a day, from the beginning of the baseline."""
    first = baseline[0] if baseline else None
    wanted = pl.col("end") < today
    if first is not None:
        wanted &= pl.col("start") >= first
    return replace(series, points=series.points.filter(wanted))


def _first_day(series: Series) -> date:
    starts = series.points["start"]
    return starts[0] if len(starts) else date.min


def _level(split: Split, periods: Booleans) -> Level | None:
    """The pooled level of some periods; None of none."""
    if not periods.any() or not split.of(periods):
        return None
    of = None if split.n is None else int(split.n[periods].sum())
    return Level(split.level(periods), int(split.y[periods].sum()), of, int(periods.sum()))


def _newest(split: Split, most: int = NOW) -> Level | None:
    return _level(split, _places(split, np.flatnonzero(split.judged)[-most:]))


def _places(split: Split, places: np.ndarray) -> Booleans:
    return np.isin(np.arange(len(split.y)), places)


# a change in use


def _adopted(series: Series, adopted: Sequence[date], process: Sequence[Series], rules: str) -> MeasureVerdict | None:
    """What the review of the newest adopted change would find today; None where the series has to speak for itself."""
    days = [day for day in adopted if split_at(series, day).before.sum() >= JUDGED_AT_LEAST - 4]
    if not days or series.better not in ("lower", "higher"):
        return None
    day = days[-1]
    split = split_at(series, day)
    review = review_verdict(series, day, process=process, rules=rules)
    found = review.finding
    if int(split.since.sum()) < SINCE_AT_LEAST:
        return _told(series, split, "too_soon", "few_periods_since_change", "more_periods")
    stretch = _stretch(series, day)
    improved = _improved(series, split, day, rules)
    gained = _better_by(series, split, split.before, improved) >= SOME * stretch
    later = (
        _later(series, split, improved) if gained and found in (ReviewFinding.LOST, ReviewFinding.DRIFTING) else None
    )
    if later is not None and _better_by(series, split, later, split.since & ~later) >= LEANS * stretch:
        return _going(series, split, later)
    if gained and found is ReviewFinding.DRIFTING and any(_falls(one, day, rules) for one in process):
        told = _told(series, split, "slipping", "process_falls", "better_run")
        return replace(told, how_sure=HowSure("process", None))
    marked = review.chart is not None and any(one.meaning == "improvement" for one in review.chart.signals)
    return _since(series, split, found, stretch, marked)


def _since(series: Series, split: Split, found: ReviewFinding, stretch: float, marked: bool) -> MeasureVerdict:
    """Before against since, where no gain is going: what the chart has `marked`, or a whole review finds held, counts
    where the levels agree.
    """
    by = _better_by(series, split, split.before, split.since)
    if by >= (LEANS if found is ReviewFinding.HELD else SURE if marked else CLEAR) * stretch:
        long = int(split.since.sum()) >= HELD_AT_LEAST
        held = found is ReviewFinding.HELD or (found is ReviewFinding.DRIFTING and long)
        return _told(series, split, "better", "gain_held" if held else "gain_held_so_far", "worse_run")
    if found is ReviewFinding.SO_FAR:
        return _told(series, split, "too_soon", "leans_better", "more_periods")
    if found is ReviewFinding.LOST and by <= -SURE * stretch:
        return _told(series, split, "worse", "worse_than_before", "better_run")
    return _told(series, split, "no_change", "change_not_seen", "more_periods")


def _better_by(series: Series, split: Split, before: Booleans, now: Booleans) -> float:
    """How many standard errors the level of some periods is better than that of others; below 0 where it is worse."""
    sizes = split.of(before), split.of(now)
    if not all(sizes):
        return 0.0
    level = split.level(before | now)
    error = np.sqrt(level * (1 if split.n is None else 1 - level) * sum(1 / size for size in sizes))
    moved = split.level(now) - split.level(before)
    return 0.0 if not error > 0 else float((-moved if series.better == "lower" else moved) / error)


def _told(series: Series, split: Split, state: str, because: str, would_change: str) -> MeasureVerdict:
    """A verdict of before against since a change."""
    since = np.flatnonzero(split.since)
    return _verdict(
        series,
        state,
        because,
        since=series.points["start"][int(since[0])] if since.size else None,
        before=_level(split, split.before),
        now=_level(split, split.since),
        how_sure=_before_and_since(split, series) if state in ("better", "worse") else HowSure("none", None),
        would_change=would_change,
    )


def _before_and_since(split: Split, series: Series) -> HowSure:
    """How often two levels of one stable series of these sizes lie as far apart, to the better or to the worse.

    The chance of one side of a normal distribution: the levels pool many periods (a two-sample test of proportions or
    rates; Altman 1991, ch. 10), wider by what the periods differ beyond chance.
    """
    apart = abs(_better_by(series, split, split.before, split.since)) / _stretch(series)
    return HowSure("review", float(erfc(apart / sqrt(2)) / 2))


def _going(series: Series, split: Split, later: Booleans) -> MeasureVerdict:
    """A gain that is gone, or going: told from the improved level to the later one."""
    improved = split.since & ~later
    before, best, now = (split.level(part) for part in (split.before, improved, later))
    left = (now - before) / (best - before)
    state, because = ("lost", "gain_gone") if left < GAIN_LEFT else ("slipping", "gain_going")
    told = _told(series, split, state, because, "better_run")
    first = int(np.flatnonzero(later)[0])
    sure = HowSure("own_level", _as_clear(split, later, _stretch(series)))
    told = replace(told, since=series.points["start"][first], how_sure=sure)
    return replace(told, before=_level(split, improved), now=_level(split, later))


def _as_clear(split: Split, later: Booleans, stretch: float) -> float | None:
    """How often the clearest step since the change would be this clear had the gain stayed, by simulation."""
    since = np.flatnonzero(split.since)
    at = int(np.flatnonzero(np.isin(since, np.flatnonzero(later)))[0])
    if not STRETCH_AT_LEAST <= at <= len(since) - STRETCH_AT_LEAST:
        return None
    n = None if split.n is None else split.n[since]
    z = np.abs(differences(split.y[since][None, :], n)[0])[at - STRETCH_AT_LEAST] / stretch
    level = round(split.level(split.since & ~later), 4)
    clearest = _clearest(level, None if n is None else tuple(n), len(since))
    return float((clearest >= z).mean())


def _improved(series: Series, split: Split, day: date, rules: str) -> Booleans:
    """The first periods since the change, fixed by the calendar (`own_level`); all there are while they are few."""
    own = own_level(split, series.better == "lower", series.every, rules, _stretch(series, day))
    return own.improved if own.improved.any() else split.since


def _later(series: Series, split: Split, improved: Booleans) -> Booleans | None:
    """The periods in which a gain went: from the clearest worsening since the change, else after the improved ones."""
    since = np.flatnonzero(split.since)
    step = _best_step(split, since, 1.0)
    if step is not None and not _is_better(series, *_two(split, since, step.at)[::-1]):
        return _places(split, since[step.at :])
    later = split.since & ~improved
    return later if later.any() else None


def _falls(series: Series, day: date, rules: str) -> bool:
    """Whether a process measure slips clearly from the level it had when the change began."""
    split = split_at(series, day)
    if not split.since.any() or series.better not in ("lower", "higher"):
        return False
    own = own_level(split, series.better == "lower", series.every, rules, _stretch(series, day))
    away = _better_by(series, split, own.later, own.improved) if own.improved.any() and own.later.any() else 0.0
    return (own.lost or own.drifting) and away >= LEANS * _stretch(series, day)


def _two(split: Split, places: np.ndarray, at: int) -> tuple[float, float]:
    """The levels before and after a step among some places."""
    return split.level(_places(split, places[:at])), split.level(_places(split, places[at:]))


def _is_better(series: Series, value: float, than: float) -> bool:
    return value < than if series.better == "lower" else value > than


def _stretch(series: Series, day: date | None = None) -> float:
    volume = volume_of(series, day)
    return volume.stretch if volume else 1.0


# a series that speaks for itself


def _stepped(
    series: Series, split: Split, baseline: tuple[date | None, date | None] | None, rules: str
) -> MeasureVerdict:
    """Better or worse since the last step that is clearer than chance makes it, and that a rule of the chart marks."""
    judged = np.flatnonzero(split.judged)
    steps = _steps(split, judged, _stretch(series)) if _any_signal(series, split, baseline, rules) else []
    if not steps:
        return _unmoved(series, split, judged, baseline)
    newest = steps[-1]
    older = _places(split, judged[newest.began : newest.at])
    newer = _places(split, judged[newest.at :])
    state, because = _meaning(series, split, judged, steps)
    return _verdict(
        series,
        state,
        because,
        since=series.points["start"][int(judged[newest.at])],
        before=_level(split, older),
        now=_level(split, newer),
        how_sure=HowSure("step", FALSE_ALARM),
        would_change="worse_run" if state == "better" else "better_run",
    )


def _meaning(series: Series, split: Split, judged: np.ndarray, steps: Sequence[_Step]) -> tuple[str, str]:
    """What the newest step is: better, worse, or a gain of the step before it that is going or gone."""
    newest = steps[-1]
    before, now = (split.level(_places(split, part)) for part in _around(judged, newest))
    if series.better not in ("lower", "higher"):
        return "no_change", "moved_without_direction"
    if _is_better(series, now, before):
        return "better", "step"
    if len(steps) > 1:
        first = split.level(_places(split, judged[steps[-2].began : steps[-2].at]))
        if _is_better(series, before, first):
            left = (now - first) / (before - first)
            return ("lost", "gain_gone") if left < GAIN_LEFT else ("slipping", "gain_going")
    return "worse", "step"


def _around(judged: np.ndarray, step: _Step) -> tuple[np.ndarray, np.ndarray]:
    return judged[step.began : step.at], judged[step.at :]


def _unmoved(
    series: Series, split: Split, judged: np.ndarray, baseline: tuple[date | None, date | None] | None
) -> MeasureVerdict:
    """No change: the newest half year beside everything before it, or beside the baseline."""
    last = baseline[1] if baseline else None
    ends = series.points["end"].to_numpy()
    known: np.ndarray = judged[ends[judged] <= np.datetime64(last)] if last is not None else judged[:-NOW]
    newer = judged[len(known) :] if last is not None and len(known) < len(judged) else judged[-NOW:]
    return _verdict(
        series,
        "no_change",
        "as_before",
        since=series.points["start"][int(newer[0])],
        before=_level(split, _places(split, known)),
        now=_level(split, _places(split, newer)),
        would_change="signal",
    )


def _any_signal(series: Series, split: Split, baseline: tuple[date | None, date | None] | None, rules: str) -> bool:
    """Whether the chart marks anything at all, about its own centre or about the baseline's."""
    volume = volume_of(series)
    chart = chart_for(volume) if volume else "run"
    if analyse_series(series, chart=chart, rules=rules).signals:
        return True
    last = baseline[1] if baseline else None
    if last is None:
        return False
    known = np.flatnonzero(split.judged & (series.points["end"].to_numpy() <= np.datetime64(last)))
    return bool(known.size and analyse_series(series, chart=chart, rules=rules, freeze=int(known[-1]) + 1).signals)


def _steps(split: Split, judged: np.ndarray, stretch: float) -> list[_Step]:
    """Every step that a stable series like this would show in `FALSE_ALARM` of cases only, in order of time."""
    found: list[_Step] = []
    waiting = [(0, len(judged))]
    while waiting:
        low, high = waiting.pop()
        step = _best_step(split, judged[low:high], stretch)
        if step is None or step.z < _threshold_of(split, judged[low:high]):
            continue
        at = low + step.at
        found.append(_Step(low, at, step.z))
        waiting += [(low, at), (at, high)]
    found.sort(key=lambda step: step.at)
    return [replace(step, began=found[i - 1].at if i else 0) for i, step in enumerate(found)]


def _best_step(split: Split, places: np.ndarray, stretch: float) -> _Step | None:
    """Where the levels before and after differ most, in standard errors; None of too few periods."""
    if len(places) < 2 * STRETCH_AT_LEAST:
        return None
    n = None if split.n is None else split.n[places]
    z = np.abs(differences(split.y[places][None, :], n)[0]) / stretch
    at = int(np.argmax(z))
    return _Step(0, at + STRETCH_AT_LEAST, float(z[at])) if np.isfinite(z[at]) else None


def differences(y: Floats, n: Floats | None) -> Floats:
    """For every place of a step, from the third period on: the difference of the levels over its standard error.

    y holds a series a row. The error is that of two pooled levels where nothing but chance is at work: binomial for
    shares, Poisson for counts (a likelihood-ratio scan for one step; Hinkley 1970, Biometrika 57:1).
    """
    sizes = np.ones(y.shape[1]) if n is None else n
    events, of = np.cumsum(y, axis=1), np.cumsum(sizes)
    ends = slice(STRETCH_AT_LEAST - 1, y.shape[1] - STRETCH_AT_LEAST)
    before, whole = of[ends], of[-1]
    level = events[:, -1:] / whole
    spread = level * (1.0 if n is None else 1 - level)
    moved = (events[:, -1:] - events[:, ends]) / (whole - before) - events[:, ends] / before
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(moved / np.sqrt(spread * (1 / before + 1 / (whole - before))), posinf=0.0, neginf=0.0)


def _threshold_of(split: Split, places: np.ndarray) -> float:
    level = round(split.level(_places(split, places)), 4)
    sizes = None if split.n is None else tuple(split.n[places])
    return _threshold(level, sizes, len(places))


@lru_cache(maxsize=512)
def _threshold(level: float, sizes: tuple[float, ...] | None, periods: int) -> float:
    """How clear the clearest step of a stable series like this is in all but `FALSE_ALARM` of cases, by simulation."""
    return float(np.quantile(_clearest(level, sizes, periods), 1 - FALSE_ALARM))


@lru_cache(maxsize=512)
def _clearest(level: float, sizes: tuple[float, ...] | None, periods: int) -> Floats:
    """The clearest step of each of many stable series like this, in standard errors."""
    rng = np.random.default_rng(20261130)
    if sizes is None:
        y, n = rng.poisson(level, (SIMULATED, periods)).astype(float), None
    else:
        n = np.array(sizes)
        y = rng.binomial(n.astype(int), min(max(level, 0.0), 1.0), (SIMULATED, periods)).astype(float)
    return np.asarray(np.abs(differences(y, n)).max(axis=1))


# the aim


def _aim(series: Series, aim: Aim | None, today: date, found: MeasureVerdict) -> AimVerdict:
    """Met: the pooled level since the aim began, or since the last step after it, meets it and no gain is going."""
    if aim is None or series.better not in ("lower", "higher"):
        return NO_AIM
    since = max(day for day in (aim.since, _first_day(series)) if day is not None)
    split = split_at(series, since)
    places = np.flatnonzero(split.since)
    values = split.values[places]
    met = int(((values <= aim.level) if series.better == "lower" else (values >= aim.level)).sum())
    told = AimVerdict("on_the_way", aim.level, aim.by, met, len(places))
    newest = _level(split, _places(split, _current(series, places, found.since)))
    kept = newest is not None and newest.periods >= SINCE_AT_LEAST and found.state not in ("lost", "slipping")
    if newest is not None and kept and not _is_better(series, aim.level, newest.value):
        return replace(told, state="met")
    return replace(told, state="not_met") if aim.by is not None and aim.by < today else told


def _current(series: Series, places: np.ndarray, since: date | None) -> np.ndarray:
    """The newest half year of some periods, and of it only what lies in the stretch that the verdict is of."""
    starts = series.points["start"].to_numpy()
    inside = places if since is None else places[starts[places] >= np.datetime64(since)]
    return (inside if inside.size else places)[-NOW:]
