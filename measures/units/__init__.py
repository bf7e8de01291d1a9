"""From events to units: one row per thing a measure counts."""

from measures.units.tables import (
    activity,
    elsewhere,
    episode,
    image,
    patient_period,
    referral,
    response,
    response_pair,
    visit,
)
from measures.units.workup import Units

__all__ = [
    "Units",
    "activity",
    "elsewhere",
    "episode",
    "image",
    "patient_period",
    "referral",
    "response",
    "response_pair",
    "visit",
]
