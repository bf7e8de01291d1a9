"""The command `huddleboard effect`: how far a measure lies from where its own past was leading it."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.study import Study
    from measures.improvement import Effect


def add_to(commands: Any) -> argparse.ArgumentParser:
    """The command's options; the caller adds the data folder and what runs."""
    effect: argparse.ArgumentParser = commands.add_parser("effect", help="did it work: a measure since a month")
    effect.add_argument("measure", metavar="MEASURE")
    effect.add_argument("--since", type=month, required=True, metavar="YYYY-MM", help="the month the change began")
    effect.add_argument("--provider", metavar="ID", default="ALL")
    effect.add_argument("--json", action="store_true")
    return effect


def month(text: str) -> date:
    """The first day of a month written as 2026-05."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month like 2026-05")
    return date.fromisoformat(f"{text}-01")


def told(study: Study, name: str, since: date, provider: str, as_json: bool) -> str:
    """The estimate in one sentence with its method, or the reason for none; as JSON with every part by its name."""
    from dashboard.study import Filters
    from measures.improvement import effect

    found = effect(study.series(name, Filters(provider=provider)), since)
    if as_json:
        return json.dumps(as_dict(found), indent=1, ensure_ascii=False)
    return found.says if found.refused else f"{found.says}\nMethod: {found.method}"


def as_dict(found: Effect) -> dict[str, Any]:
    """measure, since, points, interval, relative, relative_interval, method, refused; missing is null."""
    return {
        "measure": found.measure,
        "since": f"{found.since:%Y-%m}",
        "points": found.points,
        "interval": None if found.interval is None else list(found.interval),
        "relative": found.relative,
        "relative_interval": None if found.relative_interval is None else list(found.relative_interval),
        "method": found.method,
        "refused": found.refused,
    }
