"""Whether patients with low back pain go home with a pamphlet or an exercise prescription."""

from measures.declare import Better, Kind, Measure
from measures.units import patient_period

MEASURE = Measure(
    name="pamphlet_or_exercise",
    title="Pamphlet or exercise prescription given",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=patient_period,
    denominator=patient_period.any_visit,
    denominator_says="patients seen with low back pain",
    numerator=patient_period.pamphlet_given | patient_period.exercise_prescribed,
    numerator_says="given a pamphlet or an exercise prescription",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "p"),
    examples="""
        any_visit | pamphlet_given | exercise_prescribed | counted
        ----------|----------------|---------------------|--------
        yes       | yes            | no                  | yes
        yes       | no             | yes                 | yes
        yes       | yes            | yes                 | yes
        yes       | no             | no                  | no
        yes       | no             |                     | unknown
        yes       | yes            |                     | yes
    """,
)
