"""Spine imaging activity as the UK code script counts it."""

from measures.declare import Better, Kind, Measure
from measures.units import activity

MEASURE = Measure(
    name="lower_back_imaging_ebi",
    title="Lower back imaging activity (UK code script)",
    kind=Kind.OUTCOME,
    better=Better.LOWER,
    unit=activity,
    numerator=activity.back_imaging,
    numerator_says="outpatient rows the UK code script counts",
    source="UK Evidence-Based Interventions, low back pain imaging",
    charts=("c",),
    notes="As printed, the script counts any spinal level, drops rows without a diagnosis, and excludes cancer only.",
    examples="""
        back_imaging | counted
        -------------|--------
        yes          | yes
        no           | no
    """,
)
