"""CPCSSN extracts: of each pair `_calc` and `_orig` the cleaned one, and what was typed where nothing was cleaned.

Tables of the extract that no measure needs are left aside by their record number, so that nobody is asked about them.
Source: the CPCSSN entity relationship diagram (tables Patient, Encounter, EncounterDiagnosis, HealthCondition, Billing,
Referral, Medication, Exam, Lab, RiskFactor ...), and domain.md C1.
"""

from ingest.adapters.adapter import Adapted, Adapter, Fill, filled, first_of, has, headings
from ingest.table import Table

#: The record numbers of tables that hold nothing a measure needs; its first column tells a table.
NOT_NEEDED = tuple(
    f"{name} id"
    for name in (
        "exam",
        "lab",
        "risk factor",
        "riskfactor",
        "allergy intolerance",
        "allergyintolerance",
        "vaccine",
        "vaccination",
        "family history",
        "familyhistory",
        "medical procedure",
        "medicalprocedure",
        "disease case",
        "diseasecase",
        "patient demographic",
        "patientdemographic",
        "residential address",
    )
)


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Every table with such pairs, its `_calc` columns filled from `_orig` where they are blank."""
    extract = any(has(t, "encounter id", "patient id", "encounterdate") for t in tables)
    extract = extract or any(has(t, "encounter id", "patient id", "encounter date") for t in tables)
    aside = [t for t in tables if extract and has(t, "patient id") and set(headings(t)) & set(NOT_NEEDED)]
    kept = tuple(_cleaned(table) for table in tables if table not in aside)
    says = f"Tables of the extract that no measure needs are left aside: {', '.join(t.file for t in aside)}."
    return Adapted(kept, (says,) if aside else ())


def _cleaned(table: Table) -> Table:
    names = headings(table)
    stems = [name.removesuffix(" calc") for name in names if name.endswith(" calc")]
    fills: dict[str, Fill] = {f"{s} calc": first_of(f"{s} calc", f"{s} orig") for s in stems if f"{s} orig" in names}
    return filled(table, fills) if fills else table


ADAPTER = Adapter("cpcssn", adapts)
