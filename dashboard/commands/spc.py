"""The command `huddleboard spc`: a chart of any series in a CSV file, for those who have no EMR export."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dashboard.parts.command_line import Command
from ingest.for_people import ForPeople

KINDS = (
    "advised, run, i, mr, xmr (both), ip, ewma, cusum, p, np, pp, u, up, c, g, ge, t, te, xbar, s or r; "
    "beside them funnel, bcusum or pareto"
)
FORMS = (".svg", ".html", ".json", ".csv")


class CannotChart(ForPeople):
    """A choice or a number that no chart can be made of; the message says what to do."""


def options(command: argparse.ArgumentParser) -> None:
    """The options, in the words of `measures.spc.analyse`."""
    command.add_argument(
        "file", type=Path, metavar="FILE.csv", help='its first line names the columns; "-": standard input'
    )
    command.add_argument("--y", required=True, metavar="COLUMN", help="values, or numerators where --n is given")
    command.add_argument("--n", metavar="COLUMN", help="denominators")
    command.add_argument("--x", metavar="COLUMN", help="what each point is called: dates, numbers or text")
    command.add_argument("--subgroups", metavar="COLUMN", help="the subgroup of each raw row (xbar, s, aggregation)")
    command.add_argument(
        "--aggregate", default="mean", metavar="HOW", help="mean, median, sum or sd of a subgroup's rows"
    )
    command.add_argument("--period", metavar="PERIOD", help="gather dated rows by week, month, quarter or year")
    command.add_argument(
        "--order", choices=["time", "given"], default="time", help="given: leave the rows in the order of the file"
    )
    command.add_argument("--date-order", choices=["dmy", "mdy", "ymd"], help="how --x writes dates, if both ways fit")
    command.add_argument(
        "--duplicates", choices=["rule", "sum", "mean", "first", "last", "keep"], default="rule",
        help="a period that stands twice: add its rows, keep one of them, or keep all",
    )  # fmt: skip
    command.add_argument("--no-gaps", action="store_true", help="put no gap where a period is absent")
    command.add_argument("--chart", default="run", metavar="KIND", help=KINDS)
    command.add_argument(
        "--rules", default="anhoej", metavar="SET",
        help="anhoej, bestbox, cutbox, limits, mdc, mdc6, ihi, western_electric or nelson",
    )  # fmt: skip
    command.add_argument("--freeze", type=_points, default=[], metavar="K", help="the last point of the baseline")
    command.add_argument(
        "--parts", type=_points, default=[], metavar="12,24", help="the last point of each phase but the last"
    )
    command.add_argument("--exclude", type=_points, default=[], metavar="3", help="points to draw but not to judge")
    command.add_argument("--sigma", type=float, metavar="S", help="a standard deviation known from elsewhere")
    command.add_argument("--sd", metavar="COLUMN", help="xbar and s of summaries: --y means, --sd, --n sizes")
    command.add_argument("--centre", type=float, metavar="C", help="a centre known from elsewhere")
    command.add_argument(
        "--multiply", type=float, default=1.0, metavar="M", help="100 for per cent, 1000 for per thousand"
    )
    command.add_argument(
        "--target", type=_target, metavar="T", help="the value aimed at, or as it changed: 2025-01=40,2025-07=30"
    )
    command.add_argument("--better", choices=["lower", "higher", "neither"], help="which direction is better")
    command.add_argument("--no-screening", action="store_true", help="keep very large moving ranges in the limits")
    command.add_argument("--floor-zero", action="store_true", help="no lower limit below 0 where no value is")
    command.add_argument(
        "--kind", metavar="KIND", help="advised: proportion, rate, count, measurement, gaps, cases; funnel: ratio"
    )
    command.add_argument("--overdispersion", default="none", metavar="HOW",
                     help="funnel: none, auto, additive or multiplicative")  # fmt: skip
    command.add_argument("--odds-ratio", type=float, default=2.0, metavar="R", help="bcusum: the change looked for")
    command.add_argument("--limit", type=float, default=3.5, metavar="H", help="bcusum: the height that signals")
    command.add_argument("--title", help="what the series is called (default: the column of --y)")
    command.add_argument("--json", action="store_true", help="points, lines, runs and signals as JSON")
    command.add_argument("--out", type=Path, metavar="FILE", help=f"write the chart to a file: {', '.join(FORMS)}")


def run(arguments: argparse.Namespace) -> int:
    """Judge the series, and print it or write it to a file."""
    if arguments.out and arguments.out.suffix.lower() not in FORMS:
        raise CannotChart(f"{arguments.out.name}: a chart is written as {', '.join(FORMS)}.")
    from dashboard.commands.numbers.making import made_of

    form = arguments.out.suffix.lower() if arguments.out else ""
    try:
        made = made_of(arguments, arguments.title or arguments.y)
        text = _as(made, form) if form or not arguments.json else ""
    except ValueError as problem:
        raise CannotChart(" ".join(str(problem).split())) from None
    if arguments.out:
        arguments.out.write_text(text, "utf-8")
        if form == ".html":
            from dashboard.drawing.web import lay_script

            lay_script(arguments.out.parent)
    if arguments.json:
        print(_json(made))
    elif not arguments.out:
        print(text)
    return 0


def _as(made: Any, form: str) -> str:
    """The chart as the ending of a file asks; for a terminal where there is none."""
    if form == "":
        return str(made.as_text())
    if form == ".json":
        return _json(made)
    return str(made.points.write_csv() if form == ".csv" else made.drawn(form))


def _json(made: Any) -> str:
    return json.dumps(made.as_json(), indent=1, default=str, ensure_ascii=False, allow_nan=False)


def _points(text: str) -> list[int]:
    """Point numbers as a person writes them: 12 or 12,24."""
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a point number like 12, or several like 12,24") from None


def _target(text: str) -> float | list[tuple[str, float]]:
    """One target, or from when on how much."""
    try:
        if "=" not in text:
            return float(text)
        pairs = [part.partition("=") for part in text.split(",") if part.strip()]
        return [(when.strip(), float(value)) for when, _, value in pairs]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor like 2025-01=40,2025-07=30") from None


COMMAND = Command("spc", "a run or control chart of any series in a CSV file", options, run, of_a_folder=False)
