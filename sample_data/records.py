"""The things that happen in a made-up practice, before any export writes them down."""

from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.diagnosis import Diagnosis


@dataclass(frozen=True)
class Clinician:
    """Someone who sees patients here: roster id and the way the export spells them."""

    id: str
    spelling: str


@dataclass(frozen=True)
class Plan:
    """What is planted in a practice: its size, its people, and how often each thing is done.

    `imaging` and `handout` are chances per low-back-pain visit before and after the day of `change`; imaging
    speaks of visits without a red flag only. `ran_over` is the chance of any visit to run over, before and after the
    day of `busier`. All other chances stay the same throughout.
    """

    name: str
    seed: int
    start: date
    end: date
    clinicians: tuple[Clinician, ...]
    outside: dict[str, float]
    agreed: tuple[str, ...]
    not_agreed: tuple[str, ...]
    patients: int
    back_patients: int
    episodes_a_month: float
    other_visits_a_month: int
    change: date
    imaging: tuple[float, float]
    handout: tuple[float, float]
    flag_routes: dict[str, float]
    busier: date
    ran_over: tuple[float, float]

    def covers(self, day: date) -> bool:
        """Whether the export holds this day."""
        return self.start <= day <= self.end

    def months(self) -> list[date]:
        """The first day of every month covered."""
        count = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return [month_later(self.start, step) for step in range(count)]


@dataclass(frozen=True)
class Patient:
    """A made-up patient; `born` is None where the chart lacks a date of birth."""

    number: str
    born: date | None
    sex: str
    clinician: Clinician

    def age(self, day: date) -> int | None:
        """Age in whole years, or None when the date of birth is not known."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class Visit:
    """A booked appointment; `topic` is what it was about: back, neighbour (neck, thoracic) or other."""

    patient: Patient
    clinician: Clinician
    day: date
    minute: int
    booked: int
    topic: str
    status: str
    mode: str
    diagnoses: tuple[Diagnosis, ...]
    reason: str
    flagged: bool = False
    flag_box: str = ""
    in_room: int | None = None
    out: int | None = None
    handout: bool = False
    exercise: bool = False
    exam: str = ""
    handed_to: str = ""
    agreement: bool = False
    barriers: bool = False

    @property
    def about_back(self) -> bool:
        """Completed and about the low back, whatever the codes on it say."""
        return self.topic == "back" and self.status == "Completed" and self.mode != "Form / Admin"


@dataclass(frozen=True)
class Order:
    """An imaging request; orders that share a requisition are one request sent twice."""

    patient: Patient
    day: date
    exam: str
    orderer: str
    status: str
    words: str
    requisition: str
    result: date | None


@dataclass(frozen=True)
class Referral:
    """A patient sent to someone else, with the day of the first assessment once there is one."""

    patient: Patient
    clinician: Clinician
    day: date
    service: str
    status: str
    assessed: date | None


@dataclass(frozen=True)
class Answer:
    """One answer on a patient survey, about the visit of that day."""

    patient: Patient
    day: date
    question: str
    answer: str


@dataclass(frozen=True)
class Course:
    """A prescribed drug course, last day included."""

    patient: Patient
    clinician: Clinician
    start: date
    end: date
    drug: str
    route: str
    atc: str
    archived: bool = False


@dataclass(frozen=True)
class Story:
    """Everything that happened in one made-up practice."""

    plan: Plan
    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    orders: tuple[Order, ...]
    referrals: tuple[Referral, ...]
    answers: tuple[Answer, ...]
    courses: tuple[Course, ...]


def month_later(first: date, months: int) -> date:
    """The first day of the month so many months after (or before) this first day of a month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def working_day(day: date) -> date:
    """The day itself, or the Monday after when it falls on a weekend: the practices are closed then."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
