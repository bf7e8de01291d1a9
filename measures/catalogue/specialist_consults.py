"""How many patients in an acute episode were referred to a surgeon or specialist."""

from measures.declare import Better, Kind, Measure
from measures.units import patient_period

MEASURE = Measure(
    name="specialist_consults",
    title="Specialist consults in an acute episode",
    kind=Kind.CONTEXT,
    better=Better.NEITHER,
    unit=patient_period,
    denominator=patient_period.acute,
    denominator_says="patients seen in an acute episode",
    numerator=patient_period.sent_to_specialist,
    numerator_says="referred to a surgeon or specialist",
    source="Choosing Wisely Canada change package",
    charts=("p",),
    examples="""
        acute | sent_to_specialist | counted
        ------|--------------------|--------
        yes   | yes                | yes
        yes   | no                 | no
        no    | yes                | left out
              | no                 | unknown
    """,
)
