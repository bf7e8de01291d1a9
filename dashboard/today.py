"""What day it is for the app; `HUDDLEBOARD_TODAY` moves its clock, for rehearsing a review before its day."""

import os
from datetime import date


def today() -> date:
    """Today, or the day that HUDDLEBOARD_TODAY names (YYYY-MM-DD)."""
    told = os.environ.get("HUDDLEBOARD_TODAY")
    return date.fromisoformat(told) if told else date.today()
