"""Writes a made-up practice down as an Accuro user would export it: four lists, dates like 05-Mar-2026."""

from datetime import date

from sample_data.records import Patient, Story, Visit

VISIT_COLUMNS = [
    *(
        "Visit ID",
        "Chart No",
        "Birth Date",
        "Sex",
        "Visit Date",
        "Appt Time",
        "Booked (min)",
        "In Room",
        "Out",
    ),
    *(
        "Provider",
        "Visit Type",
        "Status",
        "Dx",
        "Reason",
        "Red Flags",
        "Handout",
        "Exercise Rx",
        "3-Min Exam",
    ),
    *("Warm Handoff To", "Agreement", "Barriers"),
]
ORDER_COLUMNS = [
    *("Order ID", "Req #", "Chart No", "Order Date", "Exam", "Ordering Provider", "Status", "Clinical Info"),
    "Result Date",
]
SURVEY_COLUMNS = ["Response ID", "Chart No", "Visit Date", "Question", "Answer"]
REFERRAL_COLUMNS = [
    "Referral ID",
    "Chart No",
    "Referral Date",
    "Provider",
    "Service",
    "Status",
    "First Assessment",
]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Row = list[str]


def tables(story: Story) -> dict[str, list[Row]]:
    """The export's files: header first, rows as text, with a little of the dirt that real exports hold."""
    return {
        "visits.csv": _with_dirt([VISIT_COLUMNS, *_visits(story)]),
        "di_orders.csv": [ORDER_COLUMNS, *_orders(story)],
        "survey.csv": [SURVEY_COLUMNS, *_answers(story)],
        "referrals.csv": [REFERRAL_COLUMNS, *_referrals(story)],
    }


def _day(day: date | None) -> str:
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}" if day else ""


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _tick(done: bool) -> str:
    return "X" if done else ""


def chart_number(patient: Patient) -> str:
    """Chart numbers keep their leading zeros."""
    return f"0{patient.number}" if int(patient.number) % 2 else f"3{patient.number}"


def _visits(story: Story) -> list[Row]:
    return [_visit(number, visit) for number, visit in enumerate(story.visits, start=1)]


def _visit(number: int, visit: Visit) -> Row:
    return [
        f"MV{number:05d}",
        chart_number(visit.patient),
        _day(visit.patient.born),
        visit.patient.sex,
        _day(visit.day),
        _clock(visit.minute),
        str(visit.booked),
        _clock(visit.in_room),
        _clock(visit.out),
        visit.clinician.spelling,
        visit.mode,
        visit.status,
        ", ".join(f"{dx.label} ({dx.code})" for dx in visit.diagnoses),
        visit.reason,
        visit.flag_box,
        _tick(visit.handout),
        _tick(visit.exercise),
        visit.exam,
        visit.handed_to,
        _tick(visit.agreement),
        _tick(visit.barriers),
    ]


def _orders(story: Story) -> list[Row]:
    return [
        [
            f"MD{number:04d}",
            order.requisition,
            chart_number(order.patient),
            _day(order.day),
            order.exam,
            order.orderer,
            order.status,
            order.words,
            _day(order.result),
        ]
        for number, order in enumerate(story.orders, start=1)
    ]


def _answers(story: Story) -> list[Row]:
    return [
        [f"MS{number:04d}", chart_number(said.patient), _day(said.day), said.question, said.answer]
        for number, said in enumerate(story.answers, start=1)
    ]


def _referrals(story: Story) -> list[Row]:
    return [
        [
            f"MR{number:04d}",
            chart_number(sent.patient),
            _day(sent.day),
            sent.clinician.spelling,
            sent.service,
            sent.status,
            _day(sent.assessed),
        ]
        for number, sent in enumerate(story.referrals, start=1)
    ]


def _with_dirt(rows: list[Row]) -> list[Row]:
    """Two rows printed twice, one without a patient, one on 31 February, a blank line, totals and a footer.

    The faulty rows are copies of visits that were not about the back, so that no count depends on them.
    """
    spare = [row for row in rows[1:] if row[VISIT_COLUMNS.index("Dx")].startswith("Cold")]
    faults = {200: ("Chart No", ""), 900: ("Visit Date", "31-Feb-2026")}
    dirty = [*rows[:1]]
    for number, row in enumerate(rows[1:], start=1):
        dirty.append(row)
        if number in (120, 777):
            dirty.append(row)
        if number in faults:
            dirty.append(_faulty(spare.pop(0), f"MV9{number:04d}", *faults[number]))
        if number == 500:
            dirty.append([])
    width = len(VISIT_COLUMNS)
    totals = ["Total", str(len(rows) - 1), *[""] * (width - 2)]
    return [*dirty, totals, ["Visit report - page 1 of 1", *[""] * (width - 1)]]


def _faulty(row: Row, number: str, column: str, seen: str) -> Row:
    changed = [number, *row[1:]]
    changed[VISIT_COLUMNS.index(column)] = seen
    return changed
