"""Writes a made-up practice down as OSCAR tables: undotted codes, numbered clinicians, dates year first."""

from datetime import date

from sample_data.records import Patient, Story, Visit

NO_DATE = "0001-01-01"
STATUS = {"Completed": "B", "No Show": "N", "Cancelled": "C", "Booked": "t"}
SERVICES = {
    "Back program": "Back Program",
    "Orthopaedic surgery": "Orthopaedic Surgery",
    "Emergency department": "Emergency Department",
    "Neurosurgery": "Neurosurgery",
    "Physiotherapy": "Physiotherapy",
}
COLUMNS = {
    "appointment.csv": (
        "appointment_no,provider_no,appointment_date,start_time,end_time,demographic_no,status,type,reason"
    ),
    "dxresearch.csv": ("dxresearch_no,demographic_no,start_date,update_date,status,dxresearch_code,coding_system"),
    "consultationRequests.csv": (
        "requestId,referalDate,serviceDesc,demographicNo,providerNo,status,reason,clinicalInfo,appointmentDate"
    ),
    "demographic.csv": "demographic_no,sex,year_of_birth,provider_no,patient_status",
    "drugs.csv": "drugid,demographic_no,provider_no,rx_date,end_date,GN,route,ATC,archived",
}

Row = list[str]


def tables(story: Story) -> dict[str, list[Row]]:
    """The export's five tables, header first, each row numbered by its place."""
    rows = {
        "appointment.csv": [_appointment(n, visit) for n, visit in enumerate(story.visits, start=1)],
        "dxresearch.csv": _diagnoses(story),
        "consultationRequests.csv": _requests(story),
        "demographic.csv": [_person(patient) for patient in _known(story)],
        "drugs.csv": _drugs(story),
    }
    return {name: [COLUMNS[name].split(","), *table] for name, table in _with_dirt(rows).items()}


def person_number(patient: Patient) -> str:
    """OSCAR numbers its patients; these start at twenty thousand."""
    return str(20000 + int(patient.number))


def _known(story: Story) -> list[Patient]:
    seen = {visit.patient.number for visit in story.visits} | {order.patient.number for order in story.orders}
    seen |= {course.patient.number for course in story.courses}
    return sorted((p for p in story.patients if p.number in seen), key=person_number)


def _person(patient: Patient) -> Row:
    year = str(patient.born.year) if patient.born else ""
    return [person_number(patient), patient.sex, year, patient.clinician.spelling, "AC"]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00"


def _appointment(number: int, visit: Visit) -> Row:
    """OSCAR ends a fifteen-minute booking on its fourteenth minute."""
    picked_up = visit.status == "Completed" and number % 3 == 0
    return [
        str(number),
        visit.clinician.spelling,
        visit.day.isoformat(),
        _clock(visit.minute),
        _clock(visit.minute + visit.booked - 1),
        person_number(visit.patient),
        "P" if picked_up else STATUS[visit.status],
        "Admin" if visit.mode == "Form / Admin" else "",
        visit.reason,
    ]


def _diagnoses(story: Story) -> list[Row]:
    """Codes billed at completed visits; one in forty was taken back later (status D)."""
    coded = [(visit, dx) for visit in story.visits if visit.status == "Completed" for dx in visit.diagnoses]
    return [
        [
            str(number),
            person_number(visit.patient),
            visit.day.isoformat(),
            visit.day.isoformat(),
            "D" if number % 40 == 0 else "A",
            dx.undotted,
            "icd9",
        ]
        for number, (visit, dx) in enumerate(coded, start=1)
    ]


def _requests(story: Story) -> list[Row]:
    imaging = [
        (
            order.day,
            "Diagnostic Imaging",
            order.patient,
            order.orderer,
            "5" if order.status == "Cancelled" else "4",
            order.exam,
            order.words,
            None,
        )
        for order in story.orders
    ]
    sent = [
        (
            referral.day,
            SERVICES[referral.service],
            referral.patient,
            referral.clinician.spelling,
            "5" if referral.status == "Cancelled" else "4" if referral.assessed else "1",
            "back pain, please see",
            "",
            referral.assessed,
        )
        for referral in story.referrals
    ]
    both = sorted(imaging + sent, key=lambda request: (request[0], request[1], request[2].number))
    return [
        [str(number), day.isoformat(), service, person_number(patient), *words, _or_no_date(seen)]
        for number, (day, service, patient, *words, seen) in enumerate(both, start=1)
    ]


def _or_no_date(day: date | None) -> str:
    return day.isoformat() if day else NO_DATE


def _drugs(story: Story) -> list[Row]:
    return [
        [
            str(number),
            person_number(course.patient),
            course.clinician.spelling,
            course.start.isoformat(),
            course.end.isoformat(),
            course.drug,
            course.route,
            course.atc,
            "1" if course.archived else "0",
        ]
        for number, course in enumerate(story.courses, start=1)
    ]


def _with_dirt(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """One appointment printed twice, one without a patient, and a blank line: enough to show the preview."""
    visits = rows["appointment.csv"]
    nobody = [str(len(visits) + 1), *visits[60][1:5], "", "B", "", "BP check"]
    return rows | {"appointment.csv": [*visits[:41], visits[40], *visits[41:150], [], *visits[150:], nobody]}
