"""A made-up clinic written in a few words, for tests: days are counted from the first day of its coverage."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures
from measures.count import counts
from measures.engine import native
from measures.events import EVER, Events, in_memory
from measures.practice import Clinician, Practice, day_number
from measures.units import Units

FIRST = date(2023, 1, 1)
LAST = date(2024, 12, 31)
#: A day on which the start of an episode is known and every follow-up window has passed.
LATER = 400
PRACTICE = Practice(
    coverage_start=FIRST,
    export_date=LAST,
    clinicians=(Clinician("A", ("ASPEN, ANNA",)), Clinician("B", ("BIRCH, BEN",))),
    agreed_list=("Riverbank Physio",),
)
CARRIES = frozenset(
    [
        "visits.day",
        "visits.mode",
        "orders.provider",
        "visits.pamphlet",
        "visits.exercise",
        "visits.assessment",
        "visits.warm_referral",
        "visits.agreement",
        "visits.barriers",
        "visits.minutes",
        "visits.booked_minutes",
        "visits.sought_elsewhere",
        "orders.exam",
        "referrals.service",
        "referrals.assessed_day",
        "referrals.eligible",
        "responses.satisfied_with_plan",
        "responses.better_able",
        "responses.quality_of_life",
        "activities.back_imaging",
        "diagnoses.code",
    ]
)
TRAITS = frozenset(["outside_orders", "deniable_flags", "named_flags", "emergency_referrals", "back_program_referrals"])


def on(day: int) -> dict[str, int]:
    """`day` and `month` of an event so many days after the coverage began."""
    when = FIRST + timedelta(days=day)
    return {"day": day_number(when), "month": when.year * 12 + when.month - 1}


def month(day: int) -> str:
    """The label of the month a day of the coverage lies in."""
    return f"{FIRST + timedelta(days=day):%Y-%m}"


@dataclass
class MadeUp:
    """Events as they are written down; each method returns the row number of what it wrote."""

    practice: Practice = PRACTICE
    carries: frozenset[str] = CARRIES
    traits: frozenset[str] = TRAITS
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    last_row: int = 0

    def add(self, table: str, patient: int, day: int, **columns: Any) -> int:
        """One event of any table."""
        self.last_row += 1
        row = {"clinic": "clinic", "row": self.last_row, "patient": patient, **on(day), **columns}
        self.rows.setdefault(table, []).append(row)
        return self.last_row

    def visit(self, patient: int = 1, day: int = LATER, provider: str | None = "A", **columns: Any) -> int:
        """A visit of an adult with a tier A code, unless told otherwise."""
        usual = {"tier": 1, "spine_code": True, "age_low": 40, "age_high": 40}
        return self.add("visits", patient, day, **{"provider": provider, **usual, **columns})

    def order(self, patient: int = 1, day: int = LATER, provider: str | None = "A", **columns: Any) -> int:
        """A lumbar X-ray of an adult that says nothing of why, unless told otherwise."""
        usual = {"modality": "XR", "lumbar": True, "age_low": 40, "age_high": 40}
        return self.add("orders", patient, day, **{"provider": provider, **usual, **columns})

    def says(
        self,
        patient: int = 1,
        day: int = LATER,
        atom: str = "cancer",
        state: str = "present",
        window: int = EVER,
        row: int | None = None,
        source: str = "words",
        **columns: Any,
    ) -> None:
        """A finding; `row` makes it that record's own, else it is a record of its own."""
        self.add("findings", patient, day, atom=atom, state=state, window=window, source=source, **columns)
        if row is not None:
            self.rows["findings"][-1]["row"] = row

    def events(self, shuffled: Iterable[int] | None = None) -> Events:
        """The events, each table's rows in the order written, or in the order of `shuffled` keys."""
        frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in self.rows.items()}
        if shuffled is not None:
            keys = list(shuffled) or [0]
            frames = {n: f[sorted(range(f.height), key=lambda i: keys[i % len(keys)])] for n, f in frames.items()}
        return in_memory(frames, self.carries, self.traits)

    def units(self) -> Units:
        """The unit tables of these events."""
        return Units(self.events(), self.practice)

    def table(self, name: str) -> pl.DataFrame:
        """One unit table, by row."""
        return native(getattr(self.units(), name)).sort("row")

    def counted(self, name: str, by_provider: bool = False, every: str = "month") -> pl.DataFrame:
        """The counts of one measure."""
        measure = measures().get(name) or BASE_COUNTS[name]
        return counts(self.units(), {name: measure}, every, by_provider)

    def count(self, name: str, provider: str = "ALL", period: str | None = None) -> tuple[int, int | None, int]:
        """Numerator, denominator and unknown of one measure, over the whole coverage or one period."""
        table = self.counted(name, provider != "ALL").filter(pl.col("provider") == provider)
        if period:
            table = table.filter(pl.col("period") == period)
        whole = None if table["denominator"].null_count() else int(table["denominator"].sum())
        return int(table["numerator"].sum()), whole, int(table["unknown"].sum())

    def settled(self, **settings: Any) -> "MadeUp":
        """The same events under other settings of the practice."""
        return replace(self, practice=replace(self.practice, **settings))
