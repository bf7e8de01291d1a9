"""Whether patients are handed in person to an allied provider the practice trusts."""

from measures.declare import Better, Kind, Measure
from measures.units import patient_period

MEASURE = Measure(
    name="warm_referral",
    title="Warm referral to the agreed list",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=patient_period,
    denominator=patient_period.any_visit,
    denominator_says="patients seen with low back pain",
    numerator=patient_period.handed_warmly,
    numerator_says="handed to someone on the agreed list",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    examples="""
        any_visit | handed_warmly | counted
        ----------|---------------|--------
        yes       | yes           | yes
        yes       | no            | no
    """,
)
