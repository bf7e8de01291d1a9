"""What share of low-back-pain visits ran over."""

from measures.declare import Better, Kind, Measure
from measures.units import visit

MEASURE = Measure(
    name="overtime_share",
    title="Share of appointments that ran over",
    kind=Kind.BALANCING,
    better=Better.LOWER,
    unit=visit,
    denominator=visit.any_visit,
    denominator_says="low-back-pain visits with usable times",
    numerator=visit.ran_over,
    numerator_says="more than 5 minutes over the booked length",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("p",),
    examples="""
        any_visit | ran_over | counted
        ----------|----------|--------
        yes       | yes      | yes
        yes       | no       | no
        yes       |          | unknown
    """,
)
