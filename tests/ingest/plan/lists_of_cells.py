# ruff: noqa: E501
"""Made-up cells under any heading, for lists of which only the heading row is known."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import cycle, islice

import polars as pl

from ingest.plan.headings import plain
from ingest.plan.shapes import ColumnShape

ROWS = 24
CELLS = [
    (r"birth|dob|geburt|naiss", [f"19{n}-03-1{n % 10}" for n in range(50, 74)]),
    (r"status|statut|estado|state$|situac|tila|asisten|outcome|dispos|show|attended|problem list", ["Completed", "Cancelled", "Booked"]),
    (r"duration|length|duree|dauer|min\b|mins", ["15", "20", "30"]),
    (r"time$|heure|uhrzeit|hora\b|^ora$|klokke|hora |checkin|checkout|timed?$", ["09:00", "10:15", "14:30"]),
    (r"date|datum|fecha|data\b|dato|dos$| dt$|day$|^start$|^end$|^stop$|paiva|cancelled at|result time", [f"2025-0{1 + n % 6}-{n + 1:02d}" for n in range(24)]),
    (r"modality|^mod", ["MR", "CT", "CR"]),
    (r"exam|study|test|procedure|proc|untersuch|estudio|xray list", ["MRI lumbar spine", "XR chest", "CT head", "XR L-spine 3 views"]),
    (r"dx|diag|icd|icpc|cie|cid|code|snomed|problem|read", ["M54.5", "I10", "724.2", "J06.9"]),
    (r"drug|medic(ament|ation)|description|term", ["amoxicillin", "ibuprofen", "metformin"]),
    (r"reason|motif|motivo|grund|complaint|clinical|comment|raison|indica|frage|cc|syy|arsak|issue|title", ["low back pain", "cough", "BP check"]),
    (r"type|typ|mode|art$|soort|class", ["Office", "Phone"]),
    (r"specialty|specialit|fach|service", ["Orthopaedics", "Physiotherapy"]),
    (r"arzt|doctor|provider|medecin|medico|physician|clinician|lege|lakare|dr$|gp|md$|prof|prov|attending|seen by|therap|worker|resource|refer|requ|anforderer|facult|huisarts|prescri|consultant|laakari|hcp|staff|initials|payer", ["Dr A", "Dr B", "Dr C"]),
    (r"age", ["45", "61", "30"]),
    (r"sex|gender", ["F", "M"]),
]  # fmt: skip
PEOPLE = [f"1{n:05d}" for n in (3, 8, 5, 3, 9, 11, 12, 8, 20, 21, 22, 5)]


def cells_under(heading: str, place: int) -> list[str]:
    """A column of cells as such a heading usually has."""
    words = plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    for pattern, cells in CELLS:
        if re.search(pattern, words) and not re.search(r"\b(id|no|number|nr|#|guid|num)\b", words):
            return list(islice(cycle(cells), ROWS))
    if re.search(
        r"pat|pt|chart|mrn|client|dossier|nhc|nhi|uhid|hn|person|demogr|folder|pid|pront|process|expedi|chi|ur|opd|potilas|benef|cedula|historia|pasient|nhs",
        words,
    ):
        return list(islice(cycle(PEOPLE), ROWS))
    return [str(1000 + place * 100 + n) for n in range(ROWS)]


#: What the columns of a patient, a day and a clinician hold, whatever they are called.
OF_ROLE = (PEOPLE, [f"2025-0{1 + n % 6}-{n + 1:02d}" for n in range(ROWS)], ["Dr A Lee", "Dr B Ray", "Dr C Wu"])


def shapes_under(headings: list[str], roles: Sequence[str] = ()) -> list[ColumnShape]:
    """The columns of a made-up list with these headings; `roles` name its patient, day and clinician."""
    told = {role: list(islice(cycle(cells), ROWS)) for role, cells in zip(roles, OF_ROLE, strict=False) if role}
    return [_shape(tuple(told.get(h) or cells_under(h, place))) for place, h in enumerate(headings)]


@cache
def _shape(cells: tuple[str, ...]) -> ColumnShape:
    """A column; what it looks like is worked out once for all the lists that have it."""
    return ColumnShape(pl.Series(cells, dtype=pl.String), ROWS)
