"""The small made-up clinic in more hands: other headings, cells and dirt than the first styles have."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from emr_styles import Row, delimited, lists

Files = dict[str, bytes]
Cell = Any


@dataclass(frozen=True)
class Style:
    """How a clinic writes: the files, the columns of the plain lists that they carry, and a person's answers."""

    files: Callable[[list[Row], list[Row]], Files]
    visits: tuple[str, ...]
    orders: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()


VISIT = ("Visit ID", "Chart No", "Birth Date", "Visit Date", "Provider", "Status", "Dx", "Reason")
ORDER = ("Order ID", "Req #", "Chart No", "Order Date", "Exam", "Ordering Provider", "Status", "Clinical Info")


def day(text: str) -> date | None:
    """A day of the plain lists."""
    return datetime.strptime(text, "%d-%b-%Y").date() if text else None


def said(text: str, form: str) -> str:
    """The day in another form."""
    found = day(text)
    return found.strftime(form) if found else ""


def codes(dx: str) -> list[str]:
    """The codes of a cell like "Low back pain (724.2), Hypertension (401.9)"."""
    return [part.partition(")")[0] for part in dx.split("(")[1:]]


def written(folder: Path, files: Files) -> list[Path]:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return [folder / name for name in files]


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]]) -> bytes:
    """A workbook with real dates, times and numbers in its cells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        days, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        sheet.write_datetime(place, column, datetime.combine(cell, time()), days)
                    elif isinstance(cell, time):
                        sheet.write_datetime(place, column, cell, clock)
                    elif cell not in ("", None):
                        sheet.write(place, column, cell)
    return file.getvalue()


def clock(text: str) -> time | str:
    """A time of the plain lists."""
    return time.fromisoformat(text) if text else ""


def paged(title: str, header: list[Cell], rows: list[list[Cell]], each: int) -> list[list[Cell]]:
    """A report with its title, and at every page's foot its number and the column names again."""
    lines: list[list[Cell]] = [[title], ["From 2024-11-01 to 2026-10-31"], [], header]
    for number, row in enumerate(rows, 1):
        lines.append(row)
        if number % each == 0 and number < len(rows):
            lines += [[f"Page {number // each}"], header]
    return [*lines, [], [f"{len(rows)} records"]]


def wolf(visits: list[Row], orders: list[Row]) -> Files:
    """A workbook of typed cells: numbers for charts and codes, an end time only, pages with their column names."""
    seen = paged(
        "Wolf EMR - Appointment List",
        [
            "Appt ID",
            "Patient ID",
            "Patient Name",
            "Birthdate",
            "Appt. Date",
            "Duration",
            "Finished",
            "Physician",
            "Appt Status",
            "Diagnostic Code",
            "Chief Complaint",
        ],
        [
            [
                v["Visit ID"],
                int(v["Chart No"]),
                "Doe, J",
                day(v["Birth Date"]) or "",
                day(v["Visit Date"]),
                int(v["Booked (min)"]),
                clock(v["Out"]),
                v["Provider"],
                v["Status"],
                ", ".join(codes(v["Dx"])),
                v["Reason"],
            ]
            for v in visits
        ],
        55,
    )
    asked = paged(
        "Wolf EMR - Investigations",
        [
            "Request ID",
            "Requisition",
            "Patient ID",
            "Date Ordered",
            "Investigation Name",
            "Requesting Provider",
            "Request Status",
            "Clinical History",
        ],
        [
            [
                o["Order ID"],
                o["Req #"],
                int(o["Chart No"]),
                day(o["Order Date"]),
                o["Exam"],
                o["Ordering Provider"],
                o["Status"],
                o["Clinical Info"],
            ]
            for o in orders
        ],
        55,
    )
    return {"wolf export.xlsx": workbook({"Appointments": seen, "Investigations": asked})}


def _number(text: str) -> Cell:
    try:
        return float(text)
    except ValueError:
        return text


STATUS = {
    "Completed": "Seen",
    "No Show": "DNS",
    "Cancelled": "Cx by pt",
    "Booked": "Scheduled",
    "Resulted": "Final",
    "Ordered": "Sent",
}
MODES = {"Office visit": "OV", "Phone": "TEL", "Form / Admin": "ADM"}


def med_access(visits: list[Row], orders: list[Row]) -> Files:
    """Reports with criteria above, codes over three columns, words of their own, yes and no for ticks."""

    def dx(v: Row, n: int) -> str:
        return ([*codes(v["Dx"]), "", "", ""])[n].replace(".", "")

    seen = [
        ["Encounter Report"],
        ["Criteria: all providers"],
        [],
        [
            "Enc #",
            "Chart #",
            "DOB",
            "Encounter Date/Time",
            "Enc Type",
            "Enc Status",
            "Rendering Provider",
            "Dx1",
            "Dx2",
            "Dx3",
            "Presenting Complaint",
            "Pamphlet given",
            "Exercise Rx given",
            "Red flags",
        ],
        *[
            [
                v["Visit ID"],
                v["Chart No"],
                said(v["Birth Date"], "%Y-%m-%d"),
                said(v["Visit Date"], "%Y-%m-%d") + " " + v["Appt Time"],
                MODES[v["Visit Type"]],
                STATUS[v["Status"]],
                v["Provider"],
                dx(v, 0),
                dx(v, 1),
                dx(v, 2),
                v["Reason"],
                "Yes" if v["Handout"] else "No",
                "Yes" if v["Exercise Rx"] else "No",
                v["Red Flags"],
            ]
            for v in visits
        ],
    ]
    asked = [
        [
            "Order #",
            "Req #",
            "Chart #",
            "Order Date/Time",
            "Test",
            "Ordered By",
            "Order Status",
            "Reason for Request",
        ],
        *[
            [
                o["Order ID"],
                o["Req #"],
                o["Chart No"],
                said(o["Order Date"], "%Y-%m-%d") + " 11:20",
                o["Exam"],
                o["Ordering Provider"],
                STATUS[o["Status"]],
                o["Clinical Info"],
            ]
            for o in orders
        ],
        [f"Total orders: {len(orders)}"],
    ]
    return {
        "encounters.csv": delimited(seen, ",").encode("cp1252"),
        "orders.csv": delimited(asked, ",").encode("cp1252"),
    }


def ps_suite(visits: list[Row], orders: list[Row]) -> Files:
    """Tab text: a date and time in one cell, the order of dates month first."""
    seen = [
        [
            "Appointment",
            "Patient No",
            "Birth date",
            "Appt Date",
            "Appt Time",
            "Minutes booked",
            "Arrived",
            "Roomed",
            "Left",
            "Seen by",
            "Appt status",
            "Type",
            "Billing Dx",
            "Reason for visit",
        ],
        *[
            [
                v["Visit ID"],
                v["Chart No"],
                said(v["Birth Date"], "%m/%d/%Y"),
                said(v["Visit Date"], "%m/%d/%Y"),
                v["Appt Time"],
                v["Booked (min)"],
                v["Appt Time"],
                v["In Room"],
                v["Out"],
                v["Provider"],
                v["Status"],
                v["Visit Type"],
                "; ".join(codes(v["Dx"])),
                v["Reason"],
            ]
            for v in visits
        ],
    ]
    asked = [
        [
            "Request No",
            "Requisition No",
            "Patient No",
            "Requested",
            "Test requested",
            "Requested by",
            "Status",
            "History",
        ],
        *[
            [
                o["Order ID"],
                o["Req #"],
                o["Chart No"],
                said(o["Order Date"], "%m/%d/%Y"),
                o["Exam"],
                o["Ordering Provider"],
                o["Status"],
                o["Clinical Info"],
            ]
            for o in orders
        ],
    ]
    return {"appts.txt": delimited(seen, "\t").encode(), "tests.txt": delimited(asked, "\t").encode()}


FRENCH = {
    "Completed": "Complétée",
    "No Show": "Absence",
    "Cancelled": "Annulée",
    "Booked": "Planifiée",
    "Resulted": "Terminée",
    "Ordered": "Demandée",
}
TYPES = {"Office visit": "Consultation", "Phone": "Téléphone", "Form / Admin": "Formulaire"}


def french(visits: list[Row], orders: list[Row]) -> Files:
    """UTF-16, tabs, decimal commas in codes and minutes, hours as 9h05, oui and non."""
    seen = [
        [
            "Numéro de rendez-vous",
            "Numéro de dossier",
            "Nom",
            "Date de naissance",
            "Date du rendez-vous",
            "Durée prévue (min)",
            "Heure d'entrée",
            "Heure de sortie",
            "Professionnel",
            "État",
            "Type de rendez-vous",
            "Code diagnostique",
            "Motif de consultation",
            "Dépliant remis",
            "Exercices prescrits",
        ],
        *[
            [
                v["Visit ID"],
                v["Chart No"],
                "Tremblay, A",
                said(v["Birth Date"], "%Y-%m-%d"),
                said(v["Visit Date"], "%d-%m-%Y"),
                v["Booked (min)"] + ",0",
                v["In Room"].replace(":", "h"),
                v["Out"].replace(":", "h"),
                v["Provider"],
                FRENCH[v["Status"]],
                TYPES[v["Visit Type"]],
                " / ".join(codes(v["Dx"])).replace(".", ","),
                v["Reason"],
                "oui" if v["Handout"] else "non",
                "oui" if v["Exercise Rx"] else "non",
            ]
            for v in visits
        ],
    ]
    asked = [
        [
            "Numéro de demande",
            "Numéro de requête",
            "Numéro de dossier",
            "Date de prescription",
            "Examen demandé",
            "Prescripteur",
            "État",
            "Renseignements cliniques",
        ],
        *[
            [
                o["Order ID"],
                o["Req #"],
                o["Chart No"],
                said(o["Order Date"], "%d-%m-%Y"),
                o["Exam"],
                o["Ordering Provider"],
                FRENCH[o["Status"]],
                o["Clinical Info"],
            ]
            for o in orders
        ],
    ]
    return {
        "rendez-vous.txt": delimited(seen, "\t").encode("utf-16"),
        "demandes.txt": delimited(asked, "\t").encode("utf-16"),
    }


def champion(visits: list[Row], orders: list[Row]) -> Files:
    """A workbook by hand: merged day blocks, dates typed in two ways, no birth date, day numbers beside images."""
    in_order = sorted(visits, key=lambda v: (day(v["Visit Date"]) or date.min, v["Visit ID"]))
    seen: list[list[Cell]] = [
        ["Back pain log"],
        [],
        ["Day", "No.", "Chart", "Dr", "What", "Dx code", "Came?", "Handout", "Exercises"],
    ]
    before = ""
    for n, v in enumerate(in_order):
        its = v["Visit Date"]
        shown: Cell = "" if its == before else day(its) if n % 3 else said(its, "%d %B %Y")
        before = its
        seen.append(
            [
                shown,
                v["Visit ID"],
                v["Chart No"],
                v["Provider"],
                v["Reason"],
                ", ".join(codes(v["Dx"])),
                v["Status"],
                "x" if v["Handout"] else "",
                "x" if v["Exercise Rx"] else "",
            ]
        )
    zero = date(1899, 12, 30)
    asked: list[list[Cell]] = [["Number", "Req", "Chart", "Ordered on", "Which test", "Who ordered", "Status", "Why"]]
    asked += [
        [
            o["Order ID"],
            o["Req #"],
            o["Chart No"],
            ((day(o["Order Date"]) or zero) - zero).days,
            o["Exam"],
            o["Ordering Provider"],
            o["Status"],
            o["Clinical Info"],
        ]
        for o in orders
    ]
    return {"back pain log.xlsx": workbook({"Visits": seen, "Imaging": asked})}


def hl7(visits: list[Row], orders: list[Row]) -> Files:
    """Time stamps of HL7 in the visits and of VistA in the orders."""

    def va(text: str) -> str:
        found = day(text)
        assert found
        return f"{found.year - 1700}{found:%m%d}.1405"

    seen = [
        [
            "VISIT_NUMBER",
            "MRN",
            "DATE_OF_BIRTH",
            "ADMIT_DATE_TIME",
            "ATTENDING_DOCTOR",
            "VISIT_STATUS",
            "DIAGNOSIS_CODE",
            "ADMIT_REASON",
        ],
        *[
            [
                v["Visit ID"],
                v["Chart No"],
                said(v["Birth Date"], "%Y%m%d"),
                said(v["Visit Date"], "%Y%m%d") + v["Appt Time"].replace(":", "") + "00-0600",
                v["Provider"],
                v["Status"],
                ", ".join(codes(v["Dx"])),
                v["Reason"],
            ]
            for v in visits
        ],
    ]
    asked = [
        [
            "ORDER_NUMBER",
            "REQUISITION",
            "MRN",
            "ORDER_DATE_TIME",
            "PROCEDURE_NAME",
            "ORDERING_PROVIDER",
            "ORDER_STATUS",
            "CLINICAL_HISTORY",
        ],
        *[
            [
                o["Order ID"],
                o["Req #"],
                o["Chart No"],
                va(o["Order Date"]),
                o["Exam"],
                o["Ordering Provider"],
                o["Status"],
                o["Clinical Info"],
            ]
            for o in orders
        ],
    ]
    return {"visits.psv": delimited(seen, "|").encode(), "orders.psv": delimited(asked, "|").encode()}


def ris(visits: list[Row], orders: list[Row]) -> Files:
    """Old Mac lists, and the radiology system's own list with the modality in a column and the region beside it."""

    def parts(exam: str) -> tuple[str, str]:
        found = next((m for m in ("XR", "MRI", "CT", "US") if exam.startswith(m + " ")), "")
        rest = exam.removeprefix(found).strip() if found else exam
        modality = {"XR": "CR", "MRI": "MR"}.get(found, found) or ("DX" if "-ray" in exam else "")
        return modality, rest.replace("X-ray", "").strip() if modality == "DX" else rest

    seen = [
        ["Visit No", "Chart Number", "Birth Date", "Date of Visit", "Médecin", "Visit Status", "Diagnosis", "Reason"],
        *[
            [
                v["Visit ID"],
                v["Chart No"],
                said(v["Birth Date"], "%d %b %Y"),
                said(v["Visit Date"], "%d %b %Y"),
                v["Provider"],
                v["Status"],
                v["Dx"],
                v["Reason"],
            ]
            for v in visits
        ],
    ]
    asked = [
        [
            "Accession Number",
            "Chart Number",
            "Exam Date",
            "Mod",
            "Study Description",
            "Referring Physician",
            "Exam Status",
            "Indication",
        ],
        *[
            [
                o["Req #"] or o["Order ID"],
                o["Chart No"],
                said(o["Order Date"], "%Y-%m-%d"),
                *parts(o["Exam"]),
                o["Ordering Provider"],
                o["Status"],
                o["Clinical Info"],
            ]
            for o in orders
        ],
    ]
    mac = delimited(seen, ";").replace("\n", "\r").encode("mac_roman")
    return {"visits mac.csv": mac, "ris.csv": delimited(asked, ",").encode()}


STYLES: dict[str, Style] = {
    "wolf": Style(wolf, VISIT, ORDER),
    "med access": Style(
        med_access,
        (*VISIT, "Visit Type", "Red Flags", "Handout", "Exercise Rx"),
        ORDER,
        (
            ("status:Cx by pt", "cancelled"),
            ("status:DNS", "no_show"),
            ("mode:OV", "in_person"),
            ("mode:ADM", "admin"),
            ("mode:TEL", "phone"),
        ),
    ),
    "ps suite": Style(ps_suite, (*VISIT, "Visit Type", "Booked (min)", "In Room", "Out"), ORDER),
    "french": Style(
        french,
        (*VISIT, "Visit Type", "Booked (min)", "In Room", "Out", "Handout", "Exercise Rx"),
        ORDER,
        (("mode:Consultation", "in_person"),),
    ),
    "champion": Style(champion, tuple(n for n in (*VISIT, "Handout", "Exercise Rx") if n != "Birth Date"), ORDER),
    "hl7 and va": Style(hl7, VISIT, ORDER),
    "mac and ris": Style(ris, VISIT, ORDER),
}


def plain(style: Style) -> Files:
    """The Accuro-style lists with only the columns that a style carries: what is true of it."""
    visits, orders = lists()
    seen = [list(style.visits), *[[v[n] for n in style.visits] for v in visits]]
    asked = [list(style.orders), *[[o[n] for n in style.orders] for o in orders]]
    return {"visits.csv": delimited(seen, ",").encode(), "orders.csv": delimited(asked, ",").encode()}
