"""The command `huddleboard counts`: the counts of every available measure."""

from __future__ import annotations

import argparse
import sys

from dashboard.parts.command_line import Command, UnknownChoice, emit, opened, refuse_waiting, studied


def options(command: argparse.ArgumentParser) -> None:
    """Which measures, by what."""
    command.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    command.add_argument("--by", choices=["provider"])
    command.add_argument("--measure", action="append", default=[], metavar="ID")
    command.add_argument("--format", choices=["csv", "json"], default="csv")
    command.add_argument("--all-clinics", action="store_true", help="every clinic of the folder, in one pass")


def run(arguments: argparse.Namespace) -> int:
    """Print counts as CSV or JSON."""
    if arguments.all_clinics:
        return _of_all(arguments)
    done = studied(arguments)
    known = {**done.base_counts, **done.available}
    unknown = [name for name in arguments.measure if name not in known]
    for name in unknown:
        refuse_waiting(done, name)
    if unknown:
        raise UnknownChoice(f"{', '.join(unknown)}: not available here. Available are: {', '.join(known)}.")
    wanted = {name: known[name] for name in arguments.measure} or known
    table = done.counts(wanted, arguments.every, arguments.by == "provider")
    emit(table.sort("measure", "period", "provider"), arguments.format)
    for question in done.held_back.values():
        print(f"huddleboard: cannot be counted yet: {question}", file=sys.stderr)
    return 0


def _of_all(arguments: argparse.Namespace) -> int:
    """The counts of every clinic, its id in the first column."""
    import polars as pl

    from dashboard.parts.programme import counts_of_all
    from ingest.store import NothingYet

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
