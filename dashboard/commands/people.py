"""The command `huddleboard people`: who may sign in as what, listed, begun and ended."""

from __future__ import annotations

import argparse

from dashboard.parts.command_line import Command, opened
from ingest.for_people import Refusal


def options(command: argparse.ArgumentParser) -> None:
    """Whom to add or end; nothing lists them."""
    what = command.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="PERSON", help="how the sign-in calls them: an e-mail address, or a subject")
    what.add_argument("--end", metavar="PERSON", help="ends every membership of theirs (of --role alone where given)")
    command.add_argument("--name", default="", help="the person's name")
    command.add_argument("--role", default="", help="champion, physician, manager or keeper")
    command.add_argument("--clinician", default="", metavar="ID", help="a physician's id on the roster")
    command.add_argument("--who", default="huddleboard people", metavar="NAME", help="who says so")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked, then list who may sign in."""
    from dashboard.records import NotKept, Records
    from dashboard.records.memberships import begin, end, known_as, standing

    store = opened(arguments)
    records = Records(store.engine)
    try:
        if arguments.add:
            begin(
                records, store.clinics(), person=arguments.add, name=arguments.name, role=arguments.role,
                clinic=arguments.clinic_id or "", clinician=arguments.clinician, who=arguments.who,
            )  # fmt: skip
        if arguments.end:
            own = [one for one in standing(records) if one.person == known_as(arguments.end)]
            gone = [one for one in own if arguments.role in ("", one.role)]
            if not gone:
                raise Refusal(f"{arguments.end} has no such membership here. Nothing was changed.")
            for one in gone:
                end(records, one, who=arguments.who)
    except NotKept as problem:
        raise Refusal(str(problem)) from None
    for one in standing(records):
        of = "" if one.of_clinic.startswith("~") else f" of {one.of_clinic}"
        print(f"{one.person} ({one.name}): {one.role}{of}{f', {one.clinician}' if one.clinician else ''}")
    return 0


COMMAND = Command("people", "who may sign in as what, on a server for many", options, run)
