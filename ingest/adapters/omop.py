"""OMOP tables: a source code where there is one, else the code of its concept by the vocabulary, else the concept id.

Source: OHDSI Common Data Model 5.4: `*_source_value` holds the code as the source wrote it, `*_concept_id` the standard
concept (0: none), and CONCEPT, where it is exported too, each concept's own code and vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, filled, has, headings, pictured, whole, with_pictures
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
    made = [_coded(table, known, vocabulary) for table in kept]
    bare = [] if vocabulary else [t.file for t, one in zip(kept, made, strict=True) if t is not one and _unsaid(t)]
    says = (
        f"{', '.join(bare)}: diagnoses are concept ids without the table CONCEPT. Of the concepts that say a red flag "
        "some only are known by their id; export CONCEPT too, and each is read by its code and its name."
    )
    return Adapted(tuple(made) if kept else tables, (says,) if bare else ())


@dataclass(frozen=True)
class Concept:
    """One concept of the vocabulary: a code that any column reads, where it has one, and its name."""

    code: str | None
    name: str


def _concepts(vocabulary: list[Table]) -> dict[str, Concept]:
    """By its id; SNOMED CT, CPT and LOINC are read by their numbers, ICD-10 by its point."""
    found: dict[str, Concept] = {}
    for table in vocabulary:
        names = ("concept name",) if has(table, "concept name") else ()
        for number, code, system, *name in whole(table, *VOCABULARY, *names).rows():
            if number:
                found[number] = Concept(code if named(system) in READABLE else None, (name or [""])[0] or "")
    return found


VOCABULARY = ("concept id", "concept code", "vocabulary id")
READABLE = ("snomed", "cpt", "loinc", "icd10", "icd9")


def _unsaid(table: Table) -> bool:
    """Whether a condition's concepts must speak, its source values being no codes."""
    source, concept, procedures = CODED["condition"]
    if not has(table, "person id", source, concept):
        return False
    first = next(iter(table.blocks()), None)
    if first is None:
        return False
    rows = first.rows
    said = rows[f"c{headings(table).index(source)}"].is_not_null().all()
    return not (said and _readable(table, source, procedures))


def _coded(table: Table, known: Mapping[str, Concept], vocabulary: list[Table]) -> Table:
    for source, concept, procedures in CODED.values():
        if has(table, "person id", source, concept):
            codes = partial(_codes, source, concept, _readable(table, source, procedures), known)
            coded = filled(table, {source: codes}, vocabulary)
            words = partial(_pictures, source, concept, known)
            return with_pictures(coded, "picture", words, vocabulary) if procedures else coded
    return table


def _pictures(source: str, concept: str, known: Mapping[str, Concept], cells: Mapping[str, pl.Series]) -> pl.Series:
    """The words of procedures that are pictures: the concept's name, else the source's own."""
    names = pl.Series([known[number].name if number in known else None for number in cells[concept]], dtype=pl.String)
    return pictured("name", "source")({"name": names, "source": cells[source]})


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
    source: str, concept: str, readable: bool, known: Mapping[str, Concept], cells: Mapping[str, pl.Series]
) -> pl.Series:
    numbers = pl.select(pl.when(cells[concept] != "0").then(cells[concept])).to_series()
    said = {number: _said(number, known.get(number)) for number in numbers.drop_nulls().unique().to_list()}
    by_concept = numbers.replace_strict(said, default=None, return_dtype=pl.String)
    return cells[source].fill_null(by_concept) if readable else by_concept.fill_null(cells[source])


def _said(number: str, concept: Concept | None) -> str:
    """A concept as its cell says it: its code, else its id, with its name behind."""
    code = concept.code if concept and concept.code else AS_CONCEPT + number
    return f"{code} {concept.name}".strip() if concept else code


ADAPTER = Adapter("omop", adapts)
