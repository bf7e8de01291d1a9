"""The safety line: emergency and urgent red flags with no action in time."""

from measures.declare import Better, Kind, Measure
from measures.units import visit

MEASURE = Measure(
    name="urgent_flag_not_acted_on",
    title="Urgent red flag not acted on",
    kind=Kind.BALANCING,
    better=Better.LOWER,
    unit=visit,
    denominator=visit.any_visit & visit.urgent_flag,
    denominator_says="visits at which an emergency or urgent red flag was first on record",
    numerator=visit.not_acted_on,
    numerator_says="no lumbar image, referral or emergency action within 1 day (emergency) or 2 days (urgent)",
    source="Alberta Low Back Pain Toolkit, red flags and urgencies",
    charts=("run", "p"),
    follow_up=2,
    examples="""
        any_visit | urgent_flag | not_acted_on | counted
        ----------|-------------|--------------|--------
        yes       | yes         | yes          | yes
        yes       | yes         | no           | no
        yes       | no          | no           | left out
        yes       |             | yes          | unknown
    """,
)
