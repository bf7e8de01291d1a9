"""Synthea's CSV files: each code with its term, and each picture with the clinician of the encounter it belongs to.

Source: the Synthea CSV file data dictionary: procedures and imaging studies name their ENCOUNTER, and only that its
PROVIDER; CODE is SNOMED CT and DESCRIPTION its term. The population knows more concepts than any list of ours.
"""

from collections.abc import Mapping

import polars as pl

from ingest.adapters.adapter import (
    Adapted,
    Adapter,
    Fill,
    filled,
    has,
    pictured,
    whole,
    widened,
    with_pictures,
    with_term,
)
from ingest.table import Table

ENCOUNTER = ("id", "patient", "provider", "encounterclass")


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Conditions, procedures and imaging studies beside the encounters they name."""
    encounters = [table for table in tables if has(table, *ENCOUNTER)]
    if not encounters:
        return Adapted(tables)
    seen_by = {number: who for one in encounters for number, _, who, _ in whole(one, *ENCOUNTER).rows() if who}
    return Adapted(tuple(_adapted(table, seen_by, encounters) for table in tables))


def _adapted(table: Table, seen_by: Mapping[str, str], encounters: list[Table]) -> Table:
    if table in encounters:
        return (
            filled(table, {"reasoncode": with_term("reasoncode", "reasondescription")}) if _explains(table) else table
        )
    if not has(table, "patient", "encounter"):
        return table
    if has(table, "base cost", "code", "description", "reasoncode") and not has(table, "dispenses"):
        named = with_pictures(table, "PICTURE", pictured("description"))
        named = widened(named, {"PROVIDER": _clinician(seen_by)}, encounters)
        return (
            filled(named, {"reasoncode": with_term("reasoncode", "reasondescription")}) if _explains(table) else named
        )
    if has(table, "bodysite description", "modality code"):
        return widened(table, {"PROVIDER": _clinician(seen_by)}, encounters)
    if has(table, "start", "stop", "code", "description"):
        return filled(table, {"code": with_term("code", "description")})
    return table


def _explains(table: Table) -> bool:
    return has(table, "reasoncode", "reasondescription")


def _clinician(seen_by: Mapping[str, str]) -> Fill:
    def fill(cells: Mapping[str, pl.Series]) -> pl.Series:
        return pl.Series([seen_by.get(number or "") for number in cells["encounter"]], dtype=pl.String)

    return fill


ADAPTER = Adapter("synthea", adapts)
