"""Whether referrals to the back programme meet its criteria."""

from measures.declare import Better, Kind, Measure
from measures.units import referral

MEASURE = Measure(
    name="referral_eligible",
    title="Referral meets the criteria",
    kind=Kind.PROCESS,
    better=Better.HIGHER,
    unit=referral,
    denominator=referral.any_referral,
    denominator_says="back-programme referrals",
    numerator=referral.eligible,
    numerator_says="every inclusion and no exclusion",
    source="Ontario Rapid Access Clinics for Low Back Pain",
    charts=("p",),
    examples="""
        any_referral | eligible | counted
        -------------|----------|--------
        yes          | yes      | yes
        yes          | no       | no
        yes          |          | unknown
    """,
)
