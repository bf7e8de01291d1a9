"""Dates on which Alberta changed what diagnostic imaging it pays for: an optional layer on charts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class FundingEvent:
    """One change of funding: its day, what it says on a chart, and where that is written."""

    day: date
    text: str
    source: str


@cache
def funding_events() -> tuple[FundingEvent, ...]:
    """The known changes, the earliest first."""
    table = tomllib.loads(files(__package__).joinpath("events.toml").read_text("utf-8"))
    return tuple(FundingEvent(**event) for event in table["event"])
