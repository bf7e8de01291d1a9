"""What a list is and what its columns are: proposals from headings and the look of cells, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ingest.plan.headings import FieldRule, Heading, Match, event_cues, match, read, read_all, rules, table_says
from ingest.plan.partial_days import PARTIAL
from ingest.plan.shapes import ColumnShape
from measures.code_systems import decide

EVENTS = ("visits", "orders", "referrals", "medications", "diagnoses", "responses", "patients")
#: What a list of each event cannot be read without.
MUST: Mapping[str, tuple[str, ...]] = {
    "visits": ("patient", "date"),
    "orders": ("patient", "date"),
    "referrals": ("patient", "date"),
    "medications": ("patient", "date"),
    "diagnoses": ("patient", "date", "diagnosis"),
    "responses": ("patient", "date", "question", "answer"),
    "patients": ("patient",),
}
#: Fields that a tick or a date of their own says, which speak for the status.
FLAGS = ("deleted_flag", "cancelled_flag", "no_show_flag", "test_flag")
TICKS = (
    "red_flags", "pamphlet", "exercise", "assessment", "agreement", "barriers", "ran_over", "sought_elsewhere",
)  # fmt: skip
#: So much better than the next, and the event is not in doubt.
EVENT_MARGIN = 0.8
#: Less than this speaks for no event.
EVENT_LEAST = 1.0


@dataclass(frozen=True)
class Found:
    """A column taken for a field: how likely, whether that needs no question, and the reason in words."""

    field: str
    place: int
    score: float
    sure: bool
    why: str


@dataclass(frozen=True)
class Proposal:
    """What one list seems to be: its event ("none" where it is none of ours) and the columns found for each event."""

    event: str
    event_sure: bool
    found: Mapping[str, Found]
    lacks: tuple[str, ...]
    also: Mapping[str, tuple[Found, ...]]

    def at(self, place: int) -> Found | None:
        """What a column was taken for."""
        return next((one for one in self.found.values() if one.place == place), None)


#: How well an empty column fits anything: it may be proposed, but speaks for nothing.
EMPTY = 0.45
Fits = Callable[[ColumnShape], float]


#: How well names fit where a patient's number is looked for: another column is better, and they are asked about.
NAMED = 0.7


def _patient(shape: ColumnShape) -> float:
    looks_wrong = shape.days > 0.5 or shape.exams > 0.5 or shape.share_filled < 0.4
    if looks_wrong or shape.is_tick or (shape.rows > 8 and shape.constant):
        return 0.0
    return 1.0 if shape.share(r"\d") >= 0.5 else NAMED  # two patients may have one name, a number is one's own


def _date(shape: ColumnShape) -> float:
    return 1.0 if shape.days >= 0.6 else 0.8 if shape.serial_days >= 0.9 else 0.0


def _birth(shape: ColumnShape) -> float:
    return 1.0 if shape.days >= 0.5 or shape.serial_days >= 0.5 or shape.share(r"^(19|20)?\d{2}(\.0)?$") > 0.6 else 0.0


def _year(shape: ColumnShape) -> float:
    return 1.0 if shape.share(r"^((19|20)\d{2}|\d{2})(\.0)?$") > 0.6 else 0.0


def _age(shape: ColumnShape) -> float:
    return 1.0 if shape.ages >= 0.8 else 0.0


def _time(shape: ColumnShape) -> float:
    return 1.0 if shape.times >= 0.6 else 0.0


def _length(shape: ColumnShape) -> float:
    return 1.0 if max(shape.lengths, shape.numbers) >= 0.6 and shape.days < 0.5 else 0.0


def _kinds(shape: ColumnShape) -> float:
    return 1.0 if shape.days < 0.3 and len(shape.kinds) <= 400 and shape.sentences < 0.6 else 0.0


def _words(shape: ColumnShape) -> float:
    return 1.0 if shape.letters >= 0.3 and shape.days < 0.5 else 0.0


def _who(shape: ColumnShape) -> float:
    many = len(shape.filled) > 40 and shape.different > 0.9
    return (
        0.0
        if shape.days > 0.3 or (shape.is_tick and len(shape.kinds) > 1 and shape.share(r"^\d+$") < 1) or many
        else 1.0
    )


def _number(shape: ColumnShape) -> float:
    return 1.0 if shape.different >= 0.5 and shape.days < 0.5 else 0.0


def _tick(shape: ColumnShape) -> float:
    return 1.0 if len(shape.kinds) <= 14 and shape.days < 0.3 and shape.sentences < 0.5 else 0.0


def _flag(shape: ColumnShape) -> float:
    return 1.0 if shape.is_tick or shape.days >= 0.6 or not len(shape.filled) else 0.0


def _exam(shape: ColumnShape) -> float:
    return 1.0 if shape.days < 0.3 and (shape.letters >= 0.3 or shape.share(r"^\d{5}") > 0.5) else 0.0


def _diagnosis(shape: ColumnShape) -> float:
    says = shape.codes + shape.share(r"^\d{6,18}$") + shape.letters
    return 1.0 if shape.days < 0.6 and says >= 0.3 and not shape.is_tick else 0.0


def _any(shape: ColumnShape) -> float:
    return 1.0 if shape.days < 0.6 else 0.0


FITS: Mapping[str, Fits] = {
    "patient": _patient, "date": _date, "end_date": _date, "assessed": _date, "birth_date": _birth,
    "birth_year": _year, "age": _age, "start_time": _time, "end_time": _time, "booked_minutes": _length,
    "actual_minutes": _length, "status": _kinds, "mode": _kinds, "service": _kinds, "modality": _kinds,
    "reason": _words, "indication": _words, "exam": _exam, "drug": _any, "diagnosis": _diagnosis, "provider": _who,
    "source_id": _number, "requisition": _number, "question": _any, "answer": _any, "warm_referral": _any,
    **dict.fromkeys(TICKS, _tick), **dict.fromkeys(FLAGS, _flag),
}  # fmt: skip


def propose(
    headings: Sequence[str], shapes: Sequence[ColumnShape], file: str = "", only: str | None = None
) -> Proposal:
    """What a list seems to be; `file` is its name, of which the words may speak too, `only` an event already said."""
    heads, of_table = read_all(headings), table_says(headings)
    each = {event: _columns(event, heads, shapes) for event in ((only,) if only else EVENTS)}
    if only:
        return _proposal(only, True, each[only])
    told = {event: _speaks(event, heads, shapes, each[event], file, of_table) for event in EVENTS}
    told["none"] = _speaks_for_none(heads, each["visits"])
    ranked = sorted(told, key=lambda event: -told[event])
    best, second = ranked[0], ranked[1]
    if told[best] < EVENT_LEAST:
        best = "visits" if _like_visits(each["visits"]) and told["none"] < DOUBT else "none"
    concepts = {concept for head in heads for concept in head.says} | of_table
    # Patient, day, clinician and boxes may as well be a form: what a row is must be said by some heading.
    told_so = best not in OF_EVENT or bool(concepts & OF_EVENT[best])
    told_so = told_so and (best != "visits" or "visit" in concepts or not concepts & {"specialty", "referral"})
    told_so = told_so and not (best == "visits" and _may_be_sent(heads, each["visits"]))
    told_so = told_so and (best != "diagnoses" or _says_problems(heads, concepts))
    sure = best != "none" and told[best] - told[second] >= EVENT_MARGIN and told_so
    if best != "none" and not _proposal(best, sure, each[best]).lacks:
        return _proposal(best, sure, each[best])
    likeliest = next((event for event in ranked if event not in ("none", "patients")), "visits")
    nearest = _proposal(likeliest, False, each[likeliest])
    return Proposal("none", False, nearest.found, nearest.lacks, nearest.also)


def _may_be_sent(heads: Sequence[Heading], columns: Sequence[Found]) -> bool:
    """Whether a list speaks of sending, or of nobody but who ordered: "consult" may then be a referral."""
    people = [heads[one.place].says for one in columns if one.field == "provider" and one.score > 0.5]
    sent = any("sent" in head.says for head in heads)
    return sent or (bool(people) and all("ordering" in says for says in people))


def _says_problems(heads: Sequence[Heading], concepts: set[str]) -> bool:
    """Whether a list says of itself that its rows are problems: codes with days and people may as well be visits."""
    of_its_own = any("diagnosis" in head.says and head.says & OF_A_PROBLEM for head in heads)
    return bool(concepts & {"onset", "resolved"} or of_its_own) and "money" not in concepts


OF_A_PROBLEM = frozenset({"date", "start", "end", "status", "by", "provider", "created", "id"})
#: What headings of a visit list speak of, and those of a form that is filled in do not.
OF_VISITS = frozenset(
    ["visit", "seen", "service", "reason", "booked", "waiting", "mode", "no_show", "status", "status_like", "length",
     "start", "end", "resource", "cancelled", "diagnosis", "type"]
)  # fmt: skip
#: The same of the other lists.
OF_EVENT: Mapping[str, frozenset[str]] = {
    "visits": OF_VISITS, "orders": frozenset({"exam", "modality", "order", "ordering", "accession"}),
    "referrals": frozenset({"referral", "specialty", "order"}), "medications": frozenset({"drug", "prescription"}),
    "diagnoses": frozenset({"diagnosis", "onset", "resolved"}),
}  # fmt: skip
#: So much speaks for none of our lists, and one that has all of a visit's columns is still asked about as none.
DOUBT = 0.5


def _like_visits(columns: Sequence[Found]) -> bool:
    """Whether a list has a patient, a day, a clinician and what a visit was for or became of; it is asked about."""
    fields = {one.field for one in columns if one.score >= BY_CELLS}
    return {"patient", "date", "provider"} <= fields and bool(fields & {"diagnosis", "reason", "status", "mode"})


def _proposal(event: str, sure: bool, columns: Sequence[Found]) -> Proposal:
    found = _assigned(columns)
    lacks = tuple(name for name in MUST[event] if name not in found)
    also: dict[str, tuple[Found, ...]] = {}
    for one in columns:
        if one.field in found and one.place != found[one.field].place:
            also[one.field] = (*also.get(one.field, ()), one)
    return Proposal(event, sure and not lacks, found, lacks, also)


def _columns(event: str, heads: Sequence[Heading], shapes: Sequence[ColumnShape]) -> list[Found]:
    """Every column that may be a field of this event, the likeliest first."""
    found = []
    for rule in rules():
        if rule.events and event not in rule.events:
            continue
        for place, (head, shape) in enumerate(zip(heads, shapes, strict=True)):
            matched = match(head, rule)
            if matched and (one := _judged(matched, place, head, shape, rule)):
                found.append(one)
    return sorted([*found, *_by_cells(event, heads, shapes, found)], key=lambda one: -one.score)


#: How well a column fits whose heading says nothing we know and whose cells alone speak; it is always asked about.
BY_CELLS = 0.4
#: Headings that say what a column of dates, or of numbers, is not.
OTHER_DATES = frozenset(
    ["birth", "created", "updated", "result", "end", "next", "cancelled", "deleted", "money", "assessed", "clerk"]
)
_CLINICIAN = r"(?i)^(dr|docteur|dra|md|np|prof)\b|\b(md|np|rn)$"
#: Names as lists write them: LEE, ANNA; Lee_A; Lee A.
_NAME = r"^[^\W\d_][\w'’-]+(, ?|_)[^\W\d_][\w'’. -]*$"


def _by_cells(
    event: str, heads: Sequence[Heading], shapes: Sequence[ColumnShape], found: Sequence[Found]
) -> list[Found]:
    """Patient, date, clinician and words about the back by their cells alone, where no heading says them."""
    have = {one.field for one in found if one.score >= BY_CELLS}
    used = {one.place for one in found if one.score > 0.5 and not _repeated(one, shapes[one.place])}
    likely = {"date": _cells_of_days, "patient": _cells_of_people, "provider": _cells_of_clinicians}
    if event in WORDS:
        likely[WORDS[event]] = _cells_about_backs
    if event in ("visits", "diagnoses"):
        likely["diagnosis"] = cells_of_codes
    told = []
    for name, fits in likely.items():
        fitting = [n for n, (h, s) in enumerate(zip(heads, shapes, strict=True)) if n not in used and fits(h, s)]
        # Of several columns of days, the first is asked about beside the others; of numbers or names none stands out.
        if name not in have and (len(fitting) == 1 or (name == "date" and fitting)):
            why = f'the cells of "{heads[fitting[0]].text}" look like it, its heading says nothing we know'
            told.append(Found(name, fitting[0], BY_CELLS, False, why))
    return told


def _repeated(one: Found, shape: ColumnShape) -> bool:
    """Whether a column is taken for record numbers, of which no two rows should have the same, and they have."""
    return one.field in ("source_id", "requisition") and shape.different < 0.95


def _cells_of_days(head: Heading, shape: ColumnShape) -> bool:
    return shape.days >= 0.8 and not head.says & OTHER_DATES


#: Headings that speak of a patient, whatever else they say; and those whose numbers are somebody else's.
OF_PEOPLE = frozenset({"patient", "chart", "health_number"})
NO_PEOPLE = frozenset({"birth", "age", "sex", "contact_detail", "money", "family_doctor", "provider", "order", "drug"})


def _cells_of_people(head: Heading, shape: ColumnShape) -> bool:
    numbers = shape.share(r"^([A-Za-z]{0,4}[-_/]?|Patient/)\d{3,}[A-Za-z]?$") >= 0.8 and not shape.days >= 0.5
    says_no_more = head.says <= {"id", "end", "start", "by", "code"}
    says_no_more |= bool(head.says & OF_PEOPLE) and not head.says & NO_PEOPLE
    return numbers and shape.rows >= 8 and 0.05 < shape.different < 0.98 and says_no_more


#: Where an event's own words stand: a column nobody named that speaks of low backs must not be passed over.
WORDS = {"visits": "reason", "orders": "indication", "referrals": "indication"}


def cells_of_codes(head: Heading, shape: ColumnShape) -> bool:
    """Whether a column holds codes of diagnoses, whatever its heading says."""
    if len(shape.kinds) >= 5 and shape.days < 0.5 and not head.says & NO_CODES and _of_another_system(shape):
        return True
    told = shape.share(r"^([A-Z]\d{2}|\d{3}[.,]\d|V\d{2}[.,]\d)") >= 0.5
    return shape.codes >= 0.8 and told and len(shape.kinds) >= 5 and not head.says & {"money", "id", "drug", "dose"}


#: Headings whose cells are no diagnoses, whatever they look like.
NO_CODES = frozenset(["money", "id", "drug", "dose", "patient", "chart", "health_number", "exam", "order", "accession"])


def _of_another_system(shape: ColumnShape) -> bool:
    """Whether the cells are codes of SNOMED CT or Read by a check digit or padding that nothing else has."""
    return decide(shape.kinds).why in ("check digits", "padding")


def _cells_about_backs(head: Heading, shape: ColumnShape) -> bool:
    return shape.low_backs >= 0.02 and shape.exams < 0.9 and not head.says & {"exam", "name", "money", "result"}


def _cells_of_clinicians(head: Heading, shape: ColumnShape) -> bool:
    if head.says & {"family_doctor", "next", "created", "updated"}:
        return False
    named = shape.share(_NAME) >= 0.8 and shape.different < 0.6 and not head.says & {"patient", "name", "service"}
    return named or shape.share(_CLINICIAN) >= 0.8


def _judged(matched: Match, place: int, head: Heading, shape: ColumnShape, rule: FieldRule) -> Found | None:
    empty = not len(shape.filled)
    if rule.name == "status" and shape.is_tick and "status" not in head.says:
        return None  # "Arrived?" with yes and no: a tick, asked about as one
    if rule.name == "red_flags" and (head.unknown or head.near):
        return None  # "RF cancer": a box for one flag, of which a no denies not all of them
    fits = EMPTY if empty else FITS[rule.name](shape)
    if rule.name == "date" and "diagnoses" in rule.events and shape.days + shape.share(PARTIAL) >= 0.6:
        fits = max(fits, 0.9)  # problems of a month or a year: it is asked of which day
    if not fits:
        return None
    sure = matched.plain and fits == 1.0 and not empty
    why = f'"{head.text}" reads as {" ".join(head.concepts).replace("_", " ")}'
    return Found(rule.name, place, matched.score * fits, sure, why + ("; the column is empty" if empty else ""))


#: Fields in the order in which they take their columns; a column serves one field.
TAKES = (
    "patient", "date", "birth_date", "birth_year", "age", "question", "answer", "drug", "exam", "modality", "service",
    "provider", "diagnosis", "deleted_flag", "cancelled_flag", "no_show_flag", "test_flag",
    "status", "mode", "actual_minutes",
    "booked_minutes", "end_time", "start_time", "end_date", "assessed", "indication", "reason", "source_id",
    "requisition",     "warm_referral", *TICKS,
)  # fmt: skip


def _assigned(columns: Sequence[Found]) -> dict[str, Found]:
    """Each field with its best column; a column that fits another field plainly better is left to it."""
    best_of: dict[int, float] = {}
    for one in columns:
        best_of[one.place] = max(best_of.get(one.place, 0.0), one.score)
    found: dict[str, Found] = {}
    taken: set[int] = set()
    for name in TAKES:
        nearly = NEARLY_A_DAY if name == "date" else NEARLY
        fitting = [c for c in columns if c.field == name and c.place not in taken]
        fitting = [c for c in fitting if c.score >= best_of[c.place] - nearly]
        fitting = [c for c in fitting if c.score >= LEAST.get(name, LEAST_OTHER)]
        if fitting:
            best = fitting[0]
            rivals = [c for c in fitting[1:] if c.sure]
            found[name] = best if not (best.sure and rivals and name in RIVALS) else _in_doubt(best)
            taken.add(best.place)
    return found


#: So much worse may a column fit a field than another one, and be proposed for it; "start time" may hold the day too.
NEARLY, NEARLY_A_DAY = 0.3, 0.45
#: A column that fits less is not proposed; what a list cannot be read without may be a weaker guess.
LEAST_OTHER = 0.55
LEAST = {"patient": 0.35, "date": 0.35, **dict.fromkeys(("provider", "reason", "indication", "diagnosis"), BY_CELLS)}

#: Fields of which two columns that both fit plainly make a question.
RIVALS = ("patient", "date", "provider", "status", "exam")


def _in_doubt(one: Found) -> Found:
    return Found(one.field, one.place, one.score, False, one.why + "; another column fits as well")


def _speaks(
    event: str,
    heads: Sequence[Heading],
    shapes: Sequence[ColumnShape],
    columns: Sequence[Found],
    file: str,
    of_table: frozenset[str],
) -> float:
    """How much speaks for a list being of this event."""
    cues = event_cues()[event]
    concepts = {concept for head in heads for concept in head.says} | of_table
    from_file = read(file.rpartition(".")[0] or file).says
    told = sum(cues.get(concept, 0.0) for concept in concepts) + 1.2 * sum(cues.get(c, 0.0) for c in from_file)
    fields = {one.field for one in columns if one.score > 0.5}
    weakly = {one.field for one in columns if one.score >= BY_CELLS}
    # A visit's number stands in lists of orders and drugs too: it does not say that a row is a visit.
    of_visit = [head.says for head in heads if "visit" in head.says]
    if event == "visits" and of_visit and all("id" in says for says in of_visit) and not of_table:
        told -= 1.0
    told += 1.0 if set(MUST[event]) <= fields else 0.0 if set(MUST[event]) <= weakly else -2.0
    return told + _BY_SHAPE[event](heads, shapes, fields, concepts)


def _visit_like(heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]) -> float:
    own = 1.0 if "provider" in fields and not {"specialty", "ordering"} <= concepts else 0.0
    return own - (1.5 if concepts & {"drug", "dose"} and "visit" not in concepts else 0.0)


def _order_like(heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]) -> float:
    named = [
        s.exams for h, s in zip(heads, shapes, strict=True) if len(s.filled) and "exam" in h.says | {"service"} & h.says
    ]
    anywhere = max((s.exams for s in shapes if s.letters > 0.5 and s.sentences < 0.9), default=0.0)
    if named and max(named) < 0.1 and "modality" not in concepts:
        return -1.8
    return 2.0 if max(named, default=0.0) >= 0.5 else 1.5 if anywhere >= 0.7 and "visit" not in concepts else 0.0


def _referral_like(
    heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]
) -> float:
    if "exam" in concepts and "specialty" not in concepts:
        return -2.0
    if not concepts & {"referral", "specialty"} and "service" not in fields:
        return -2.0
    others = concepts & {"exam", "prescription", "drug"}
    sends = concepts & {"ordering", "referral", "sent"}
    return 1.0 if "specialty" in concepts and sends and not others else 0.0


#: Days that a register of patients holds too.
UNDATING = frozenset({"birth", "created", "updated", "next", "deleted", "end", "start"})


def _patient_like(
    heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]
) -> float:
    dated = any(
        "date" in h.says and "birth" not in h.says and not h.says & {"created", "updated", "next"} for h in heads
    )
    dated = dated or any(s.days >= 0.6 and not h.says & UNDATING for h, s in zip(heads, shapes, strict=True))
    if dated or concepts & {"visit", "exam", "drug", "referral", "order"}:
        return -2.5
    return 1.0 if concepts & {"birth", "sex"} else -0.5  # a register says who its people are


def _problem_like(
    heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]
) -> float:
    """A problem list says since when or until when; a diagnosis beside a clinician may as well be a visit's."""
    of_problems = any(
        head.says >= {"diagnosis", "status"} or head.says >= {"diagnosis", "description"} for head in heads
    )
    dated = bool(concepts & {"onset", "resolved", "end", "created", "start"})
    return 0.0 if of_problems or dated or "provider" not in fields else -0.6


def _nothing(heads: Sequence[Heading], shapes: Sequence[ColumnShape], fields: set[str], concepts: set[str]) -> float:
    return 0.0


_BY_SHAPE = {
    "visits": _visit_like, "orders": _order_like, "referrals": _referral_like, "medications": _nothing,
    "diagnoses": _problem_like, "responses": _nothing, "patients": _patient_like,
}  # fmt: skip


def _speaks_for_none(heads: Sequence[Heading], visits: Sequence[Found]) -> float:
    cues = event_cues()["none"]
    told = sum(cues.get(concept, 0.0) for head in heads for concept in head.says)
    fields = {one.field for one in visits if one.score > 0.7}
    return min(told, 1.5) if {"patient", "date"} <= fields else told
