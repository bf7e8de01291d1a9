"""Whether patients seen in person had the 3-minute assessment."""

from measures.declare import Better, Kind, Measure
from measures.units import patient_period

MEASURE = Measure(
    name="physical_assessment",
    title="3-minute physical assessment done",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=patient_period,
    denominator=patient_period.in_person,
    denominator_says="patients seen in person with low back pain",
    numerator=patient_period.assessed,
    numerator_says="given the 3-minute assessment",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    examples="""
        in_person | assessed | counted
        ----------|----------|--------
        yes       | yes      | yes
        yes       | no       | no
        yes       |          | unknown
        no        |          | left out
                  | yes      | unknown
    """,
)
