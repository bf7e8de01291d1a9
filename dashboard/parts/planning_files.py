"""What `plan` and `import` share: what is said beside the files, and a plan's questions in words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.parts.command_line import day

if TYPE_CHECKING:
    from ingest.plan.already import Here
    from ingest.plan.make import Asking
    from ingest.plan.values import Plan
    from measures.practice import Practice


def said_beside(command: argparse.ArgumentParser) -> None:
    """What a person can say beside the files, for a plan and for an import alike."""
    command.add_argument("--clinic", type=Path, metavar="clinic.toml", help="settings of the practice")
    command.add_argument("--export-date", type=day, metavar="YYYY-MM-DD", help="the day the export was made")
    command.add_argument("--coverage-start", type=day, metavar="YYYY-MM-DD", help="the first day the export covers")
    command.add_argument("--profile", metavar="NAME", help="which EMR the files come from, if it is not recognised")
    command.add_argument(
        "--date-order", choices=["dmy", "mdy", "ymd"], help="how the files write dates, if both ways fit"
    )
    command.add_argument("--plan", type=Path, metavar="PLAN.toml", help="a plan made before, with its answers")
    command.add_argument(
        "--answer", action="append", default=[], metavar="ID=VALUE", help="the answer to one question (may be repeated)"
    )


def questions_told(plan: Plan) -> list[str]:
    """Each open question with its readings."""
    told = []
    for question in plan.open:
        told.append(f"? {question.says}  [{question.id}]")
        for one in question.readings:
            mark = " (proposed)" if one.value == question.proposed else ""
            told.append(f"    {one.value}: {one.says}{mark}")
    return told


def asking(arguments: argparse.Namespace, here: Here) -> Asking:
    """What the command was told, with what is here already."""
    from datetime import date

    from ingest.clean import DateOrder
    from ingest.plan.make import Asking
    from ingest.plan.toml import read_toml

    given = read_toml(_read(arguments.plan)) if getattr(arguments, "plan", None) else None
    practice = settings_in(arguments.clinic) if arguments.clinic else here.practice
    return Asking(
        practice=practice,
        today=date.today(),
        export_date=arguments.export_date or (given.export_date if given else None),
        coverage_start=arguments.coverage_start or (given.coverage_start if given else None),
        profile=arguments.profile,
        order=DateOrder(arguments.date_order.upper()) if arguments.date_order else None,
        answers=dict(_answers(arguments.answer)),
        given=given,
        here=here.events,
        kept=here.kept,
        before=here.before,
    )


def _read(file: Path) -> str:
    from ingest.for_people import Refusal

    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"{file}: there is no such plan, or it is not written in UTF-8.") from None


def _answers(texts: list[str]) -> list[tuple[str, str]]:
    from ingest.for_people import Refusal

    for text in texts:
        if "=" not in text:
            raise Refusal(f"--answer {text!r} is not of the form ID=VALUE.")
    return [(text.rpartition("=")[0], text.rpartition("=")[2]) for text in texts]


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
