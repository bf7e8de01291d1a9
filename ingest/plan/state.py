"""The three states of a measure: a figure, a question first, or something the exports do not carry."""

from enum import StrEnum


class MeasureState(StrEnum):
    """Whether a measure has a figure."""

    AVAILABLE = "available"
    WAITING = "cannot be counted yet"
    MISSING = "not available"
