"""Patients whose lumbar imaging was ordered outside the practice after a visit here."""

from measures.declare import Better, Kind, Measure
from measures.units import elsewhere

MEASURE = Measure(
    name="imaging_sought_elsewhere",
    title="Imaging sought elsewhere",
    kind=Kind.BALANCING,
    better=Better.LOWER,
    unit=elsewhere,
    numerator=elsewhere.sought,
    numerator_says="patients with lumbar imaging ordered elsewhere within 90 days after a visit",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "c"),
    notes="An EMR sees only what is copied to it: absence is not zero.",
    examples="""
        sought | counted
        -------|--------
        yes    | yes
        no     | no
               | unknown
    """,
)
