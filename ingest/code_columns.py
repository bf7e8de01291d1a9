"""The code system of each column of codes of one file, decided before any code in it is read, or left to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from ingest.identifying import PHONE_OR_DAY, identifies
from ingest.recognise import Mapping as Columns
from ingest.table import Block
from measures.back_pain import read_codes
from measures.code_systems import UNDECIDED, Fit, SystemDecision, decide, named, of_a_system
from measures.red_flags.codes import atoms_of_codes
from measures.red_flags.unlisted import HELD_IN_PART

#: Fields that hold codes, and whether they are codes of procedures.
CODE_FIELDS = {"diagnosis": False, "procedure_code": True}
#: Between a system and a cell, as the memory of cells keeps them.
BETWEEN = "\x1f"
#: So many examples of a column's codes are shown to the person who is asked.
EXAMPLES = 5


@dataclass(frozen=True)
class CodeColumn:
    """One column of codes: its heading, the field it feeds, what was decided, in how many rows it holds a code.

    `examples` are its commonest cells that are nothing but a code: a code alone says nothing of a person.
    """

    file: str
    column: str
    field: str
    decision: SystemDecision
    rows: int
    examples: tuple[str, ...]

    @property
    def system(self) -> str:
        """The system its codes are read in."""
        return self.decision.system or UNDECIDED


def code_columns(
    mapping: Columns, first: Iterable[Block], told: Mapping[str, str] | None = None
) -> tuple[CodeColumn, ...]:
    """Every code column of one file with its system; `told` says a column's system by its heading.

    The first block decides; only where it leaves a column open are the others read.
    """
    told = told or {}
    fields = [name for name in CODE_FIELDS if name in mapping.fields]
    if not fields:
        return ()
    columns = [_decided(mapping, name, first, told) for name in fields]
    if any(column.decision.open for column in columns):
        columns = [_decided(mapping, name, mapping.table.blocks(), told) for name in fields]
    return tuple(columns)


def systems(columns: Iterable[CodeColumn]) -> dict[str, str]:
    """The system of each code field of one file."""
    return {column.field: column.system for column in columns}


def _decided(mapping: Columns, name: str, blocks: Iterable[Block], told: Mapping[str, str]) -> CodeColumn:
    place = mapping.fields[name]
    heading = mapping.table.header[place]
    cells = _counted(blocks, f"c{place}")
    said = told.get(heading) or (mapping.profile.code_system if name == "diagnosis" else None)
    if "code_system" in mapping.fields and name == "diagnosis" and not said:
        decision = SystemDecision("icd", "column")
    else:
        decision = decide(cells, heading=heading, told=said, procedures=CODE_FIELDS[name])
    if decision.open and not _readings_differ(cells, decision.readings):
        decision = SystemDecision(decision.readings[0].system, "no matter", decision.readings)
    alone = [cell for cell in sorted(cells, key=lambda one: -cells[one]) if is_plain_code(cell)]
    return CodeColumn(mapping.table.file, heading, name, decision, sum(cells.values()), tuple(alone[:EXAMPLES]))


def in_part(column: CodeColumn, fields: Iterable[str]) -> bool:
    """Whether codes may stand there that our lists hold in part: by its system, each row's own, or each cell's."""
    return column.system in HELD_IN_PART or "code_system" in fields or column.decision.why == "no codes"


def is_plain_code(cell: str) -> bool:
    """Whether a cell is a code and nothing that a telephone, a health card or a birthday could be."""
    person = (identifies(cell) or PHONE_OR_DAY.search(cell)) and not of_a_system(cell)
    return len(cell) <= 10 and " " not in cell and not person


def _counted(blocks: Iterable[Block], column: str) -> dict[str, int]:
    counted: dict[str, int] = {}
    for block in blocks:
        for cell, rows in block.rows[column].drop_nulls().value_counts().iter_rows():
            counted[cell] = counted.get(cell, 0) + rows
    return counted


def _readings_differ(cells: Mapping[str, int], readings: tuple[Fit, ...]) -> bool:
    """Whether any cell means another thing, for the back or as a red flag, in one reading than in another."""
    if readings and all(fit.share == 0 for fit in readings):
        return True
    texts, likely = list(cells), [fit.system for fit in readings if fit.share >= 0.5]
    meanings = []
    for system in likely:
        spines = read_codes(texts, system)
        atoms = atoms_of_codes([spine.codes for spine in spines], system)
        meanings.append([(s.tier, s.spine_code, flags) for s, flags in zip(spines, atoms, strict=True)])
    return not meanings or any(one != meanings[0] for one in meanings[1:])


def marked(cells: pl.Series, systems_named: pl.Series | None, system: str) -> pl.Series:
    """Cells with the system they are to be read in before them, as the memory of cells keeps them apart.

    `systems_named` are the systems that each row names for itself (a `coding_system` column).
    """
    if systems_named is None:
        return system + BETWEEN + cells
    names = {text: named(text) or system for text in systems_named.drop_nulls().unique().to_list()}
    each = systems_named.replace_strict(names, default=system, return_dtype=pl.String).fill_null(system)
    return each + BETWEEN + cells
