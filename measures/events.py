"""The event tables: what an EMR's export says happened, with the name, type and meaning of every column.

Days are whole days since 1970-01-01 and months are year * 12 + month - 1, both in the clinic's own time zone, so that
every engine can compare them as plain integers. `row` is one number for one line of one imported file
(`source * 2**32 + line`); `patient` is a keyed hash. Free text is not kept: it is read into `findings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

LINE_BITS = 32

#: Atoms hold for so many days after their date; EVER stands for "for good" (a cancer history never expires).
EVER = 200_000

COMMON = {
    "clinic": (pl.String, "the clinic these facts belong to"),
    "row": (pl.Int64, "source * 2**32 + physical line: where this was read"),
    "patient": (pl.Int64, "keyed hash of the patient number"),
    "day": (pl.Int32, "the day it happened, days since 1970-01-01"),
    "month": (pl.Int32, "the month it happened, year * 12 + month - 1"),
}
WHO = {
    "source_id": (pl.String, "the record's own number in the EMR"),
    "provider": (pl.String, "the clinician as spelt in the export"),
    "status": (pl.String, "a known status word, or '?' and the export's own word"),
}
AGE = {
    "age_low": (pl.Int16, "youngest possible age in whole years that day"),
    "age_high": (pl.Int16, "oldest possible age in whole years that day"),
}
CODED = {
    "tier": (pl.Int8, "best low-back tier of the row's own codes: 1 = A, 2 = B, 3 = C"),
    "spine_code": (pl.Boolean, "any spine code on the row"),
    "region": (pl.String, "why a spine code is not low back: neck, thoracic, serious"),
    "low_back_words": (pl.Boolean, "the row's words name the low back"),
}

TABLES: dict[str, dict[str, tuple[type[pl.DataType], str]]] = {
    "patients": {
        **{name: COMMON[name] for name in ("clinic", "row", "patient")},
        "birth_month_low": (pl.Int32, "earliest possible month of birth, year * 12 + month - 1"),
        "birth_month_high": (pl.Int32, "latest possible month of birth"),
    },
    "visits": {
        **COMMON,
        **WHO,
        **AGE,
        **CODED,
        "mode": (pl.String, "in_person, phone, virtual, or '?' and the export's own word"),
        "red_flags": (pl.Boolean, "the red-flag box: ticked, denied, or blank"),
        "pamphlet": (pl.Boolean, "a pamphlet was given"),
        "exercise": (pl.Boolean, "an exercise prescription was given"),
        "assessment": (pl.Boolean, "the 3-minute assessment was done"),
        "warm_referral": (pl.String, "who the patient was handed to"),
        "agreement": (pl.Boolean, "the patient's agreement was recorded"),
        "barriers": (pl.Boolean, "barriers were recorded"),
        "minutes": (pl.Int32, "actual minutes, from in-room to out"),
        "booked_minutes": (pl.Int32, "minutes booked"),
        "ran_over": (pl.Boolean, "somebody answered 'ran over?' by hand"),
        "sought_elsewhere": (pl.Boolean, "the patient says imaging was sought elsewhere"),
    },
    "orders": {
        **COMMON,
        **WHO,
        **AGE,
        **CODED,
        "requisition": (pl.String, "requisition number"),
        "modality": (pl.String, "XR, CT or MR"),
        "lumbar": (pl.Boolean, "an image of the lumbar spine"),
        "exam_why": (pl.String, "the rule that recognised the exam; ends in ' ?' and the name where none did"),
        "planning": (pl.Boolean, "planning of a stated surgery or injection"),
    },
    "diagnoses": {
        **COMMON,
        "status": (pl.String, "live or deleted"),
        "code": (pl.String, "ICD code, normalised; a known SNOMED CT concept; or '?' and the clinic's own code"),
        "tier": CODED["tier"],
        "spine_code": CODED["spine_code"],
        "region": CODED["region"],
        "of_visit": (pl.Boolean, "stands on a visit's own row"),
        "visit_id": (pl.String, "the number of the visit it was made at, where the export says so"),
    },
    "medications": {
        **COMMON,
        "status": WHO["status"],
        "end_day": (pl.Int32, "last day of supply"),
        "systemic_steroid": (pl.Boolean, "a systemic corticosteroid"),
    },
    "referrals": {
        **COMMON,
        **WHO,
        **AGE,
        "service": (pl.String, "specialist, emergency, back_program, allied, or '?' and the export's own word"),
        "assessed_day": (pl.Int32, "day of the first assessment"),
        "eligible": (pl.Boolean, "every inclusion and no exclusion of the back programme"),
    },
    "responses": {
        **COMMON,
        **AGE,
        "source_id": WHO["source_id"],
        "question": (pl.String, "satisfied_with_plan, better_able, quality_of_life, or '?' and the question"),
        "answer": (pl.String, "a known answer, or '?' and the export's own word"),
        "score": (pl.Float64, "a number, for an instrument"),
        "instrument": (pl.String, "which instrument the score belongs to"),
    },
    "activities": {
        **COMMON,
        **AGE,
        "source_id": WHO["source_id"],
        "back_imaging": (pl.Boolean, "the UK code script's logic holds for this outpatient row"),
    },
    "findings": {
        **COMMON,
        "status": WHO["status"],
        "of": (pl.String, "visits, orders, diagnoses: which kind of record speaks"),
        "source": (pl.String, "words, code, box, drug, or age and history"),
        "atom": (pl.String, "the red flag (or 'all')"),
        "state": (pl.String, "present, absent, queried, cannot tell ..."),
        "window": (pl.Int32, "days it counts after its date; 0 = its own visit only"),
        "rule": (pl.String, "the rule that decided"),
        "start": (pl.Int32, "where in the text the matched words begin"),
        "end": (pl.Int32, "where they end"),
        "matched": (pl.String, "the matched words"),
        "certainty": (pl.String, "of words: stated, likely, unclear"),
        "doubt": (pl.String, "the structural sign that makes it less than stated"),
        "piece": (pl.String, "of words: form, list, prose, name, or the kind of section that decided"),
        "reader": (pl.String, "version of the reader that made it"),
    },
}


def schema(table: str) -> dict[str, type[pl.DataType]]:
    """Column names and Polars types of one event table."""
    return {name: dtype for name, (dtype, _) in TABLES[table].items()}


def empty(table: str) -> pl.DataFrame:
    """An event table without rows."""
    return pl.DataFrame(schema=schema(table))


def shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """`frame` with exactly the columns of `table`, in order: absent ones are unknown (null)."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema(table).items()
    )


@dataclass(frozen=True)
class Events:
    """All facts of one clinic as lazy frames of one engine, and what the exports could carry at all.

    `carries` holds "visits.pamphlet" when some import had that column; `traits` holds what a profile says of an
    export ("outside_orders", "deniable_flags", "named_flags", "emergency_referrals" ...).
    """

    tables: Mapping[str, nw.LazyFrame]
    carries: frozenset[str]
    traits: frozenset[str] = frozenset()

    def __getitem__(self, table: str) -> nw.LazyFrame:
        return self.tables[table]

    def has(self, field: str) -> bool:
        """Whether any export carried this field, or holds this trait."""
        return field in self.carries or field in self.traits


def in_memory(
    frames: Mapping[str, pl.DataFrame], carries: frozenset[str], traits: frozenset[str] = frozenset()
) -> Events:
    """Events from Polars frames already at hand; tables not given are empty."""
    full = {name: nw.from_native(shaped(frames.get(name, empty(name)), name).lazy()) for name in TABLES}
    return Events(full, carries, traits)
