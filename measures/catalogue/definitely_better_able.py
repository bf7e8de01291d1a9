"""Whether patients say the practice definitely helped them to manage."""

from measures.declare import Better, Kind, Measure
from measures.units import response

MEASURE = Measure(
    name="definitely_better_able",
    title="Definitely better able to manage",
    kind=Kind.OUTCOME,
    better=Better.HIGHER,
    unit=response,
    denominator=response.able_answered,
    denominator_says="answers to the question",
    numerator=response.definitely,
    numerator_says="answered 'definitely'",
    source="Choosing Wisely Canada change package",
    charts=("p",),
    notes="Top box only: 'for the most part' is not a success here.",
    examples="""
        able_answered | definitely | counted
        --------------|------------|--------
        yes           | yes        | yes
        yes           | no         | no
        no            |            | left out
    """,
)
