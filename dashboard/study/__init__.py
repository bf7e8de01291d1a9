"""Facts, measures and filters -> counts, series and chart; no words."""

from dashboard.records.charted import Availability
from dashboard.study.filters import WHOLE_PRACTICE, Filters
from dashboard.study.newest import study
from dashboard.study.one_clinic import DEFAULT_RULES, FIRST_CHOICE, Study

__all__ = ["DEFAULT_RULES", "FIRST_CHOICE", "WHOLE_PRACTICE", "Availability", "Filters", "Study", "study"]
