"""Whether agreement and barriers were both talked through and written down."""

from measures.declare import Better, Kind, Measure
from measures.units import patient_period

MEASURE = Measure(
    name="agreement_and_barriers",
    title="Agreement and barriers recorded",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=patient_period,
    denominator=patient_period.any_visit,
    denominator_says="patients seen with low back pain",
    numerator=patient_period.agreement_and_barriers,
    numerator_says="agreement and barriers both recorded by the same clinician",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    examples="""
        any_visit | agreement_and_barriers | counted
        ----------|------------------------|--------
        yes       | yes                    | yes
        yes       | no                     | no
        yes       |                        | unknown
    """,
)
