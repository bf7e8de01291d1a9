"""The `huddleboard` command: the same functions without a screen."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.commands import effect as effect_command
from dashboard.commands import project as project_command
from dashboard.commands import reviews as reviews_command
from dashboard.commands import spc as spc_command

if TYPE_CHECKING:
    import polars as pl

    from dashboard.study import Availability, Study
    from ingest.store import Store

REFUSED = 2
#: Exceptions that answer a person with a sentence; by name, so that no command loads what another one needs.
REFUSALS = ("Refusal", "NothingYet", "BadSettings", "UnknownChoice", "CannotChart", "CannotServe")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit status 0 when done, 2 when refused with the reason on standard error."""
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except BrokenPipeError:
        return 0
    except Exception as problem:
        if type(problem).__name__ in REFUSALS:
            print(f"huddleboard: {problem}", file=sys.stderr)
            return REFUSED
        raise
    return status


class UnknownChoice(Exception):
    """A measure, provider or file ending that does not exist; the message lists what does."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="huddleboard", description="Quality-improvement measures for low back pain in primary care."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    _app_and_import(commands)
    _answers(commands)
    return top


def _app_and_import(commands: Any) -> None:
    """Opening the app, and bringing exports in."""
    demo = commands.add_parser("demo", help="open the app on made-up sample data")
    demo.add_argument("--port", type=int, default=8501)
    demo.set_defaults(run=run_demo)

    serve = commands.add_parser("serve", help="open the app on a data folder")
    _data(serve)
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument(
        "--tally-for-phones", metavar="ADDRESS",
        help="open the tally alone, on this address of the computer, for phones in the practice's network",
    )  # fmt: skip
    serve.set_defaults(run=run_serve)

    bring = commands.add_parser("import", help="bring export files in")
    _data(bring)
    bring.add_argument("--clinic", type=Path, metavar="clinic.toml", help="settings of the practice")
    bring.add_argument("--export-date", type=_day, metavar="YYYY-MM-DD", help="the day the export was made")
    bring.add_argument("--coverage-start", type=_day, metavar="YYYY-MM-DD", help="the first day the export covers")
    bring.add_argument("--profile", metavar="NAME", help="which EMR the files come from, if it is not recognised")
    bring.add_argument(
        "--date-order", choices=["dmy", "mdy", "ymd"], help="how the files write dates, if both ways fit"
    )
    bring.add_argument(
        "--leave-out-vanished", action="store_true", help="drop earlier rows that these files no longer hold"
    )
    bring.add_argument(
        "--leave-out-refused", action="store_true", help="keep the other rows where more than one in twenty is refused"
    )
    bring.add_argument("--json", action="store_true", help="the row accounting as JSON")
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.set_defaults(run=run_import)


def _answers(commands: Any) -> None:
    """What is printed or written of the facts, and of any series of numbers."""
    count = commands.add_parser("counts", help="print the counts of every available measure")
    _data(count)
    count.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    count.add_argument("--by", choices=["provider"])
    count.add_argument("--measure", action="append", default=[], metavar="ID")
    count.add_argument("--format", choices=["csv", "json"], default="csv")
    count.set_defaults(run=run_counts)

    listing = commands.add_parser("measures", help="which measures are available, or why not")
    _data(listing)
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_measures)

    rows = commands.add_parser("rows", help="print the unit rows, for checking")
    _data(rows)
    rows.add_argument("unit", choices=["visits", "images"])
    rows.add_argument("--format", choices=["csv"], default="csv")
    rows.set_defaults(run=run_rows)

    chart = commands.add_parser("chart", help="write one chart to a file")
    _data(chart)
    chart.add_argument("measure", metavar="MEASURE")
    chart.add_argument("--provider", metavar="ID", default="ALL")
    chart.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    chart.add_argument("--chart", metavar="KIND", help="run, p, pp, c, i … (default: the one that suits the data)")
    chart.add_argument("--rules", metavar="SET", help="anhoej (default), mdc, ihi, western_electric, nelson …")
    chart.add_argument("--out", type=Path, required=True, metavar="FILE.svg|.html|.json")
    chart.set_defaults(run=run_chart)

    spc_command.add_to(commands)

    worked = effect_command.add_to(commands)
    _data(worked)
    worked.set_defaults(run=run_effect)

    kept = reviews_command.add_to(commands)
    _data(kept)
    kept.set_defaults(run=run_reviews)

    project = project_command.add_to(commands)
    _data(project)
    project.set_defaults(run=run_project)


def _data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", metavar="DIR", help="the data folder (default: HUDDLEBOARD_DATA, else your own)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2025-06-30") from None


def opened(arguments: argparse.Namespace) -> "Store":
    """The store of the data folder asked for."""
    from ingest.store import Store, data_folder

    return Store(data_folder(arguments.data))


def studied(arguments: argparse.Namespace, bare: bool = False) -> "Study":
    """The study of the folder's clinic; without an export only where a `bare` one will do."""
    from dashboard.study import study

    return study(opened(arguments), bare=bare)


def charted(arguments: argparse.Namespace) -> "Study":
    """The study of a folder in which something has a chart; without an export a tally is enough."""
    done = studied(arguments, bare=True)
    return done if done.charted else studied(arguments)


def run_demo(arguments: argparse.Namespace) -> int:
    """Open the app on the made-up practice."""
    from dashboard.commands.demo import demo_folder
    from dashboard.parts.server import serve

    return serve(demo_folder(), arguments.port)


def run_serve(arguments: argparse.Namespace) -> int:
    """Open the app on a data folder."""
    from dashboard.parts.server import serve
    from ingest.folder import data_folder

    return serve(data_folder(arguments.data), arguments.port, arguments.tally_for_phones)


def run_import(arguments: argparse.Namespace) -> int:
    """Bring files in and print the row accounting."""
    from ingest.batch import Refusal, bring_in
    from ingest.clean import DateOrder
    from ingest.clinic import read_settings

    try:
        settings = read_settings(arguments.clinic.read_text("utf-8")) if arguments.clinic else None
    except OSError:
        raise Refusal(f"{arguments.clinic}: there is no such settings file.") from None
    except UnicodeDecodeError:
        raise Refusal(f"{arguments.clinic}: not written in UTF-8. Save it as UTF-8 text and try again.") from None
    report = bring_in(
        opened(arguments),
        arguments.files,
        settings=settings,
        export_date=arguments.export_date,
        coverage_start=arguments.coverage_start,
        profile=arguments.profile,
        order=DateOrder(arguments.date_order.upper()) if arguments.date_order else None,
        leave_out_vanished=arguments.leave_out_vanished,
        leave_out_refused=arguments.leave_out_refused,
        today=date.today(),
    )
    if arguments.json:
        files = {f.file: f.as_json() for f in report.files}
        told = {
            "says": report.says,
            "imported": report.changed,
            "vanished": report.vanished,
            "notices": report.notices,
        }
        print(json.dumps({**told, "files": files}, indent=1, ensure_ascii=False))
    else:
        from dashboard.telling.accounting import lines

        print("\n".join(lines(report)))
    return 0


def run_counts(arguments: argparse.Namespace) -> int:
    """Print counts as CSV or JSON."""
    done = studied(arguments)
    known = {**done.base_counts, **done.available}
    unknown = [name for name in arguments.measure if name not in known]
    if unknown:
        raise UnknownChoice(f"{', '.join(unknown)}: not available here. Available are: {', '.join(known)}.")
    wanted = {name: known[name] for name in arguments.measure} or known
    table = done.counts(wanted, arguments.every, arguments.by == "provider")
    emit(table.sort("measure", "period", "provider"), arguments.format)
    return 0


def run_measures(arguments: argparse.Namespace) -> int:
    """Print which measures are available, and what the others lack."""
    done = studied(arguments)
    told = [
        {
            "measure": name,
            "title": a.measure.title,
            "available": a.available,
            "missing": list(a.missing),
            "rests_on": list(a.rests_on),
        }
        for name, a in done.measures.items()
    ]
    if arguments.json:
        print(json.dumps(told, indent=1, ensure_ascii=False))
        return 0
    for row in told:
        print(f"{row['measure']}: {standing(done.measures[str(row['measure'])])}")
    return 0


def standing(one: "Availability") -> str:
    """Whether a measure is available, in words."""
    if not one.available:
        return "not available: " + "; ".join(one.missing)
    return "available" + (f" (rests on: {'; '.join(one.rests_on)})" if one.rests_on else "")


def run_rows(arguments: argparse.Namespace) -> int:
    """Print the unit rows."""
    done = studied(arguments)
    emit(done.visit_rows() if arguments.unit == "visits" else done.image_rows(), "csv")
    return 0


def known_here(done: "Study", measure: str, provider: str) -> None:
    """Refuse a measure, tally (`tally-3`) or clinician that does not exist here, naming what does."""
    charted = done.charted
    if measure not in {**charted, **done.base_counts}:
        raise UnknownChoice(f"{measure}: not available here. Available are: {', '.join(charted)}.")
    if provider != "ALL" and measure in charted and charted[measure].tally:
        raise UnknownChoice(f"{measure}: tallied by hand for the whole practice, not by clinician.")
    if provider not in ("ALL", *done.clinicians):
        raise UnknownChoice(f"{provider}: not on the roster. Roster: {', '.join(done.clinicians) or 'none'}.")


def run_effect(arguments: argparse.Namespace) -> int:
    """Print how far a measure lies from where its past was leading it."""
    done = charted(arguments)
    known_here(done, arguments.measure, arguments.provider)
    print(effect_command.told(done, arguments.measure, arguments.since, arguments.provider, arguments.json))
    return 0


def run_reviews(arguments: argparse.Namespace) -> int:
    """Print the sustainability reviews: due, verdict, reason."""
    from dashboard.study.today import today

    print(reviews_command.told(studied(arguments, bare=True), arguments.today or today(), arguments.json))
    return 0


def run_project(arguments: argparse.Namespace) -> int:
    """Write a project to a file, or bring one in."""
    from dashboard.study.today import today

    print(project_command.told(opened(arguments), arguments, today()))
    return 0


def run_chart(arguments: argparse.Namespace) -> int:
    """Write one chart as SVG, HTML or JSON."""
    from dashboard.study import Filters

    done = charted(arguments)
    known_here(done, arguments.measure, arguments.provider)
    series = done.series(arguments.measure, Filters(provider=arguments.provider, every=arguments.every))
    try:
        chart = done.chart(series, arguments.chart, arguments.rules)
    except ValueError as problem:
        raise UnknownChoice(str(problem)) from None
    kind = arguments.out.suffix.lower()
    if kind == ".svg":
        from dashboard.drawing.tiles import chart_svg

        arguments.out.write_text(chart_svg(chart, series), "utf-8")
    elif kind in (".html", ".json"):
        from dashboard.drawing.figures import draw

        figure = draw(chart, series)
        arguments.out.write_text(figure.to_html() if kind == ".html" else figure.to_json(), "utf-8")
    else:
        raise UnknownChoice(f"{arguments.out.name}: a chart is written as .svg, .html or .json.")
    return 0


def emit(table: "pl.DataFrame", form: str) -> None:
    """A table on standard output; cells that a spreadsheet would run as a formula are made harmless."""
    if form == "json":
        print(json.dumps(table.to_dicts(), indent=0, default=str, ensure_ascii=False))
        return
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([harmless(cell) for cell in row] for row in table.iter_rows())
    sys.stdout.write(out.getvalue())


def harmless(cell: object) -> object:
    """A text that begins like a formula gets an apostrophe before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell != "" else cell


if __name__ == "__main__":
    sys.exit(main())
