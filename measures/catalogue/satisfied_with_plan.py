"""Whether patients are satisfied with their action plan."""

from measures.declare import Better, Kind, Measure
from measures.units import response

MEASURE = Measure(
    name="satisfied_with_plan",
    title="Satisfied with the action plan",
    kind=Kind.OUTCOME,
    better=Better.HIGHER,
    unit=response,
    denominator=response.plan_answered,
    denominator_says="answers within 30 days of a visit",
    numerator=response.satisfied,
    numerator_says="satisfied or very satisfied",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    follow_up=30,
    examples="""
        plan_answered | satisfied | counted
        --------------|-----------|--------
        yes           | yes       | yes
        yes           | no        | no
        yes           |           | unknown
        no            |           | left out
    """,
)
