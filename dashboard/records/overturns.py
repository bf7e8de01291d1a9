"""Findings of the reader that a clinician overturned: appended, the newest speaks, the original stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from dashboard.records import tables as db
from dashboard.records.keeping import ChangedMeanwhile, Pen, WritingDesk, moment
from dashboard.records.reason import NotKept, settled
from dashboard.records.states import STATES, one_of
from dashboard.records.unit import Numbers, UnitId, as_columns, as_they_are, from_columns, rows_of
from measures.red_flags.names import ATOMS

#: A finding is of one atom, or of all at once ("no red flags").
FINDINGS = (*ATOMS, "all")


@dataclass(frozen=True)
class MachineFinding:
    """What the machine says of one atom of one visit or image, by which rule and which version of the reader."""

    clinic: str
    unit: UnitId
    atom: str
    state: str
    rule: str = ""
    reader: str = ""

    def __post_init__(self) -> None:
        one_of(self.atom, FINDINGS, "a finding")
        one_of(self.state, STATES, "a state")


@dataclass(frozen=True)
class Overturn:
    """One clinician's word on one finding; with `after` None it withdraws what was said, and the machine speaks again.

    `turn` counts what was said of this finding: the highest speaks.
    """

    id: int
    finding: MachineFinding
    turn: int
    after: str | None
    reason: str
    who: str
    at: datetime

    @property
    def withdraws(self) -> bool:
        """Whether the machine's finding stands again."""
        return self.after is None


def _newest(pen: Pen, finding: MachineFinding) -> Overturn:
    column = db.overturns.c
    same = (column.clinic == finding.clinic) & (column.unit_key == finding.unit.key) & (column.atom == finding.atom)
    query = sa.select(db.overturns).where(same).order_by(column.turn.desc()).limit(1)
    return _from_row(dict(pen.connection.execute(query).mappings().one()))


def _about(finding: MachineFinding) -> tuple[str, str, str]:
    """What two words on one finding share, whatever its image is called today."""
    return finding.clinic, finding.unit.kind, finding.atom


def _stands(finding: MachineFinding, newest: Overturn | None) -> str:
    return newest.after if newest and newest.after else finding.state


def _row(finding: MachineFinding, turn: int, after: str | None, reason: str) -> dict[str, Any]:
    machine = {"state": finding.state, "rule": finding.rule, "reader": finding.reader}
    said = {"atom": finding.atom, "turn": turn, **machine, "after": after, "reason": reason}
    return {"clinic": finding.clinic, **as_columns(finding.unit), **said}


def _from_row(row: dict[str, Any]) -> Overturn:
    finding = MachineFinding(row["clinic"], from_columns(row), row["atom"], row["state"], row["rule"], row["reader"])
    return Overturn(row["id"], finding, row["turn"], row["after"], row["reason"], row["who"], moment(row["at"]))


@dataclass(frozen=True)
class Standing:
    """What clinicians' words change today: `rows` (row, atom, state, overturn), and the words that found no unit.

    The unplaced are shown as a list, never dropped: the record is gone from the newest export, or two could be meant.
    """

    rows: pl.DataFrame
    unplaced: tuple[Overturn, ...]


def standing(said: Sequence[Overturn], units: pl.DataFrame, kept: Numbers = as_they_are) -> Standing:
    """What the words on findings of one kind of unit come to among today's units.

    The newest is found after placing, so that words said of one image under two identities still follow each other.
    """
    placed = rows_of([one.finding.unit for one in said], units, kept)
    newest: dict[tuple[int, str], Overturn] = {}
    lost: dict[tuple[str, str], Overturn] = {}
    for one, rows in zip(said, placed, strict=True):
        newest |= {(row, one.finding.atom): one for row in rows}
        lost |= {} if rows else {(one.finding.unit.key, one.finding.atom): one}
    lines = [(row, atom, one.after, one.id) for (row, atom), one in newest.items() if not one.withdraws]
    schema = {"row": pl.Int64, "atom": pl.String, "state": pl.String, "overturn": pl.Int64}
    table = pl.DataFrame(lines, schema=schema, orient="row").sort("row", "atom")
    return Standing(table, tuple(one for one in lost.values() if not one.withdraws))


class Overturns(WritingDesk):
    """What clinicians said of findings, in the database."""

    def overturn(
        self, finding: MachineFinding, after: str, *, reason: str, who: str, instead_of: Overturn | None = None
    ) -> Overturn:
        """Keep a clinician's word on a finding; `instead_of` is the newest word on it that they saw, if any.

        Raises ChangedMeanwhile where somebody said something after that, NotKept where the reason is empty or holds a
        number, or where nothing would change.
        """
        one_of(after, STATES, "a state")
        if instead_of and _about(instead_of.finding) != _about(finding):
            raise ValueError("instead_of speaks of another finding")
        if after == _stands(finding, instead_of):
            raise NotKept("The finding already says so. Choose another state, or leave it as it is.")
        return self._say(finding, after, settled(reason), who, instead_of)

    def withdraw(self, said: Overturn, *, reason: str, who: str) -> Overturn:
        """Take the newest word on a finding back, so that the machine's finding speaks; both stay readable."""
        if said.withdraws:
            raise NotKept("This is withdrawn already: the machine's finding stands.")
        return self._say(said.finding, None, settled(reason), who, said)

    def overturns(self, clinic: str) -> list[Overturn]:
        """Everything clinicians said of findings, the oldest first, withdrawn or not."""
        own = sa.select(db.overturns).where(db.overturns.c.clinic == clinic)
        return [_from_row(row) for row in self.rows(own.order_by(db.overturns.c.id))]

    def standing(self, clinic: str, units: pl.DataFrame, kind: str, kept: Numbers = as_they_are) -> Standing:
        """Which of today's units of one kind (`identified`) have a finding overturned; the newest word speaks.

        `kept` says how the clinic keeps record numbers (`Store.numbers`).
        """
        return standing([one for one in self.overturns(clinic) if one.finding.unit.kind == kind], units, kept)

    def overturns_version(self, clinic: str) -> str:
        """A word that changes whenever a finding is overturned, or that withdrawn: charts are remembered by it."""
        newest = sa.select(sa.func.max(db.overturns.c.id).label("newest")).where(db.overturns.c.clinic == clinic)
        return str(self.rows(newest)[0]["newest"] or 0)

    def _say(
        self, finding: MachineFinding, after: str | None, reason: str, who: str, before: Overturn | None
    ) -> Overturn:
        """Add the next turn after `before`; where somebody took that turn, the database refuses it."""
        same = replace(finding, unit=before.finding.unit) if before else finding
        turn = before.turn + 1 if before else 1
        told = {"atom": same.atom, "state": after or same.state}, {"atom": same.atom, "state": _stands(same, before)}
        try:
            with self.writing(who) as pen:
                new = pen.add(db.overturns, _row(same, turn, after, reason), *told, reason)
            return Overturn(new, same, turn, after, reason, pen.who, moment(pen.at))
        except IntegrityError:
            with self.writing(who) as pen:
                newest = _newest(pen, same)
            raise ChangedMeanwhile(newest.who, newest.at) from None
