"""Which system the codes of a column are of, where the codes leave that open; and codes that no list of ours holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

import polars as pl

from ingest.code_columns import BETWEEN, CodeColumn, in_part, marked
from ingest.plan.draft import Draft, Drafts, QuestionKind, mapping_of, reading
from ingest.plan.look import Listed, Look
from ingest.plan.values import WAIT, Question
from measures.code_systems import SYSTEMS, parted
from measures.declare import CODES_IN_PART
from measures.red_flags.unlisted import unlisted

NAMES = {
    "icd": "ICD-9 or ICD-10, side by side", "icd9": "ICD-9", "icd10": "ICD-10", "icpc2": "ICPC-2", "read2": "Read v2",
    "ctv3": "Read CTV3", "snomed": "SNOMED CT", "cpt": "CPT", "loinc": "LOINC", "opcs4": "OPCS-4", "nicip": "NICIP",
    "omop": "OMOP concepts", "own": "the clinic's own codes",
}  # fmt: skip


def ask_codes(look: Look, drafts: Drafts) -> list[Question]:
    """Each column of codes whose system nobody can tell."""
    asked = []
    for one in look.lists:
        for column in look.codes.get(one.table.file, ()):
            if column.decision.open:
                asked.append(_question(one, column))
    return asked


def _question(one: Listed, column: CodeColumn) -> Question:
    fitting = [fit.system for fit in column.decision.readings if fit.share >= 0.5]
    order = [*fitting, *(s for s in SYSTEMS if s not in fitting)]
    shown = ", ".join(column.examples) or "long texts"
    blocks = {"visits.day"} if column.field == "diagnosis" else {"orders.exam"}
    return Question(
        f"codes:{one.key}:{column.column}",
        "code_system",
        one.table.file,
        column.column,
        f'{one.table.file}: in which code system is "{column.column}" ({shown})?',
        column.rows,
        tuple(reading(s, NAMES.get(s, s)) for s in order),
        None,
        frozenset(blocks),
    )


def settle_codes(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The importer is told the system with the plan."""
    return drafts


#: So many of the codes that no list holds are shown, the commonest first.
SHOWN = 8
NO_FLAG = "no_flag"


def ask_unlisted(look: Look, drafts: Drafts) -> list[Question]:
    """Each column with codes of which no list says whether they are red flags, and no words beside them either."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        for column in look.codes.get(one.table.file, ()):
            if draft.aside or column.field != "diagnosis" or not in_part(column, draft.columns):
                continue
            rows, codes = _unlisted(one, draft, column.system)
            if codes:
                asked.append(_unlisted_question(one, column, rows, codes))
    return asked


def _unlisted(one: Listed, draft: Draft, system: str) -> tuple[int, Counter[str]]:
    """In how many rows such codes stand, and how often each."""
    rows, codes = 0, Counter[str]()
    for cell, times in _cells(one, draft, system):
        its_system, _, text = cell.partition(BETWEEN)
        found = unlisted(text, its_system)
        rows += times if found else 0
        codes.update(dict.fromkeys(found, times))
    return rows, codes


def _cells(one: Listed, draft: Draft, system: str) -> Iterator[tuple[str, int]]:
    """The different cells of the diagnoses, each with its system before it, and their rows."""
    found = mapping_of(one, draft)
    place, named = found.fields.get("diagnosis"), found.fields.get("code_system")
    counted: Counter[str] = Counter()
    for block in found.table.blocks() if place is not None else ():
        rows = block.rows.filter(pl.col(f"c{place}").is_not_null())
        cells = marked(rows[f"c{place}"], rows[f"c{named}"] if named is not None else None, system)
        counted.update(dict(cells.value_counts().iter_rows()))
    return iter(counted.items())


def _unlisted_question(one: Listed, column: CodeColumn, rows: int, codes: Counter[str]) -> Question:
    shown = ", ".join(parted(code)[1] for code, _ in codes.most_common(SHOWN))
    more = f" and {len(codes) - SHOWN:,} more" if len(codes) > SHOWN else ""
    says = (
        f'{one.table.file}: {len(codes):,} codes in {rows:,} rows of "{column.column}" ({shown}{more}) stand in no '
        "list of ours, and no words beside them say what they are: we cannot tell whether these are red flags. "
        "Are they?"
    )
    readings = (
        reading(NO_FLAG, "none of them is a red flag: count them so"),
        reading(WAIT, "some may be: I will export them with their names beside the codes first"),
    )
    # By the codes themselves: next month's new ones are asked about again.
    these = sha256(" ".join(sorted(codes)).encode()).hexdigest()[:8]
    number = f"unlisted:{one.key}:{column.column}:{these}"
    file, blocks = one.table.file, frozenset({CODES_IN_PART})
    return Question(number, "unlisted_codes", file, column.column, says, rows, readings, NO_FLAG, blocks)


KINDS = (
    QuestionKind("code_system", ask_codes, settle_codes),
    QuestionKind("unlisted_codes", ask_unlisted, settle_codes),
)
