"""UK hospital outpatient rows: procedures and diagnoses spread over numbered columns become one cell each.

Source: the Hospital Episode Statistics data dictionary (OPERTN_01 to _24, DIAG_01 to _20, ADMINCAT, APPTDATE, ACTIVAGE)
and the EBI code script for low back imaging, which looks in all of a row's procedures and diagnoses at once.
"""

import re
from collections.abc import Mapping

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, Fill, filled, headings
from ingest.table import Table

PROCEDURE = r"(?:opertn|opcs4?|operation|procedure)(?: code)? ?0*(\d+)"
DIAGNOSIS = r"(?:diag|diagnosis|icd10?)(?: code)? ?0*(\d+)"


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Tables with numbered OPCS columns, everything gathered into the first of them; all others as they are."""
    return Adapted(tuple(_gathered(table) for table in tables))


def _gathered(table: Table) -> Table:
    names = headings(table)
    procedures = [name for name in names if re.fullmatch(PROCEDURE, name)]
    if len(procedures) < 2:
        return table
    diagnoses = [name for name in names if re.fullmatch(DIAGNOSIS, name)]
    fills: dict[str, Fill] = {some[0]: _joined(some) for some in (procedures, diagnoses) if len(some) > 1}
    return filled(table, fills)


def _joined(names: list[str]) -> Fill:
    def fill(cells: Mapping[str, pl.Series]) -> pl.Series:
        together = pl.DataFrame({name: cells[name] for name in names}).select(
            pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).alias("all")
        )
        return together.select(pl.when(pl.col("all") != "").then("all")).to_series()

    return fill


ADAPTER = Adapter("hes", adapts)
