"""What part of a measure is looked at."""

from dataclasses import dataclass
from datetime import date

from measures.practice import EVERYONE


@dataclass(frozen=True)
class Filters:
    """What part of a measure is looked at; the same words stand in the page's address."""

    provider: str = EVERYONE
    every: str = "month"
    modality: str | None = None
    first: date | None = None
    last: date | None = None


#: Everything of everyone, a point a month.
WHOLE_PRACTICE = Filters()
