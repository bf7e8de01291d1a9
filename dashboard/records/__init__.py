"""What people write, apart from the facts: every line with who and when, and nothing ever lost."""

from dashboard.records.improvement_work import Counted, Improvement
from dashboard.records.keeping import Change, ChangedMeanwhile
from dashboard.records.kind import Kept
from dashboard.records.kinds import (
    ChartPhase,
    CycleRecord,
    Entry,
    IdeaRecord,
    Note,
    Person,
    PhaseKind,
    Project,
    Rating,
    ReviewRecord,
    Tally,
)
from dashboard.records.overturns import MachineFinding, Overturn, Overturns, Standing
from dashboard.records.programme import ManyClinics
from dashboard.records.random_sample import drawn
from dashboard.records.reader_reviews import (
    Drawn,
    JudgedItem,
    Judgement,
    NotJudgedYet,
    ReaderReview,
    ReaderReviews,
    ReviewItem,
)
from dashboard.records.reason import NotKept, looks_like_a_name
from dashboard.records.unit import UnitId, identified, tables_of, unit_ids
from ingest.columns import metadata

#: With all of these declared the metadata knows every table: a new database is made at once (`ingest.database`).
metadata.info["whole"] = True

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "ChartPhase",
    "Counted",
    "CycleRecord",
    "Drawn",
    "Entry",
    "IdeaRecord",
    "JudgedItem",
    "Judgement",
    "Kept",
    "MachineFinding",
    "NotJudgedYet",
    "NotKept",
    "Note",
    "Overturn",
    "Person",
    "PhaseKind",
    "Project",
    "Rating",
    "ReaderReview",
    "Records",
    "ReviewItem",
    "ReviewRecord",
    "Standing",
    "Tally",
    "UnitId",
    "drawn",
    "identified",
    "looks_like_a_name",
    "tables_of",
    "unit_ids",
]


class Records(Overturns, ReaderReviews, Improvement, ManyClinics):
    """Everything people wrote in one database: `Records(store.engine)`; values go in, values come out.

    Each kind of record that is only ever added to has its class in a file of its own; those that people change
    (`Person` ...) are kept and read alike, by `kept` and `read`.
    """
