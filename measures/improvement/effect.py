"""Did it work? How far a measure lies from where its own past was leading it, with an interval."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from measures.improvement.split import Split, split_at
from measures.improvement.spread import Floats, draws, spread_of
from measures.said import Said, said
from measures.series import Series

BEFORE_AT_LEAST = 8  # whole periods; below it the past has no slope to speak of, and intervals cover too little
SINCE_AT_LEAST = 4
EVENTS_EACH = 10  # before the date, for each coefficient of the past: Peduzzi et al. 1996, J Clin Epidemiol 49:1373
EVENTS_AT_LEAST = 5  # on each side of the date; and as many units without the event, in a rate
PER_YEAR = {"month": 12.0, "quarter": 4.0, "week": 365.25 / 7}
PLAUSIBLE = (0.025, 0.975)
STEEPEST = 15.0  # a fitted logit or log beyond it means that the fit ran away to 0 or 1
SCHEMA: dict[str, Any] = {
    "period": pl.String,
    "start": pl.Date,
    "judged": pl.Boolean,  # whole, with something to count, and not the period that the date falls in the midst of
    "since": pl.Boolean,
    "observed": pl.Float64,
    "fitted": pl.Float64,
    "counterfactual": pl.Float64,  # null before the date
}


@dataclass(frozen=True)
class Effect:
    """The mean of fitted minus counterfactual over the whole periods since a date; or the reason for none.

    `points` and `interval` are percentage points in a rate and events a period in a count; `relative` is points
    over the mean counterfactual, as a share (-0.4 is 40 % less). It says that something differs from what the
    past led to expect, never what caused it. `counterfactual` has a row a period, in the unit of the chart.
    """

    measure: str
    since: date
    points: float | None
    interval: tuple[float, float] | None  # 95 %
    relative: float | None
    relative_interval: tuple[float, float] | None
    method: Said
    refused: Said | None
    counterfactual: pl.DataFrame
    says: Said
    before: int = 0  # whole periods the past is read from
    after: int = 0  # whole periods since the date
    dispersion: float | None = None  # Pearson chi-square per degree of freedom; 1 is chance alone
    memory: float | None = None  # correlation of neighbouring periods' extra variation

    @property
    def clear(self) -> bool:
        """Whether no difference at all is outside the interval."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


def effect(series: Series, since: date, exposure: Sequence[float] | None = None) -> Effect:
    """Interrupted time series: a level and a slope that may change at `since`.

    A rate is a binomial model with a logit link, a count a Poisson model with a log link and, where `exposure` is
    given (one number a period), its log as offset. Immature, partial and empty periods stay out, and so does a
    period in the midst of which the date falls. From 24 months on, 12 of them before, the past has a slope and a
    yearly wave of its own; with fewer it is taken as level, as a run chart takes it: a slope and a season look alike
    then; and so it is where fewer than 10 events lie before the date for each coefficient. The 95 % interval comes
    from simulated coefficients (see `spread_of`) with a fixed seed.
    Sources: Wagner et al. 2002, J Clin Pharm Ther 27:299; Lopez Bernal et al. 2017, Int J Epidemiol 46:348.
    """
    laid = _laid_out(series, since, exposure)
    refused = _why_not(laid.split, series, since)
    if refused:
        return _refusal(series, since, laid, refused)
    fit = _fitted(laid)
    if fit is None:
        return _refusal(series, since, laid, said("no_fit"))
    return _answer(series, since, laid, fit)


@dataclass(frozen=True)
class Past:
    """What the model gives the time before the date beside its level."""

    slope: bool
    season: bool


@dataclass(frozen=True)
class _Laid:
    """The periods as the model sees them; positions are those of all periods, judged or not."""

    split: Split
    exposure: Floats
    design: Floats
    without: Floats  # the same design, had nothing changed at the date
    past: Past
    has_exposure: bool

    @property
    def is_rate(self) -> bool:
        return self.split.n is not None


@dataclass(frozen=True)
class _Fit:
    coefficients: Floats
    bread: Floats  # covariance of the coefficients were there nothing but chance
    dispersion: float


def _laid_out(series: Series, since: date, exposure: Sequence[float] | None) -> _Laid:
    given = _exposure(exposure, series)
    split = split_at(series, since)
    split = replace(split, judged=split.judged & (given > 0))
    return _Laid(split, given, *_design(split, series.every), exposure is not None)


def _exposure(exposure: Sequence[float] | None, series: Series) -> Floats:
    periods = series.points.height
    if exposure is None:
        return np.ones(periods)
    if series.is_rate:
        raise ValueError(f'"{series.title}" is a rate and has its own denominators; an exposure belongs to a count.')
    given = np.asarray(exposure, dtype=np.float64)
    if len(given) != periods:
        raise ValueError(f"exposure has {len(given)} numbers and the series {periods} periods; each needs its own.")
    return np.nan_to_num(given)


def _design(split: Split, every: str) -> tuple[Floats, Floats, Past]:
    """The model's columns, the same had nothing changed at the date, and what the past is given.

    Level; a slope where a year lies before and two years in all; a yearly wave from two years on; then change of
    level and change of slope. Time is in years from the first period since the date.
    """
    after, year = split.after, PER_YEAR[every]
    place = np.arange(len(after))
    time = (place - (int(np.argmax(after)) if after.any() else len(after))) / year
    past = _past(split, int(year))
    wave = 2 * np.pi * place / year
    columns = [
        np.ones(len(after)),
        *([time] if past.slope else []),
        *([np.sin(wave), np.cos(wave)] if past.season else []),
    ]
    change = [after.astype(float), np.where(after, time, 0.0)]
    nothing = [np.zeros(len(after))] * len(change)
    return np.column_stack([*columns, *change]), np.column_stack([*columns, *nothing]), past


def _past(split: Split, year: int) -> Past:
    """Whether the past is given a slope and a season: months enough to show them, and events enough to hold them."""
    two_years = int(split.judged.sum()) >= 2 * year
    slope = two_years and int(split.before.sum()) >= year
    fewest = float(split.y[split.before].sum())
    if split.n is not None:
        fewest = min(fewest, float((split.n - split.y)[split.before].sum()))
    for past in (Past(slope, two_years), Past(slope, False)):
        if fewest >= EVENTS_EACH * (1 + past.slope + 2 * past.season):
            return past
    return Past(slope=False, season=False)


def _why_not(split: Split, series: Series, since: date) -> Said | None:
    """Why no estimate can be given; None when one can."""
    sides = {"before": split.before, "since": split.since}
    for side, least in (("before", BEFORE_AT_LEAST), ("since", SINCE_AT_LEAST)):
        if (count := int(sides[side].sum())) < least:
            return _too_few(series, side, count, least, since)
    events = [int(split.y[here].sum()) for here in sides.values()]
    others = [int((split.n - split.y)[here].sum()) for here in sides.values()] if split.n is not None else []
    if min(events + others) >= EVENTS_AT_LEAST:
        return None
    return said("too_few_events", events=events, others=others, least=EVENTS_AT_LEAST, since=since)


def _too_few(series: Series, side: str, there: int, least: int, since: date) -> Said:
    """With where the data lie, for a date that they do not reach."""
    points, begins, ends = series.points, None, None
    if points.height:
        begins, ends = points["start"][0], min(points["end"][-1], series.data_to or points["end"][-1])
    of = {"every": series.every, "side": side, "there": there, "least": least}
    return said("too_few_periods", **of, since=since, begins=begins, ends=ends)


def _fitted(laid: _Laid) -> _Fit | None:
    """The model as statsmodels fits it; None where the fit runs away."""
    from statsmodels.genmod.families import Binomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    split, here = laid.split, laid.split.judged
    x, offset = laid.design[here], np.log(laid.exposure[here])
    if split.n is not None:
        model = GLM(split.values[here], x, family=Binomial(), var_weights=split.n[here])
    else:
        model = GLM(split.y[here], x, family=Poisson(), offset=offset)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fit = model.fit()
    coefficients, bread = np.asarray(fit.params), np.asarray(fit.normalized_cov_params)
    ran_away = not np.isfinite(bread).all() or np.abs(x @ coefficients + offset).max() > STEEPEST
    settled = fit.converged or np.allclose(fit.fittedvalues, model.endog)  # statsmodels stops short at a perfect fit
    return None if ran_away or not settled else _Fit(coefficients, bread, float(fit.pearson_chi2 / fit.df_resid))


def _answer(series: Series, since: date, laid: _Laid, fit: _Fit) -> Effect:
    split, here = laid.split, laid.split.judged
    mean = _mean(laid, laid.design, fit.coefficients)
    slope = mean * (1 - mean) if laid.is_rate else mean
    precision, residual = slope * (1.0 if split.n is None else split.n), (split.values - mean) / slope
    spread = spread_of(laid.design[here], residual[here], precision[here], np.flatnonzero(here), fit.bread)
    points, relative = _estimand(laid, fit.coefficients[None, :])
    interval, relative_interval = (_middle(drawn) for drawn in _estimand(laid, draws(fit.coefficients, spread)))
    low, high = interval
    return Effect(
        measure=series.measure,
        since=since,
        points=float(points[0]),
        interval=interval,
        relative=float(relative[0]),
        relative_interval=relative_interval,
        method=_method(laid),
        refused=None,
        counterfactual=_drawn(series, laid, mean, _mean(laid, laid.without, fit.coefficients)),
        says=said(
            "effect_words",
            every=series.every,
            is_rate=series.is_rate,
            numerator_says=series.numerator_says,
            denominator_says=series.denominator_says,
            since=since,
            points=float(points[0]),
            low=low,
            high=high,
            after=int(split.since.sum()),
            slope=laid.past.slope,
        ),
        before=int(split.before.sum()),
        after=int(split.since.sum()),
        dispersion=fit.dispersion,
        memory=spread.usual_memory,
    )


def _method(laid: _Laid) -> Said:
    past = {"slope": laid.past.slope, "season": laid.past.season}
    return said("effect_method", is_rate=laid.is_rate, **past, has_exposure=laid.has_exposure)


def _mean(laid: _Laid, design: Floats, coefficients: Floats) -> Floats:
    """Expected shares, or events a period, along the last axis; one row for each row of coefficients."""
    steep = np.clip(coefficients @ design.T, -700, 700)
    return 1 / (1 + np.exp(-steep)) if laid.is_rate else laid.exposure * np.exp(steep)


def _estimand(laid: _Laid, coefficients: Floats) -> tuple[Floats, Floats]:
    """Points and relative difference for each row of coefficients: what `Effect` promises."""
    here = laid.split.since
    rows = replace(laid, exposure=laid.exposure[here])
    fitted = _mean(rows, laid.design[here], coefficients).mean(axis=-1)
    counterfactual = _mean(rows, laid.without[here], coefficients).mean(axis=-1)
    return (fitted - counterfactual) * (100 if laid.is_rate else 1), fitted / counterfactual - 1


def _middle(drawn: Floats) -> tuple[float, float]:
    low, high = np.quantile(drawn, PLAUSIBLE)
    return float(low), float(high)


def _drawn(series: Series, laid: _Laid, fitted: Floats, counterfactual: Floats) -> pl.DataFrame:
    """What the chart draws: fitted over all periods, and the dashed line since the date."""
    return pl.DataFrame(
        {
            "period": series.points["period"],
            "start": series.points["start"],
            "judged": laid.split.judged,
            "since": laid.split.after,
            "observed": pl.Series(laid.split.values, nan_to_null=True),
            "fitted": fitted,
            "counterfactual": pl.Series(np.where(laid.split.after, counterfactual, np.nan), nan_to_null=True),
        },
        schema=SCHEMA,
    )


def _refusal(series: Series, since: date, laid: _Laid, reason: Said) -> Effect:
    return Effect(
        measure=series.measure,
        since=since,
        points=None,
        interval=None,
        relative=None,
        relative_interval=None,
        method=_method(laid),
        refused=reason,
        counterfactual=pl.DataFrame(schema=SCHEMA),
        says=said("effect_refused", why=reason),
        before=int(laid.split.before.sum()),
        after=int(laid.split.since.sum()),
    )
