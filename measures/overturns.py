"""Clinicians' words in place of what the records said of a red flag: every count follows, and what was read is kept.

`counting.md` section 4: a clinician can overturn a finding. The word stands where the statement of the visit's or the
order's own record stood, and reaches as far: a box's 30 days, a cancer for ever. What other records say of that flag
is put aside for that visit or image alone; it was true where it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import narwhals as nw
import polars as pl

from measures.count import counts
from measures.declare import Measure
from measures.engine import keep, native
from measures.events import EVER, Events
from measures.red_flags.codes import WINDOWS
from measures.red_flags.sets import FlagSet
from measures.units.evidence import AS_SAID
from measures.units.workup import Units

#: What is said of one flag of one visit or image (`row`); "all" speaks of every flag at once.
SAID = {"row": pl.Int64, "atom": pl.String, "state": pl.String}
CLINICIAN = "clinician"
RULE = "a clinician's word"
#: The states a person may give, as findings have them; "not recorded" leaves no finding at all.
AS_FINDING = {"present": "present", "stated_absent": "absent", "unknown": "queried"}
#: Tables made before any red flag is looked at: the same whatever a clinician says.
BEFORE_FLAGS = ("events", "candidates", "unclassified", "back_visits", "_linked_orders")
NOT_ALL = pl.col("atom") != "all"
NONE_AT_ALL = (pl.col("atom") == "all") & (pl.col("state") == "stated_absent")
ASSERTS = pl.col("state").is_in(["present", "queried"])


def nothing_said() -> pl.DataFrame:
    """No overturns."""
    return pl.DataFrame(schema=SAID)


def restated(findings: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The findings with clinicians' words (`SAID`, with patient, day and `of`) in place of their own record's.

    A flag that a clinician calls present stands above a colleague's "no red flags at all".
    """
    read = findings.join(said.select("row", "atom"), on=["row", "atom"], how="anti")
    none = said.filter(NONE_AT_ALL)["row"].unique().implode()
    stays = read.filter(~(pl.col("row").is_in(none) & ASSERTS))
    spoken = said.filter(pl.col("state").is_in(list(AS_FINDING)))
    windows = {atom: EVER if days is None else days for atom, days in WINDOWS.items()}
    return pl.concat([stays, spoken.with_columns(
        state=pl.col("state").replace_strict(AS_FINDING, return_dtype=pl.String),
        window=pl.col("atom").replace_strict(windows, default=0, return_dtype=pl.Int32),
        source=pl.lit(CLINICIAN), rule=pl.lit(RULE), not_urgent=pl.lit(False),
    )], how="diagonal_relaxed").select(findings.columns)  # fmt: skip


def apply_overturns(evidence: nw.LazyFrame, said: pl.DataFrame) -> nw.LazyFrame:
    """The evidence of each visit or image without what other records say of a flag that a clinician spoke on.

    `evidence` comes from findings that are `restated` already, so that the word itself is among it.
    """
    table = native(evidence)
    spoken_on = said.filter(NOT_ALL).select("atom", unit="row").with_columns(spoken=True)
    none = said.filter(NONE_AT_ALL)["row"].unique().implode()
    marked = table.join(spoken_on, on=["unit", "atom"], how="left", maintain_order="left")
    set_aside = pl.col("spoken").fill_null(False) | (pl.col("unit").is_in(none) & ASSERTS)
    others = (pl.col("evidence") != pl.col("unit")).fill_null(True)
    return nw.from_native(marked.filter(~(set_aside & others)).select(table.columns).lazy())


class Overturned(Units):
    """The units of a clinic as clinicians' words restate them; `as_read` gives them as the records speak."""

    def __init__(self, as_read: Units, said: pl.DataFrame) -> None:
        super().__init__(
            as_read._as_read, as_read.practice, as_read.modality, as_read.flag_set, as_read.silence_is_none,
            as_read.unclear,
        )
        self.as_read = as_read
        self.said = said
        self.__dict__.update({name: getattr(as_read, name) for name in BEFORE_FLAGS})

    def under(self, flag_set: FlagSet, silence_is_none: bool = True, unclear: str = AS_SAID) -> "Overturned":
        """The same words under another reading of the red flags."""
        return Overturned(self.as_read.under(flag_set, silence_is_none, unclear), self.said)

    @cached_property
    def findings(self) -> nw.LazyFrame:
        """Everything said of red flags, clinicians' words in place of their records'."""
        return nw.from_native(restated(native(self.as_read.findings), self._placed).lazy())

    @cached_property
    def visit_evidence(self) -> nw.LazyFrame:
        """Which evidence speaks for which visit, where a clinician spoke only theirs."""
        return keep(apply_overturns(super().visit_evidence, self.said))

    @cached_property
    def image_evidence(self) -> nw.LazyFrame:
        """Which evidence speaks for which image, where a clinician spoke only theirs."""
        return keep(apply_overturns(super().image_evidence, self.said))

    @cached_property
    def _placed(self) -> pl.DataFrame:
        """What was said, with the patient and the day of the visit or order it was said of."""
        rows = self.said["row"].unique().to_list()
        records = [
            native(self.events[table].filter(nw.col("row").is_in(rows)).select("row", "patient", "day"))
            .with_columns(of=pl.lit(table))
            for table in ("visits", "orders")
        ]  # fmt: skip
        return self.said.select(SAID.keys()).join(pl.concat(records), on="row", how="inner")


@dataclass(frozen=True)
class Restated:
    """A number of one measure and month that an overturn changes by so much; None where it has no denominator."""

    measure: str
    period: str
    numerator: int
    denominator: int | None
    unknown: int


def of_patient(events: Events, patient: int) -> Events:
    """The events of one patient: the same units follow from them as from everybody's, much quicker."""
    return replace(events, tables={n: t.filter(nw.col("patient") == patient) for n, t in events.tables.items()})


def what_changes(units: Units, patient: int, said: pl.DataFrame, measures: Mapping[str, Measure]) -> list[Restated]:
    """By how much each monthly count would change if `said` were all that clinicians say of this patient.

    Counts are sums over patients, so that this patient's alone tell it.
    """
    read = Units(of_patient(units._as_read, patient), units.practice, units.modality)
    now = units.said if isinstance(units, Overturned) else nothing_said()
    before, after = (counts(Overturned(read, one), measures) for one in (now, said))
    whole = before.join(after, on=["measure", "period", "provider"], suffix="_after")
    numbers = ("numerator", "denominator", "unknown")
    told = whole.select("measure", "period", *[(pl.col(f"{n}_after") - pl.col(n)).alias(n) for n in numbers])
    changed = pl.any_horizontal(pl.col(n).fill_null(0) != 0 for n in numbers)
    return [Restated(*row) for row in told.filter(changed).sort("measure", "period").rows()]
