"""The headline outcome: lumbar images the practice ordered for low back pain without a red flag."""

from measures.declare import Better, Kind, Measure
from measures.units import image

MEASURE = Measure(
    name="imaging_without_red_flags",
    title="Images ordered without red flags",
    kind=Kind.OUTCOME,
    better=Better.LOWER,
    unit=image,
    numerator=image.any_image & image.linked & image.by_practice & ~image.red_flag,
    numerator_says="lumbar images ordered for low back pain, no red flag",
    source="Alberta Low Back Pain Toolkit, Table 4",
    charts=("run", "c"),
    not_recorded=image.red_flag_not_recorded,
    examples="""
        any_image | linked | by_practice | red_flag | counted
        ----------|--------|-------------|----------|--------
        yes       | yes    | yes         | no       | yes
        yes       | yes    | yes         | yes      | no
        yes       | yes    | no          | no       | no
        yes       | no     | yes         | no       | no
        yes       | yes    |             | no       | unknown
        yes       | yes    | yes         |          | unknown
        yes       | yes    |             | yes      | no
                  | yes    | yes         | no       | unknown
    """,
)
