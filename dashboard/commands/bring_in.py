"""The command `huddleboard import`: export files brought in, and what became of each row."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command, day, opened

if TYPE_CHECKING:
    from ingest.report import Report
    from measures.practice import Practice


def options(command: argparse.ArgumentParser) -> None:
    """The files, and what they leave open."""
    command.add_argument("--clinic", type=Path, metavar="clinic.toml", help="settings of the practice")
    command.add_argument("--export-date", type=day, metavar="YYYY-MM-DD", help="the day the export was made")
    command.add_argument("--coverage-start", type=day, metavar="YYYY-MM-DD", help="the first day the export covers")
    command.add_argument("--profile", metavar="NAME", help="which EMR the files come from, if it is not recognised")
    command.add_argument(
        "--date-order", choices=["dmy", "mdy", "ymd"], help="how the files write dates, if both ways fit"
    )
    command.add_argument(
        "--leave-out-vanished", action="store_true", help="drop earlier rows that these files no longer hold"
    )
    command.add_argument(
        "--leave-out-refused", action="store_true", help="keep the other rows where more than one in twenty is refused"
    )
    command.add_argument("--json", action="store_true", help="the row accounting as JSON")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Bring files in and print the row accounting."""
    from dashboard.telling.accounting import lines
    from ingest.batch import bring_in
    from ingest.clean import DateOrder

    report = bring_in(
        opened(arguments),
        arguments.files,
        settings=settings_in(arguments.clinic) if arguments.clinic else None,
        export_date=arguments.export_date,
        coverage_start=arguments.coverage_start,
        profile=arguments.profile,
        order=DateOrder(arguments.date_order.upper()) if arguments.date_order else None,
        leave_out_vanished=arguments.leave_out_vanished,
        leave_out_refused=arguments.leave_out_refused,
        clinic_id=arguments.clinic_id,
        today=date.today(),
    )
    told = json.dumps(as_dict(report), indent=1, ensure_ascii=False) if arguments.json else "\n".join(lines(report))
    print(told)
    return 0


def settings_in(file: Path) -> Practice:
    """The settings of a practice from its file; Refusal or BadSettings where there are none."""
    from ingest.clinic import read_settings
    from ingest.for_people import Refusal

    try:
        return read_settings(file.read_text("utf-8"))
    except OSError:
        raise Refusal(f"{file}: there is no such settings file.") from None
    except UnicodeDecodeError:
        raise Refusal(f"{file}: not written in UTF-8. Save it as UTF-8 text and try again.") from None


def as_dict(report: Report) -> dict[str, Any]:
    """The row accounting by names: says, imported, vanished, notices, and files by their names."""
    return {
        "says": report.says,
        "imported": report.changed,
        "vanished": report.vanished,
        "notices": report.notices,
        "files": {file.file: file.as_json() for file in report.files},
    }


COMMAND = Command("import", "bring export files in", options, run)
