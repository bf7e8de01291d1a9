"""The small made-up clinic in a third hand of each kind: other banners, columns, and languages of status words."""

from collections.abc import Callable
from typing import Any

from emr_styles import Row, delimited
from more_styles import ORDER, VISIT, Files, Style, clock, codes, day, said, workbook

Cell = Any


def listed(header: list[str], rows: list[Row], cells: Callable[[Row], list[Cell]]) -> list[list[Cell]]:
    """The list with its column names."""
    return [list(header), *[cells(row) for row in rows]]


def wolf(visits: list[Row], orders: list[Row]) -> Files:
    """Orders first; the status first; a banner of five lines, a footer with its printer, a total; end time only."""
    word = {"Completed": "Kept", "No Show": "Missed", "Cancelled": "Cancelled by Pt", "Booked": "Scheduled"}
    done = {"Resulted": "Result In", "Ordered": "Outstanding", "Cancelled": "Void"}

    def paged(title: str, rows: list[list[Cell]]) -> list[list[Cell]]:
        lines: list[list[Cell]] = [
            ["Prairie Family Medicine"],
            [title],
            ["Date range:", "2024-11-01", "2026-10-31"],
            ["Providers: All"],
            [],
            rows[0],
        ]
        for n, row in enumerate(rows[1:], 1):
            lines.append(row)
            if n % 45 == 0:
                lines += [["Printed by: frontdesk", "", f"Page {n // 45} of 12"], rows[0]]
        return [*lines, ["Grand Total", len(rows) - 1], ["*** End of report ***"]]

    seen = listed(
        ["Appt Status", "Appt Date", "Checked Out", "Patient", "DOB", "Attending", "Diagnosis", "Reason", "Appt ID"],
        visits,
        lambda v: [
            word[v["Status"]],
            day(v["Visit Date"]),
            clock(v["Out"]),
            v["Chart No"],
            day(v["Birth Date"]),
            v["Provider"],
            "\n".join(f"{c} - described" for c in codes(v["Dx"])),
            v["Reason"],
            v["Visit ID"],
        ],
    )
    asked = listed(
        [
            "Req. No.",
            "Order Status",
            "Requested",
            "Patient",
            "Requesting MD",
            "Procedure Requested",
            "History",
            "Order ID",
        ],
        orders,
        lambda o: [
            o["Req #"],
            done[o["Status"]],
            day(o["Order Date"]),
            o["Chart No"],
            o["Ordering Provider"],
            o["Exam"],
            o["Clinical Info"],
            o["Order ID"],
        ],
    )
    return {
        "report.xlsx": workbook(
            {"DI Requests": paged("Diagnostic Imaging", asked), "Appts": paged("Appointments", seen)}
        )
    }


def med_access(visits: list[Row], orders: list[Row]) -> Files:
    """Semicolons; the clinician last; days as 05.02.2025; words of a call centre."""
    word = {"Completed": "Seen", "No Show": "FTA", "Cancelled": "Cx", "Booked": "Future"}
    done = {"Resulted": "Reported", "Ordered": "Faxed", "Cancelled": "Withdrawn"}
    seen = listed(
        [
            "EncounterID",
            "ChartNumber",
            "BirthDate",
            "EncounterDate",
            "EncounterReason",
            "ProblemCodes",
            "EncounterState",
            "Clinician",
        ],
        visits,
        lambda v: [
            v["Visit ID"],
            v["Chart No"],
            said(v["Birth Date"], "%d.%m.%Y"),
            said(v["Visit Date"], "%d.%m.%Y"),
            v["Reason"],
            " ".join(f"[{c}]" for c in codes(v["Dx"])),
            word[v["Status"]],
            v["Provider"],
        ],
    )
    asked = listed(
        [
            "RequestID",
            "ReqNumber",
            "ChartNumber",
            "RequestState",
            "DateRequested",
            "TestRequested",
            "ClinicalIndication",
            "RequestedBy",
        ],
        orders,
        lambda o: [
            o["Order ID"],
            o["Req #"],
            o["Chart No"],
            done[o["Status"]],
            said(o["Order Date"], "%d.%m.%Y"),
            o["Exam"],
            o["Clinical Info"],
            o["Ordering Provider"],
        ],
    )
    return {"enc.csv": delimited(seen, ";").encode(), "di.csv": delimited(asked, ";").encode()}


def ps_suite(visits: list[Row], orders: list[Row]) -> Files:
    """A banner and a legend above; letters for the status; days as 2025-Feb-05."""
    word = {"Completed": "C", "No Show": "NS", "Cancelled": "X", "Booked": "B"}
    form = "%Y-%b-%d"
    seen = listed(
        ["Dr.", "Appt. Date", "Stat", "Pt. #", "Pt. DOB", "Appt. #", "Dx 1", "Dx 2", "Appt. Notes"],
        visits,
        lambda v: [
            v["Provider"],
            said(v["Visit Date"], form),
            word[v["Status"]],
            v["Chart No"],
            said(v["Birth Date"], form),
            v["Visit ID"],
            *[*codes(v["Dx"]), "", ""][:2],
            v["Reason"],
        ],
    )
    asked = listed(
        ["Ordered By", "Ordered On", "Pt. #", "Test", "Req. #", "Why", "Ord. #", "Ord. Status"],
        orders,
        lambda o: [
            o["Ordering Provider"],
            said(o["Order Date"], form),
            o["Chart No"],
            o["Exam"],
            o["Req #"],
            o["Clinical Info"],
            o["Order ID"],
            o["Status"].upper(),
        ],
    )
    legend = "Appointments by doctor\nC = complete, NS = no show, X = cancelled, B = booked\n\n"
    return {
        "ps appts.txt": (legend + delimited(seen, "\t")).encode("cp1252"),
        "ps tests.txt": delimited(asked, "\t").encode("cp1252"),
    }


def french(visits: list[Row], orders: list[Row]) -> Files:
    """UTF-16 and tabs; the days as 5 févr. 2025; words of a GMF."""
    word = {
        "Completed": "Vu",
        "No Show": "Ne s'est pas présenté",
        "Cancelled": "Annulé par le patient",
        "Booked": "À venir",
    }
    done = {"Resulted": "Reçu", "Ordered": "En attente", "Cancelled": "Annulé"}
    months = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]

    def written(text: str) -> str:
        found = day(text)
        return f"{found.day} {months[found.month - 1]} {found.year}" if found else ""

    seen = listed(
        ["Professionnel", "Date du RDV", "État du RDV", "Dossier", "DDN", "Diagnostics (CIM-9)", "Motif", "ID RDV"],
        visits,
        lambda v: [
            v["Provider"],
            written(v["Visit Date"]),
            word[v["Status"]],
            v["Chart No"],
            written(v["Birth Date"]),
            " ; ".join(codes(v["Dx"])).replace(".", ","),
            v["Reason"],
            v["Visit ID"],
        ],
    )
    asked = listed(
        [
            "Demandé le",
            "Demandé par",
            "Dossier",
            "Examen d'imagerie",
            "Indication clinique",
            "État de la demande",
            "ID demande",
            "Requête",
        ],
        orders,
        lambda o: [
            written(o["Order Date"]),
            o["Ordering Provider"],
            o["Chart No"],
            o["Exam"],
            o["Clinical Info"],
            done[o["Status"]],
            o["Order ID"],
            o["Req #"],
        ],
    )
    return {"rdv.txt": delimited(seen, "\t").encode("utf-16"), "imagerie.txt": delimited(asked, "\t").encode("utf-16")}


def champion(visits: list[Row], orders: list[Row]) -> Files:
    """The doctor first; the day once a block, half as text and half as a date; what became of it in her own words."""
    word = {"Completed": "came", "No Show": "didn't show", "Cancelled": "cancelled", "Booked": "upcoming"}
    in_order = sorted(visits, key=lambda v: (day(v["Visit Date"]), v["Visit ID"]))
    seen: list[list[Cell]] = [
        ["our back pain list - please keep tidy!"],
        [],
        ["Doctor", "When", "Chart #", "Outcome", "Codes", "Notes", "#"],
    ]
    before = ""
    for n, v in enumerate(in_order):
        its = v["Visit Date"]
        shown: Cell = "" if its == before else said(its, "%b %d, %Y") if n % 2 else day(its)
        before = its
        seen.append(
            [
                v["Provider"],
                shown,
                v["Chart No"],
                word[v["Status"]],
                "/".join(codes(v["Dx"])),
                v["Reason"],
                v["Visit ID"],
            ]
        )
    asked = listed(
        ["Chart #", "Imaging", "Date asked", "By", "Reason", "Status", "#", "Req"],
        orders,
        lambda o: [
            o["Chart No"],
            o["Exam"],
            day(o["Order Date"]),
            o["Ordering Provider"],
            o["Clinical Info"],
            o["Status"].lower(),
            o["Order ID"],
            o["Req #"],
        ],
    )
    return {"our list.xlsx": workbook({"Visits": seen, "X-rays etc": asked})}


STYLES: dict[str, Style] = {
    "wolf": Style(wolf, VISIT, ORDER),
    "med access": Style(med_access, VISIT, ORDER, (("status:Faxed", "live"), ("status:Cx", "cancelled"))),
    "ps suite": Style(
        ps_suite,
        VISIT,
        ORDER,
        (("status:C", "completed"), ("status:NS", "no_show"), ("status:X", "cancelled"), ("status:B", "booked")),
    ),
    "french": Style(french, VISIT, ORDER),
    "champion": Style(champion, tuple(n for n in VISIT if n != "Birth Date"), ORDER),
}
