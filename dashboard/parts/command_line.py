"""What the commands share: how one declares itself, and how it gets at the folder it was asked of."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dashboard.telling.spreadsheet import csv_text
from ingest.for_people import ForPeople
from ingest.plan.state import MeasureState

if TYPE_CHECKING:
    import polars as pl

    from dashboard.desk import Desk
    from dashboard.study import Study
    from ingest.store import Store


@dataclass(frozen=True)
class Command:
    """A command as its file declares it; one that speaks of a data folder is given `--data`."""

    name: str
    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    of_a_folder: bool = True

    def add_to(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Take its place among the others."""
        command = commands.add_parser(self.name, help=self.help)
        if self.of_a_folder:
            command.add_argument(
                "--data", metavar="DIR", help="the data folder (default: HUDDLEBOARD_DATA, else your own)"
            )
            command.add_argument("--clinic-id", metavar="ID", help="which clinic, where the folder holds several")
        self.options(command)
        command.set_defaults(run=self.run)


class UnknownChoice(ForPeople):
    """A measure, provider or file ending that does not exist; the message lists what does."""


def day(text: str) -> date:
    """A day written as 2026-05-04."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2025-06-30") from None


def opened(arguments: argparse.Namespace) -> Store:
    """The store of the data folder asked for."""
    from ingest.store import Store, data_folder

    return Store(data_folder(arguments.data))


def at_desk(arguments: argparse.Namespace) -> Desk:
    """The desk with the folder and the clinic asked for."""
    from dashboard.desk import desk_at
    from dashboard.study.today import today

    return desk_at(opened(arguments), arguments.clinic_id, today())


def studied(arguments: argparse.Namespace, bare: bool = False) -> Study:
    """The study of the clinic asked for; without an export only where a `bare` one will do."""
    return at_desk(arguments).study(bare=bare)


def charted(arguments: argparse.Namespace) -> Study:
    """The study of a folder in which something has a chart; without an export a tally is enough."""
    done = studied(arguments, bare=True)
    return done if done.charted else studied(arguments)


def known_here(done: Study, measure: str, provider: str) -> None:
    """Refuse a measure, tally (`tally-3`) or clinician that does not exist here, naming what does."""
    charted = done.charted
    if measure not in {**charted, **done.base_counts}:
        refuse_waiting(done, measure)
        raise UnknownChoice(f"{measure}: not available here. Available are: {', '.join(charted)}.")
    if provider != "ALL" and measure in charted and charted[measure].tally:
        raise UnknownChoice(f"{measure}: tallied by hand for the whole practice, not by clinician.")
    if provider not in ("ALL", *done.clinicians):
        raise UnknownChoice(f"{provider}: not on the roster. Roster: {', '.join(done.clinicians) or 'none'}.")
    if provider != "ALL":
        refuse_clinicians(done)


def refuse_waiting(done: Study, measure: str) -> None:
    """Refuse a measure that cannot be counted yet with the question it waits for."""
    known = done.measures.get(measure)
    if known is not None and known.waiting:
        raise UnknownChoice(f"{measure}: {known.state.value}. {known.because}")


def refuse_clinicians(done: Study) -> None:
    """Refuse figures by clinician where it waits for an answer whose a visit or an order is."""
    if asked := done.clinicians_wait_for:
        raise UnknownChoice(f"By clinician: {MeasureState.WAITING.value}. {' '.join(asked)}")


def emit(table: pl.DataFrame, form: str) -> None:
    """A table on standard output, as CSV or JSON."""
    if form == "json":
        print(json.dumps(table.to_dicts(), indent=0, default=str, ensure_ascii=False))
    else:
        sys.stdout.write(csv_text(table.columns, table.iter_rows()))
