"""How often a visit without a red flag leads to a lumbar image within a week."""

from measures.declare import Better, Kind, Measure
from measures.units import visit

MEASURE = Measure(
    name="imaging_rate_without_red_flags",
    title="Imaging rate without red flags",
    kind=Kind.OUTCOME,
    better=Better.LOWER,
    unit=visit,
    denominator=visit.any_visit & ~visit.red_flag,
    denominator_says="low-back-pain visits with no red flag",
    numerator=visit.imaged_without_flag,
    numerator_says="a lumbar image without a red flag ordered within 7 days",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    follow_up=7,
    not_recorded=visit.red_flag_not_recorded,
    examples="""
        any_visit | red_flag | imaged_without_flag | counted
        ----------|----------|---------------------|--------
        yes       | no       | yes                 | yes
        yes       | no       | no                  | no
        yes       | no       |                     | unknown
        yes       | yes      | no                  | left out
        yes       |          | no                  | unknown
                  | no       | yes                 | unknown
    """,
)
