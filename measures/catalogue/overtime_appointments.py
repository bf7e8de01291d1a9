"""How many low-back-pain visits ran more than 5 minutes over their booked length."""

from measures.declare import Better, Kind, Measure
from measures.units import visit

MEASURE = Measure(
    name="overtime_appointments",
    title="Appointments that ran over",
    kind=Kind.BALANCING,
    better=Better.LOWER,
    unit=visit,
    numerator=visit.any_visit & visit.ran_over,
    numerator_says="low-back-pain visits more than 5 minutes over the booked length",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "c"),
    notes="Started late is not ran over: with an end time only this is not available.",
    examples="""
        any_visit | ran_over | counted
        ----------|----------|--------
        yes       | yes      | yes
        yes       | no       | no
        yes       |          | unknown
    """,
)
