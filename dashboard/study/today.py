"""What day it is for the app; `HUDDLEBOARD_TODAY` moves its clock, for rehearsing a review before its day."""

import os
from datetime import date

from ingest.clinic import BadSettings


def today() -> date:
    """Today, or the day that HUDDLEBOARD_TODAY names (YYYY-MM-DD); BadSettings where that is no day."""
    told = os.environ.get("HUDDLEBOARD_TODAY")
    try:
        return date.fromisoformat(told) if told else date.today()
    except ValueError:
        raise BadSettings(f"HUDDLEBOARD_TODAY is {told!r}; it takes a day like 2026-05-04.") from None
