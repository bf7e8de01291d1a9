"""Raw rows of a file: which point each belongs to, in order of time, and what was found on the way."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dashboard.commands.numbers.number_file import CannotRead, NumberFile
from dashboard.study.today import today
from measures.spc.findings import SeriesFinding
from measures.spc.series_doctor import Examined, examine
from measures.spc.time_words import Times


def subgroups_of(table: NumberFile, asked: argparse.Namespace) -> tuple[Examined, list[int | None]]:
    """The subgroups of a file as the doctor puts them in order, and for each row its place among them (from 1).

    A row without a subgroup, and a row of totals, has no place, and is said to be left out.
    """
    column = asked.subgroups or asked.x
    if not column:
        raise CannotRead("Subgroups need a column that names the subgroup of each row: give --subgroups.")
    labels = [None if label == "" else label for label in table.labels(column).to_list()]
    names = list(dict.fromkeys(label for label in labels if label is not None))
    given = asked.order == "given"
    seen = examine(
        [1.0] * len(names), None, None if given else names, date_order=asked.date_order, duplicates="keep",
        gaps=not asked.no_gaps, today=today(),
    )  # fmt: skip
    seen = replace(seen, x=tuple(names)) if given else seen
    place_of = {names[row - 1]: place for place, row in enumerate(seen.rows, 1) if row}
    places = [place_of.get(label) for label in labels]
    lost = [k for k, label in enumerate(labels, 1) if label is None]
    return _with(seen, SeriesFinding("undated_rows", (), {"rows": lost})) if lost else seen, places


def _with(seen: Examined, finding: SeriesFinding) -> Examined:
    return replace(seen, findings=(*seen.findings, finding))


def as_it_came(times: Times, values: Sequence[float | None]) -> tuple[str, tuple[SeriesFinding, ...]]:
    """In which order dated rows came, and the rows with a value whose day nobody can read."""
    days = [day for day in times.days if day is not None]
    steps = [after > before for before, after in pairwise(days) if after != before]
    order = "as_given" if all(steps) else "sorted" if any(steps) else "turned"
    lost = [
        k for k, (day, value) in enumerate(zip(times.days, values, strict=True), 1) if day is None and value is not None
    ]
    found = [SeriesFinding(order)] if order != "as_given" else []
    found += [SeriesFinding("dates_unsure")] if times.unsure else []
    found += [SeriesFinding("undated_rows", (), {"rows": lost})] if lost else []
    return order, tuple(found)
