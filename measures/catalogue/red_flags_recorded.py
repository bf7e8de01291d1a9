"""Whether the record says anything of red flags, present or absent."""

from measures.declare import Better, Kind, Measure
from measures.units import visit

MEASURE = Measure(
    name="red_flags_recorded",
    title="Red flags recorded",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=visit,
    denominator=visit.any_visit,
    denominator_says="low-back-pain visits",
    numerator=visit.red_flag_recorded,
    numerator_says="red flags recorded as present or absent",
    source="Huddleboard, after counting.md section 5",
    charts=("run", "p"),
    examples="""
        any_visit | red_flag_recorded | counted
        ----------|-------------------|--------
        yes       | yes               | yes
        yes       | no                | no
        yes       |                   | unknown
    """,
)
