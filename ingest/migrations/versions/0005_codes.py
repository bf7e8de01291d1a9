"""Codes instead of phrases in everything people wrote, and in its audit; who brought something in has its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from ingest.migrations.codes import RESULTS, as_written, history_line, in_codes, occasion, writer

revision = "0005"
down_revision = "0004"

#: The columns of each table that held phrases, or phrases within JSON.
CODED: Mapping[str, tuple[str, ...]] = {
    "projects": ("gaps",),
    "ideas": ("group", "effort", "status"),
    "cycles": ("predictions", "scale"),
    "phases": ("kind",),
    "sustainability_reviews": (
        "finding", "finding_reason", "confirmed", "decision", "patient_story_is", "evidence",
    ),
}  # fmt: skip
JSON_COLUMNS = ("gaps", "predictions", "scale", "evidence", "before", "after", "because", "results_from", "results")
BROUGHT = ("changes", "ratings", "tally_entries")
EARLIER = "earlier_history"

Row = Mapping[str, Any]


def upgrade() -> None:
    """Columns first, then every row; the reason of a finding stands in its evidence from now on."""
    op.add_column("cycles", sa.Column("results_from", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("changes", sa.Column("because", sa.JSON))
    for table in BROUGHT:
        op.add_column(table, sa.Column("brought_by", sa.Text))
        op.add_column(table, sa.Column("written_at", sa.Text))
    for table, columns in CODED.items():
        _each(table, columns, lambda row, table=table: in_codes(table, row))
    for table in ("ratings", "tally_entries"):
        _each(table, ("who",), lambda row: writer(row["who"]))
    _audit()
    op.drop_column("sustainability_reviews", "finding_reason")


def _audit() -> None:
    """Each line with codes; of each cycle it also says where the results that stand are from."""
    sources: dict[int, list[Any]] = {}
    table = _table("changes", ("record", "record_id", "before", "after", "reason", "who", "because", *_BROUGHT_IN))
    for row in _rows(table):
        line = _line(row)
        _write(table, row, line)
        if row["record"] == "cycles" and _said(row["before"], "results") != _said(row["after"], "results"):
            sources[row["record_id"]] = (line["after"] or {}).get("results_from", [])
    cycles = _table("cycles", ("results_from",))
    for row in _rows(cycles):
        _write(cycles, row, {"results_from": sources.get(row["id"], [])})


def _line(row: Row) -> dict[str, Any]:
    record, reason = row["record"], row["reason"]
    before, after = (told and in_codes(record, told) for told in (row["before"], row["after"]))
    if after and EARLIER in after:
        after = {EARLIER: [history_line(line) for line in after[EARLIER]]}
    found = {"before": before, "after": after, "reason": reason, "because": None, **writer(row["who"])}
    of_results = record == "cycles" and _said(row["before"], "results") != _said(row["after"], "results")
    if of_results and reason.startswith(RESULTS):
        source = {"results_from": [as_written(reason.removeprefix(RESULTS))]}
        return found | {"reason": "", "before": before and before | {"results_from": []}, "after": after | source}
    because = occasion(record, reason)
    return found | {"reason": "", "because": because} if because else found


def _said(told: Row | None, name: str) -> Any:
    return (told or {}).get(name)


_BROUGHT_IN = ("brought_by", "written_at")


def _each(table: str, columns: tuple[str, ...], coded: Any) -> None:
    own = _table(table, (*columns, *(_BROUGHT_IN if table in BROUGHT else ())))
    for row in _rows(own):
        told = coded({name: row[name] for name in columns})
        _write(own, row, {name: told[name] for name in told if name in own.c})


def _table(name: str, columns: Iterable[str]) -> sa.TableClause:
    """The table as this migration sees it; JSON null is no value."""
    of = {name: sa.JSON(none_as_null=True) for name in JSON_COLUMNS}
    return sa.table(name, sa.column("id", sa.Integer), *(sa.column(one, of.get(one, sa.Text())) for one in columns))


def _rows(table: sa.TableClause) -> list[Row]:
    return [dict(row) for row in op.get_bind().execute(sa.select(table).order_by(table.c.id)).mappings()]


def _write(table: sa.TableClause, row: Row, values: Row) -> None:
    """Only what differs, so that nothing else is touched."""
    changed = {name: value for name, value in values.items() if row.get(name) != value}
    if changed:
        op.get_bind().execute(sa.update(table).where(table.c.id == row["id"]).values(**changed))
