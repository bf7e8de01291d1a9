"""The charts of `huddleboard spc` that are no line through time: funnel, Bernoulli CUSUM and Pareto."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from dashboard.commands.numbers.chart_report import points_text
from dashboard.commands.numbers.number_file import CannotRead, NumberFile
from dashboard.telling.advice import funnel_notices, reason_words
from dashboard.telling.cases import cusum_words
from dashboard.telling.findings import as_json, finding_words
from dashboard.telling.phrases import plain_number
from measures.spc.advise import Advice
from measures.spc.bernoulli_cusum import BernoulliCusum, bernoulli_cusum
from measures.spc.findings import SeriesFinding
from measures.spc.funnel import funnel
from measures.spc.pareto import pareto
from measures.spc.series_doctor import Examined
from measures.spc.single_cases import ODDS_RATIO

MOST_NAMED = 8
BY_CHANCE = "Chance alone puts about 1 in 20 outside 95% limits and 1 in 500 outside 99.8%."


@dataclass(frozen=True)
class BesideChart:
    """One such chart: what it says, its points, and how it is drawn."""

    chart: str
    title: str
    sentence: str
    points: pl.DataFrame
    formula: str
    source: str
    svg: Callable[[], str]
    figure: Callable[[], Any]
    notices: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The same keys as any other chart where they mean something; a missing number is null."""
        return {
            "chart": self.chart,
            "title": self.title,
            "sentence": self.sentence,
            "verdict": self.sentence,
            "order": "as_given",  # one case after another, or units side by side: nothing is put in order of time
            "findings": [],
            "false_alarms": None,
            **self.more,
            "points": self.points.to_dicts(),
            "formula": self.formula,
            "source": self.source,
            "notices": list(self.notices),
        }

    def as_text(self) -> str:
        """The chart for a person at a terminal."""
        return points_text(self.title, [self.sentence, *self.notices], self.points, self.formula, self.source)

    def drawn(self, form: str) -> str:
        """The picture as .svg or .html."""
        if form == ".svg":
            return self.svg()
        from dashboard.drawing.web import page_of

        caption = [self.sentence, self.title, *self.notices, self.formula, self.source]
        return page_of(self.figure(), self.sentence.partition(":")[0], caption)


def beside_chart(table: NumberFile, asked: argparse.Namespace, name: str) -> BesideChart:
    """The chart that `--chart` names, from the columns that the other options name."""
    return with_findings(BESIDE[asked.chart](table, asked, name), table.findings)


def with_findings(made: BesideChart, findings: tuple[SeriesFinding, ...]) -> BesideChart:
    """The chart with what was found of its file, told first."""
    if not findings:
        return made
    more = made.more | {"findings": [*map(as_json, findings), *made.more.get("findings", [])]}
    return replace(made, notices=(*map(finding_words, findings), *made.notices), more=more)


def _funnel(table: NumberFile, asked: argparse.Namespace, name: str) -> BesideChart:
    if not asked.n:
        raise CannotRead("A funnel needs --n, the column of the denominators.")
    units = table.labels(asked.x) if asked.x else None
    found = funnel(
        table.numbers(asked.y), table.numbers(asked.n), units=units, kind=asked.kind or "proportion",
        target=asked.target, overdispersion=asked.overdispersion, multiply=asked.multiply,
    )  # fmt: skip

    def svg() -> str:
        from dashboard.drawing.funnel import funnel_svg

        return funnel_svg(found, title=name, better=asked.better)

    def figure() -> Any:
        from dashboard.drawing.funnel import funnel_figure

        return funnel_figure(found, better=asked.better)

    return BesideChart(
        "funnel", "Funnel plot", _funnel_words(name, found.target, found.points), found.points, found.formula,
        found.source, svg, figure, tuple(funnel_notices(found)),
        {"target": found.target, "overall": found.overall, "phi": found.phi, "tau2": found.tau2},
    )  # fmt: skip


def _funnel_words(name: str, line: float | None, points: pl.DataFrame) -> str:
    seen = points.filter(pl.col("y").is_not_null()).height
    outside = points.filter(pl.col("outside").is_not_null()).sort("outside", descending=True, maintain_order=True)
    named = [
        f"{row['unit']} ({row['side']}{', also outside 99.8%' if row['outside'] == '998' else ''})"
        for row in outside.iter_rows(named=True)
    ]
    told = f"{len(named)} of {seen} lie outside the 95% limits: {_listed(named)}" if named else "none lies outside"
    return f"{name}: the line is {plain_number(line)}; {told}. {BY_CHANCE}"


def _cusum(table: NumberFile, asked: argparse.Namespace, name: str) -> BesideChart:
    if asked.target is None:
        raise CannotRead("A Bernoulli CUSUM needs --target: the chance that is expected, or a number of first cases.")
    found = bernoulli_cusum(table.numbers(asked.y), target=asked.target, odds_ratio=asked.odds_ratio, limit=asked.limit)
    return _cusum_chart(found, name, asked.better)


def cusum_of_cases(seen: Examined, advice: Advice, asked: argparse.Namespace, name: str) -> BesideChart:
    """The advised CUSUM of single cases in order of time, with why, and what was found of the rows."""
    usual = float(advice.numbers["chance"])
    chance = asked.target if isinstance(asked.target, float) and 0 < asked.target < 1 else usual
    found = bernoulli_cusum(seen.y, target=chance, odds_ratio=ODDS_RATIO, limit=float(advice.numbers["limit"]))
    made = _cusum_chart(found, name, asked.better)
    told = [finding_words(finding, seen.every) for finding in seen.findings]
    more = {
        "order": seen.order, "advice": reason_words(advice),
        "false_alarms": advice.numbers["false_alarms"] if chance == usual else None,
        "findings": [as_json(finding, seen.every) for finding in seen.findings],
    }  # fmt: skip
    return replace(made, notices=(f"Advised: {reason_words(advice)}", *told), more={**made.more, **more})


def _cusum_chart(found: BernoulliCusum, name: str, better: str | None) -> BesideChart:
    def svg() -> str:
        from dashboard.drawing.cusum import cusum_svg

        return cusum_svg(found, title=name, better=better)

    def figure() -> Any:
        from dashboard.drawing.cusum import cusum_figure

        return cusum_figure(found, better=better)

    names = ("p0", "p1", "p2", "odds_ratio", "limit", "signals_up", "signals_down")
    return BesideChart(
        "bcusum", "Bernoulli CUSUM", cusum_words(found, name), found.points, found.formula,
        found.source, svg, figure, more={name: getattr(found, name) for name in names},
    )  # fmt: skip


def _pareto(table: NumberFile, asked: argparse.Namespace, name: str) -> BesideChart:
    blank = [""] * table.blank_rows  # an event a row: a row without a kind is an event of none
    found = pareto(table.text(asked.x), table.numbers(asked.y)) if asked.x else pareto([*table.text(asked.y), *blank])
    few = found.filter(pl.col("cumulative").shift(1, fill_value=0.0) < 0.8)
    share = f"{few['cumulative'][-1]:.0%}" if few.height else "0%"
    kinds = f"{few.height} of {found.height} kinds make up {share} of {found['count'].sum():,}"

    def svg() -> str:
        from dashboard.drawing.pareto import pareto_svg

        return pareto_svg(found, title=name)

    def figure() -> Any:
        from dashboard.drawing.pareto import pareto_figure

        return pareto_figure(found)

    return BesideChart(
        "pareto", "Pareto chart", f"{name}: {kinds}: {_listed(few['category'].to_list())}.", found,
        "share = count / sum(count); cumulative = sum of the shares so far, the largest first",
        "Montgomery 2020, Introduction to Statistical Quality Control, chapter 5", svg, figure,
    )  # fmt: skip


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return f"{', '.join(words[:MOST_NAMED])}{more}"


BESIDE: dict[str, Callable[[NumberFile, argparse.Namespace, str], BesideChart]] = {
    "funnel": _funnel,
    "bcusum": _cusum,
    "pareto": _pareto,
}
