"""The command `huddleboard counts`: the counts of every available measure."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from dashboard.parts.command_line import (
    Command,
    UnknownChoice,
    emit,
    opened,
    refuse_clinicians,
    refuse_waiting,
    studied,
)

if TYPE_CHECKING:
    from dashboard.study import Study


def options(command: argparse.ArgumentParser) -> None:
    """Which measures, by what."""
    command.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    command.add_argument("--by", choices=["provider"])
    command.add_argument("--measure", action="append", default=[], metavar="ID")
    command.add_argument("--format", choices=["csv", "json"], default="csv")
    command.add_argument("--engine", choices=["polars", "duckdb", "spark"], default="polars", help="where to count")
    command.add_argument("--facts", metavar="PATH", help="where that engine finds the facts (default: the data folder)")
    command.add_argument("--all-clinics", action="store_true", help="every clinic of the folder, in one pass")


def run(arguments: argparse.Namespace) -> int:
    """Print counts as CSV or JSON."""
    if arguments.all_clinics:
        return _of_all(arguments)
    if arguments.engine != "polars":
        return _on_engine(arguments)
    if arguments.facts:
        raise UnknownChoice("--facts says where another engine finds the facts. Give --engine duckdb or spark with it.")
    return _printed(studied(arguments), arguments)


def _printed(done: Study, arguments: argparse.Namespace) -> int:
    known = {**done.base_counts, **done.available}
    unknown = [name for name in arguments.measure if name not in known]
    for name in unknown:
        refuse_waiting(done, name)
    if unknown:
        raise UnknownChoice(f"{', '.join(unknown)}: not available here. Available are: {', '.join(known)}.")
    wanted = {name: known[name] for name in arguments.measure} or known
    if arguments.by:
        refuse_clinicians(done)
    table = done.counts(wanted, arguments.every, arguments.by == "provider")
    emit(table.sort("measure", "period", "provider"), arguments.format)
    for question in done.held_back.values():
        print(f"huddleboard: cannot be counted yet: {question}", file=sys.stderr)
    return 0


def _on_engine(arguments: argparse.Namespace) -> int:
    """The same counts, worked out where the facts lie; what came to the driver is said on standard error."""
    from dashboard.parts.on_engine import facts_rows, opened_for, study_on
    from ingest.engines import started
    from measures.engine import fetching

    store, clinic, facts = opened_for(arguments.data, arguments.clinic_id, arguments.facts)
    with started(arguments.engine) as engine, fetching() as fetched:
        status = _printed(study_on(engine, store, clinic, facts), arguments)
    print(
        f"huddleboard: counted on {arguments.engine}; {fetched.rows} rows of {fetched.tables} tables of counts came to "
        f"the driver, of {facts_rows(store, clinic)} rows of facts.",
        file=sys.stderr,
    )
    return status


def _of_all(arguments: argparse.Namespace) -> int:
    """The counts of every clinic, its id in the first column."""
    import polars as pl

    from dashboard.parts.programme import counts_of_all
    from ingest.store import NothingYet

    if arguments.engine != "polars" or arguments.facts:
        raise UnknownChoice("All clinics are counted on Polars. Leave out --engine and --facts, or --all-clinics.")
    if arguments.by or arguments.every == "week":
        raise UnknownChoice("All clinics are counted as wholes, by month or quarter. Leave out --by and --every week.")
    store = opened(arguments)
    found = counts_of_all(store, store.clinics(), arguments.every)
    if not found:
        raise NothingYet
    parts = [table.select(pl.lit(clinic).alias("clinic"), pl.all()) for clinic, table in found.items()]
    whole = pl.concat(parts).sort("clinic", "measure", "period")
    wanted = arguments.measure or whole["measure"].unique().to_list()
    emit(whole.filter(pl.col("measure").is_in(wanted)), arguments.format)
    return 0


COMMAND = Command("counts", "print the counts of every available measure", options, run)
