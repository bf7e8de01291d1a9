"""Rows as text for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their columns; a cell that a spreadsheet would run as a formula is made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: object) -> object:
    """A text that begins like a formula gets an apostrophe before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell != "" else cell
