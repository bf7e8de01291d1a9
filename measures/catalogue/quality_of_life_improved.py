"""Whether quality of life got better between two scores."""

from measures.declare import Better, Kind, Measure
from measures.units import response_pair

MEASURE = Measure(
    name="quality_of_life_improved",
    title="Quality of life improved",
    kind=Kind.OUTCOME,
    better=Better.HIGHER,
    unit=response_pair,
    denominator=response_pair.any_pair,
    denominator_says="patients with two scores on one instrument",
    numerator=response_pair.improved,
    numerator_says="later score better than the earlier",
    source="Choosing Wisely Canada change package",
    charts=("p",),
    examples="""
        any_pair | improved | counted
        ---------|----------|--------
        yes      | yes      | yes
        yes      | no       | no
        yes      |          | unknown
    """,
)
