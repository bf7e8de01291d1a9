"""CPCSSN extracts: of each pair `_calc` and `_orig` the cleaned one, and what was typed where nothing was cleaned.

Source: the CPCSSN entity relationship diagram (tables Patient, Encounter, EncounterDiagnosis, HealthCondition, Billing,
Referral, Medication ...), and domain.md C1.
"""

from ingest.adapters.adapter import Adapted, Adapter, Fill, filled, first_of, headings
from ingest.table import Table


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Every table with such pairs, its `_calc` columns filled from `_orig` where they are blank."""
    return Adapted(tuple(_cleaned(table) for table in tables))


def _cleaned(table: Table) -> Table:
    names = headings(table)
    stems = [name.removesuffix(" calc") for name in names if name.endswith(" calc")]
    fills: dict[str, Fill] = {f"{s} calc": first_of(f"{s} calc", f"{s} orig") for s in stems if f"{s} orig" in names}
    return filled(table, fills) if fills else table


ADAPTER = Adapter("cpcssn", adapts)
