"""The command `huddleboard verdicts`: what may be said of each measure today."""

from __future__ import annotations

import argparse
import json

from dashboard.parts.command_line import Command, day, studied


def options(command: argparse.ArgumentParser) -> None:
    """As on which day."""
    command.add_argument("--today", type=day, metavar="YYYY-MM-DD", help="judge as on this day (default: today)")
    command.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print a sentence for each measure, or all verdicts as a JSON list."""
    from dashboard.study.today import today
    from dashboard.study.verdicts import verdicts
    from dashboard.telling.verdict import as_json, verdict_words

    study = studied(arguments, bare=True)
    found = verdicts(study, arguments.today or today())
    if arguments.json:
        print(json.dumps([as_json(one) for one in found], indent=1, ensure_ascii=False))
        return 0
    shown = {**study.named, **study.charted}
    told = [
        verdict_words(one, shown[one.measure].words, shown[one.measure].is_rate)
        if one.measure in shown
        else verdict_words(one, study.measures[one.measure].measure.title, study.measures[one.measure].measure.is_rate)
        for one in found
    ]
    print("\n".join(told) or "Nothing is counted or tallied here yet. Bring in an export first.")
    return 0


COMMAND = Command("verdicts", "what may be said of each measure today", options, run)
