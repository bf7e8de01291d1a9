"""Whether an episode without a red flag at its start is imaged within four weeks, whoever orders."""

from measures.declare import Better, Kind, Measure
from measures.units import episode

MEASURE = Measure(
    name="episode_imaging_28d",
    title="Episodes imaged within 28 days",
    kind=Kind.OUTCOME,
    better=Better.LOWER,
    unit=episode,
    denominator=episode.known_start & ~episode.red_flag,
    denominator_says="episodes with a known start and no red flag at it",
    numerator=episode.imaged_28d,
    numerator_says="a lumbar image on days 0 to 28, any orderer",
    source="HEDIS Use of Imaging Studies for Low Back Pain, window only",
    charts=("p",),
    follow_up=28,
    not_recorded=episode.red_flag_not_recorded,
    notes="An episode whose start nobody can know stays unknown, flagged or not.",
    examples="""
        known_start | red_flag | imaged_28d | counted
        ------------|----------|------------|--------
        yes         | no       | yes        | yes
        yes         | no       | no         | no
        yes         | yes      | yes        | left out
                    | no       | yes        | unknown
        yes         |          | no         | unknown
    """,
)
