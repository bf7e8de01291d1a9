"""Which system the codes of a column are of, where the codes themselves leave that open."""

from __future__ import annotations

from ingest.code_columns import CodeColumn
from ingest.plan.draft import Drafts, QuestionKind, reading
from ingest.plan.look import Listed, Look
from ingest.plan.values import Question
from measures.code_systems import SYSTEMS

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


KINDS = (QuestionKind("code_system", ask_codes, settle_codes),)
