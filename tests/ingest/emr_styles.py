"""A small made-up clinic written down as other EMRs would export it: the same visits and orders, other habits."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xlsxwriter

from sample_data.accuro import tables
from sample_data.make import MAPLE_CREEK_PLAN
from sample_data.records import Plan
from sample_data.story import tell

Row = dict[str, str]
#: A style's heading -> the heading it stands for.
Names = Mapping[str, str]
PLAN: Plan = replace(
    MAPLE_CREEK_PLAN, name="Small clinic", patients=120, back_patients=70, episodes_a_month=4.0, other_visits_a_month=10
)
#: What every style carries of a visit.
CARRIED = ("Visit ID", "Chart No", "Birth Date", "Visit Date", "Provider", "Visit Type", "Status", "Dx", "Reason")
FRENCH = {
    "Completed": "Complété", "Resulted": "Complété", "Cancelled": "Annulé", "No Show": "Absent", "Booked": "Prévu",
}  # fmt: skip
DAYS = ("Birth Date", "Visit Date", "Order Date")

WOLF_VISITS = {
    "Appt #": "Visit ID", "Pat #": "Chart No", "DOB": "Birth Date", "Appt Date": "Visit Date", "Len.": "Booked (min)",
    "Depart": "Out", "Prov": "Provider", "Appt Type": "Visit Type", "Status": "Status", "ICD9": "Dx",
    "Reason For Visit": "Reason",
}  # fmt: skip
WOLF_ORDERS = {
    "Order #": "Order ID", "Pat #": "Chart No", "Ordered": "Order Date", "Investigation": "Exam",
    "Ordered By": "Ordering Provider", "Status": "Status", "Clinical Info": "Clinical Info", "Req #": "Req #",
}  # fmt: skip
MED_ACCESS_VISITS = {
    "Encounter Number": "Visit ID", "Patient Number": "Chart No", "Patient DOB": "Birth Date",
    "Encounter Date": "Visit Date", "Encounter Provider": "Provider", "Encounter Status": "Status",
    "Encounter Type": "Visit Type", "Diagnosis Code": "Dx", "Presenting Problem": "Reason",
}  # fmt: skip
MED_ACCESS_ORDERS = {
    "Order Number": "Order ID", "Patient Number": "Chart No", "Date Ordered": "Order Date", "Procedure": "Exam",
    "Ordering Physician": "Ordering Provider", "Order Status": "Status", "Clinical Information": "Clinical Info",
    "Requisition Number": "Req #",
}  # fmt: skip
PS_SUITE_VISITS = {
    "Appt ID": "Visit ID", "Patient #": "Chart No", "Date of Birth": "Birth Date", "Appointment Date": "Visit Date",
    "Doctor": "Provider", "Appointment Status": "Status", "Appointment Type": "Visit Type", "Diagnosis": "Dx",
    "Appointment Reason": "Reason",
}  # fmt: skip
PS_SUITE_ORDERS = {
    "Order ID": "Order ID", "Patient #": "Chart No", "Date Requested": "Order Date", "Test Name": "Exam",
    "Requesting Physician": "Ordering Provider", "Order Status": "Status", "Reason for Exam": "Clinical Info",
    "Req ID": "Req #",
}  # fmt: skip
FRENCH_VISITS = {
    "No visite": "Visit ID", "No dossier": "Chart No", "Date de naissance": "Birth Date",
    "Date de visite": "Visit Date", "Médecin": "Provider", "Statut": "Status",
    "Diagnostic": "Dx", "Raison de la visite": "Reason",
}  # fmt: skip
FRENCH_ORDERS = {
    "No requête": "Order ID", "No dossier": "Chart No", "Date de la demande": "Order Date", "Examen": "Exam",
    "Médecin demandeur": "Ordering Provider", "Statut": "Status", "Renseignements cliniques": "Clinical Info",
    "No réquisition": "Req #",
}  # fmt: skip
BY_HAND_VISITS = {
    "Visit Date": "Visit Date", "Chart": "Chart No", "DOB": "Birth Date", "Dr": "Provider", "Status": "Status",
    "Dx": "Dx", "Why": "Reason", "Visit Type": "Visit Type",
}  # fmt: skip
BY_HAND_ORDERS = {
    "Order ID": "Order ID", "Chart": "Chart No", "Order Date": "Order Date", "Exam": "Exam",
    "Ordered by": "Ordering Provider", "Status": "Status", "Clinical Info": "Clinical Info", "Req #": "Req #",
}  # fmt: skip


def lists() -> tuple[list[Row], list[Row]]:
    """The clinic's visits and orders, without the dirt."""
    made = tables(tell(PLAN))
    visits, orders = (_rows(made[name]) for name in ("visits.csv", "di_orders.csv"))
    whole = [row for row in visits if row["Chart No"] and _is_day(row["Visit Date"])]
    return list({row["Visit ID"]: row for row in whole}.values()), orders


def _rows(table: list[list[str]]) -> list[Row]:
    header, *rows = table
    return [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]


def _is_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%d-%b-%Y")
    except ValueError:
        return False
    return True


def spelt(rows: list[Row], names: Names, form: str, words: Mapping[str, str] | None = None) -> list[list[str]]:
    """Header and rows under a style's headings, days in its form, statuses in its words."""

    def cell(row: Row, name: str) -> str:
        text = row[name]
        if name in DAYS and _is_day(text):
            return datetime.strptime(text, "%d-%b-%Y").strftime(form)
        return (words or {}).get(text, text) if name == "Status" else text

    return [list(names), *([cell(row, name) for name in names.values()] for row in rows)]


def delimited(lines: list[list[str]], separator: str) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (separator, '"', "\n")) else text

    return "".join(separator.join(map(cell, line)) + "\n" for line in lines)


def as_accuro(folder: Path, forms: bool = True) -> list[Path]:
    """As it stands, for comparison, with only what the other styles carry too; also without its `forms`."""
    visits, orders = lists()
    visits = visits if forms else without_forms(visits)
    own = {name: name for name in CARRIED}, {name: name for name in orders[0]}
    texts = [delimited(spelt(rows, names, "%d-%b-%Y"), ",") for rows, names in zip((visits, orders), own, strict=True)]
    return _write(folder, {"visits.csv": texts[0].encode(), "orders.csv": texts[1].encode()})


def without_forms(visits: list[dict[str, str]]) -> list[dict[str, str]]:
    """The visits that somebody came or called for: a list without a column of types cannot tell forms from them."""
    return [visit for visit in visits if visit["Visit Type"] != "Form / Admin"]


def as_wolf(folder: Path) -> list[Path]:
    """One workbook, two sheets: banner lines, page footers, a totals line, an end time only."""
    visits, orders = lists()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        _report(book.add_worksheet("Appointments"), "Appointment Report", spelt(visits, WOLF_VISITS, "%Y-%m-%d"))
        _report(book.add_worksheet("Investigations"), "Investigation Report", spelt(orders, WOLF_ORDERS, "%Y-%m-%d"))
    return _write(folder, {"wolf.xlsx": file.getvalue()})


def _report(sheet: xlsxwriter.worksheet.Worksheet, title: str, rows: list[list[str]]) -> None:
    lines: list[list[str]] = [[title], ["Printed 2026-10-31 by MOA"], [], rows[0]]
    for number, row in enumerate(rows[1:], 1):
        lines.append(row)
        if number % 60 == 0:
            lines.append([f"Page {number // 60} of {len(rows) // 60 + 1}"])
    lines.append([f"Total: {len(rows) - 1}"])
    for place, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(place, column, text)


def as_med_access(folder: Path) -> list[Path]:
    """Reports with words of their own and dates year first with slashes."""
    visits, orders = lists()
    seen = delimited(spelt(visits, MED_ACCESS_VISITS, "%Y/%m/%d"), ",")
    asked = delimited(spelt(orders, MED_ACCESS_ORDERS, "%Y/%m/%d"), ",")
    return _write(folder, {"encounters.csv": seen.encode(), "diagnostic imaging.csv": asked.encode()})


def as_ps_suite(folder: Path) -> list[Path]:
    """Tab text with a banner line, in Windows' encoding."""
    visits, orders = lists()
    banner = "Saved search: appointments" + "\t" * (len(PS_SUITE_VISITS) - 1) + "\n"
    seen = banner + delimited(spelt(visits, PS_SUITE_VISITS, "%b %d, %Y"), "\t")
    asked = delimited(spelt(orders, PS_SUITE_ORDERS, "%b %d, %Y"), "\t")
    return _write(folder, {"appointments.txt": seen.encode("cp1252"), "requests.txt": asked.encode("cp1252")})


def as_french(folder: Path) -> list[Path]:
    """Excel's "Unicode text" of a clinic in Quebec: UTF-16, tabs, day first."""
    visits, orders = lists()
    seen = delimited(spelt(without_forms(visits), FRENCH_VISITS, "%d/%m/%Y", FRENCH), "\t")
    asked = delimited(spelt(orders, FRENCH_ORDERS, "%d/%m/%Y", FRENCH), "\t")
    return _write(folder, {"visites.txt": seen.encode("utf-16"), "imagerie.txt": asked.encode("utf-16")})


def as_a_champions_sheet(folder: Path) -> list[Path]:
    """A sheet typed by hand: the day stands in the first row of its block only."""
    visits, orders = lists()
    in_order = sorted(visits, key=lambda v: (datetime.strptime(v["Visit Date"], "%d-%b-%Y"), v["Visit ID"]))
    header, *rows = spelt(in_order, BY_HAND_VISITS, "%d %b %Y")
    days = [row[0] for row in rows]
    merged = [["" if n and days[n] == days[n - 1] else days[n], *row[1:]] for n, row in enumerate(rows)]
    asked = delimited(spelt(orders, BY_HAND_ORDERS, "%Y-%m-%d"), ",")
    return _write(folder, {"by hand.csv": delimited([header, *merged], ",").encode(), "imaging.csv": asked.encode()})


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text)
    return [folder / name for name in files]


STYLES: dict[str, Callable[[Path], list[Path]]] = {
    "wolf": as_wolf,
    "med access": as_med_access,
    "ps suite": as_ps_suite,
    "french": as_french,
    "champion": as_a_champions_sheet,
}
