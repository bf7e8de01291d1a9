"""OMOP tables: a source code where there is one, else the code of its concept by the vocabulary, else the concept id.

Source: OHDSI Common Data Model 5.4: `*_source_value` holds the code as the source wrote it, `*_concept_id` the standard
concept (0: none), and CONCEPT, where it is exported too, each concept's own code and vocabulary.
"""

from collections.abc import Mapping
from functools import partial

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, filled, has, headings, whole
from ingest.table import Table
from measures.code_systems import decide, named

CODED = {
    "condition": ("condition source value", "condition concept id", False),
    "procedure": ("procedure source value", "procedure concept id", True),
}
#: So a concept stands in a cell: with its system, whatever the column's is.
AS_CONCEPT = "omop:"


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Condition and procedure tables whose source values are all codes that can be read."""
    vocabulary = [table for table in tables if has(table, "concept id", "concept code", "vocabulary id")]
    known = _concepts(vocabulary)
    kept = [table for table in tables if table not in vocabulary]
    return Adapted(tuple(_coded(table, known, vocabulary) for table in kept) if kept else tables)


def _concepts(vocabulary: list[Table]) -> dict[str, str]:
    """Concept id -> a code that any column reads: SNOMED CT, CPT and LOINC by their numbers, ICD-10 by its point."""
    found = [whole(table, "concept id", "concept code", "vocabulary id").drop_nulls() for table in vocabulary]
    readable = ("snomed", "cpt", "loinc", "icd10", "icd9")
    return {number: code for rows in found for number, code, system in rows.rows() if named(system) in readable}


def _coded(table: Table, known: Mapping[str, str], vocabulary: list[Table]) -> Table:
    for source, concept, procedures in CODED.values():
        if has(table, "person id", source, concept):
            codes = partial(_codes, source, concept, _readable(table, source, procedures), known)
            return filled(table, {source: codes}, vocabulary)
    return table


def _readable(table: Table, source: str, procedures: bool) -> bool:
    """Whether the source values are codes of a system we can tell; words and a clinic's own codes are not."""
    first = next(iter(table.blocks()), None)
    if first is None:
        return True
    cells = first.rows[f"c{headings(table).index(source)}"].drop_nulls()
    counted = dict(cells.value_counts().iter_rows())
    decision = decide(counted, procedures=procedures)
    return decision.why != "no codes" and decision.system not in (None, "own")


def _codes(
    source: str, concept: str, readable: bool, known: Mapping[str, str], cells: Mapping[str, pl.Series]
) -> pl.Series:
    numbers = pl.select(pl.when(cells[concept] != "0").then(cells[concept])).to_series()
    codes = pl.Series([known.get(number or "") for number in numbers], dtype=pl.String)
    by_concept = codes.fill_null(AS_CONCEPT + numbers)
    return cells[source].fill_null(by_concept) if readable else by_concept.fill_null(cells[source])


ADAPTER = Adapter("omop", adapts)
