"""Shares files taken in: kept as they came, and of each clinic the newest one speaks."""

from __future__ import annotations

from dashboard.records import Records
from dashboard.records.programme import PROGRAMME, Received
from dashboard.records.shares import Shared, as_mapping, of_mapping


def receive(records: Records, shared: Shared, *, who: str) -> str:
    """Keep a shares file; says whether it is new, older than what speaks, or here again."""
    known = [one for one in records.lines(Received, PROGRAMME) if one.of_clinic == shared.clinic]
    told = as_mapping(shared)
    if any(dict(one.share) == told for one in known):
        return "again"
    newest = max((one.made_on for one in known), default=None)
    own = {"of_clinic": shared.clinic, "made_on": shared.made_on, "share": told}
    records.line(Received, PROGRAMME, who=who, **own)
    return "older" if newest and newest > shared.made_on else "new"


def speaking(records: Records) -> dict[str, Shared]:
    """Of each clinic that sent a file what the newest one says; of two of one day the later taken in."""
    newest: dict[str, Received] = {}
    for one in records.lines(Received, PROGRAMME):
        if one.of_clinic not in newest or newest[one.of_clinic].made_on <= one.made_on:
            newest[one.of_clinic] = one
    return {clinic: of_mapping(one.share) for clinic, one in newest.items()}
