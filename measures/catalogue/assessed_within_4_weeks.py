"""Whether patients referred to the back programme are first assessed within four weeks."""

from measures.declare import Better, Kind, Measure
from measures.units import referral

MEASURE = Measure(
    name="assessed_within_4_weeks",
    title="Assessed within 4 weeks",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=referral,
    denominator=referral.any_referral & referral.old_enough,
    denominator_says="back-programme referrals at least 28 days old",
    numerator=referral.assessed_28d,
    numerator_says="first assessed on days 0 to 28",
    source="Ontario Rapid Access Clinics for Low Back Pain",
    charts=("p",),
    follow_up=28,
    examples="""
        any_referral | old_enough | assessed_28d | counted
        -------------|------------|--------------|--------
        yes          | yes        | yes          | yes
        yes          | yes        | no           | no
        yes          | no         | yes          | left out
    """,
)
