"""The small made-up clinic in the codes of other systems: Synthea, OMOP by concepts, and UK lists."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from emr_styles import PLAN, Row, delimited, lists
from more_styles import Files, codes, day, said

from sample_data.records import Plan

Lists = tuple[list[Row], list[Row]]
#: ICD-9 -> the same in SNOMED CT, its term, Read v2, CTV3 and OMOP's concept id.
SAME: Mapping[str, tuple[str, str, str, str, str]] = {
    "724.2": ("279039007", "Low back pain", "N142.", "16C5.", "194133"),
    "724.5": ("161891005", "Backache", "N145.", "XE1FE", "194133"),
    "847.2": ("209548004", "Lumbar sprain", "S572.", "S572.", "80813"),
    "846.0": ("209565008", "Lumbosacral sprain", "S560.", "S560.", "74132"),
    "721.3": ("48210000", "Lumbosacral spondylosis", "N114.", "N114.", "138841"),
    "722.52": ("26538006", "Degeneration of lumbar intervertebral disc", "N127.", "N127.", "140190"),
    "724.3": ("23056005", "Sciatica", "N143.", "N143.", "444382"),
    "724.4": ("128196005", "Lumbar radiculopathy", "N1420", "N1420", "372409"),
    "722.10": ("202708005", "Prolapsed lumbar intervertebral disc", "N12C4", "N122.", "80189"),
    "724": ("77547008", "Disorder of back", "N14..", "N14..", "80816"),
    "722": ("73589001", "Intervertebral disc disorder", "N12..", "N12..", "77079"),
    "847": ("302258001", "Sprain of spine", "S57..", "S57..", "75344"),
    "724.1": ("267981009", "Thoracic back pain", "N141.", "N141.", "312998"),
    "723.1": ("81680005", "Neck pain", "N131.", "N131.", "24134"),
    "847.0": ("209557005", "Neck sprain", "S570.", "S570.", "79903"),
    "401.9": ("38341003", "Hypertensive disorder", "G20..", "XE0Uc", "320128"),
    "250.0": ("44054006", "Diabetes mellitus type 2", "C10F.", "X40J5", "201826"),
    "V70.0": ("162673000", "General examination of patient", "69...", "69...", "4060985"),
    "465.9": ("54150009", "Upper respiratory infection", "H05z.", "XE0Xr", "257011"),
    "300.0": ("48694002", "Anxiety", "E200.", "E200.", "441542"),
    "782.1": ("271807003", "Eruption", "M18z.", "XE1B1", "140214"),
    "493.9": ("195967001", "Asthma", "H33..", "H33..", "317009"),
    "715.96": ("239873007", "Osteoarthritis of knee", "N05zL", "XE1DV", "4079750"),
    "174.9": ("254837009", "Malignant neoplasm of breast", "B34..", "B34..", "4091464"),
    "805.4": ("125608002", "Fracture of lumbar vertebra", "S104.", "XaFCz", "72457"),
}
SNOMED, TERM, READ2, CTV3, OMOP = range(5)


@dataclass(frozen=True)
class Style:
    """How the clinic is written, what that holds as plain lists, and the practice as it spells its clinicians."""

    files: Callable[[], Files]
    plain: Callable[[], Files]
    practice: Plan = PLAN


@cache
def whole() -> Lists:
    """The lists with the codes alone, each once and each of them known in the other systems."""
    visits, orders = lists()
    kept = [{**v, "Dx": "; ".join({"736.79": "174.9"}.get(c, c) for c in codes(v["Dx"]))} for v in visits]
    return kept, orders


def happened_or_not() -> Lists:
    """All of it, booked and cancelled too."""
    return whole()


def in_system(dx: str, system: int) -> list[str]:
    """The codes of a cell in another system."""
    return [SAME[code][system] for code in dx.split("; ") if code]


def number(text: str) -> str:
    """A number as Synthea makes them, the same every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text))


def provider_id(name: str) -> str:
    """The clinician's number in a research database; outside ones have none."""
    numbers = {d: str(7 + n) for n, d in enumerate(sorted({v["Provider"] for v in happened()[0]}))}
    return numbers.get(name, name)


def spelt(how: Callable[[str], str]) -> Plan:
    """The practice whose roster spells its clinicians so."""
    return replace(PLAN, clinicians=tuple(replace(one, spelling=how(one.spelling)) for one in PLAN.clinicians))


def text(header: list[str], rows: list[list[str]], separator: str = ",") -> bytes:
    return delimited([header, *rows], separator).encode()


def births(visits: list[Row], orders: list[Row]) -> dict[str, str]:
    """Everybody's day of birth."""
    found = {v["Chart No"]: v["Birth Date"] for v in visits}
    return found | {o["Chart No"]: "" for o in orders if o["Chart No"] not in found}


# Synthea


@cache
def happened() -> Lists:
    """Only what took place, nothing in words: Synthea and OMOP know no booking, and no order."""
    visits, orders = whole()
    seen = [v for v in visits if v["Status"] == "Completed" and v["Visit Type"] != "Form / Admin"]
    at = {(v["Chart No"], v["Visit Date"]): v for v in seen}
    made = [o for o in orders if o["Status"] != "Cancelled"]
    return seen, [
        {**o, "Ordering Provider": at[o["Chart No"], o["Order Date"]]["Provider"]}
        for o in made
        if (o["Chart No"], o["Order Date"]) in at
    ]


EXAM_SNOMED = {"XR": "22791004", "MR": "241648005", "CT": "241580002"}
EXAM_CPT_CONCEPT = {"XR": "2211398", "MR": "2211414", "CT": "2211407"}


def modality(exam: str) -> str:
    return "MR" if exam.startswith("MRI") else "CT" if exam.startswith("CT") else "XR"


def synthea() -> Files:
    visits, orders = happened()
    at = {(v["Chart No"], v["Visit Date"]): v["Visit ID"] for v in visits}
    day_of = "%Y-%m-%d"
    people = [
        [number(p), said(b, day_of), "", "999-55-1234", "Ann111", "Doe222", "F", "12 Main St"]
        for p, b in births(*happened()).items()
    ]
    seen = [
        [
            number(v["Visit ID"]), f"{said(v['Visit Date'], day_of)}T16:{n % 60:02}:09Z",
            f"{said(v['Visit Date'], day_of)}T17:{n % 60:02}:09Z", number(v["Chart No"]), number("org"),
            number(v["Provider"]), number("payer"), "virtual" if v["Visit Type"] == "Phone" else "ambulatory",
            "185347001", "Encounter for problem (procedure)", "85.55", "129.16", "69.16", "", "",
        ]
        for n, v in enumerate(visits)
    ]  # fmt: skip
    conditions = [
        [
            said(v["Visit Date"], day_of), "", number(v["Chart No"]), number(v["Visit ID"]),
            "http://snomed.info/sct", SAME[c][SNOMED], SAME[c][TERM] + " (finding)",
        ]
        for v in visits
        for c in v["Dx"].split("; ")
        if c
    ]  # fmt: skip
    done = [
        [
            f"{said(o['Order Date'], day_of)}T16:30:00Z", f"{said(o['Order Date'], day_of)}T16:45:00Z",
            number(o["Chart No"]), number(at[o["Chart No"], o["Order Date"]]), "http://snomed.info/sct",
            EXAM_SNOMED[modality(o["Exam"])],
            o["Exam"] + " (procedure)", "431.40", "", "",
        ]
        for o in orders
    ]  # fmt: skip
    done += [
        [
            row[1],
            row[1],
            row[3],
            row[0],
            "http://snomed.info/sct",
            "710824005",
            "Assessment of health (procedure)",
            "431.40",
            "",
            "",
        ]
        for row in seen[::3]
    ]
    studies = [
        [
            number(o["Order ID"]), f"{said(o['Order Date'], day_of)}T16:30:00Z", number(o["Chart No"]),
            number(at[o["Chart No"], o["Order Date"]]), "1.2.840.99999999.1", "122496007",
            "Lumbar spine structure (body structure)", {"XR": "DX", "MR": "MR", "CT": "CT"}[modality(o["Exam"])],
            "Digital Radiography", "1.2.840.2", "1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image Storage",
            EXAM_SNOMED[modality(o["Exam"])],
        ]
        for o in orders[::2]
    ]  # fmt: skip
    return {
        "patients.csv": text(["Id", "BIRTHDATE", "DEATHDATE", "SSN", "FIRST", "LAST", "GENDER", "ADDRESS"], people),
        "encounters.csv": text(
            [
                "Id",
                "START",
                "STOP",
                "PATIENT",
                "ORGANIZATION",
                "PROVIDER",
                "PAYER",
                "ENCOUNTERCLASS",
                "CODE",
                "DESCRIPTION",
                "BASE_ENCOUNTER_COST",
                "TOTAL_CLAIM_COST",
                "PAYER_COVERAGE",
                "REASONCODE",
                "REASONDESCRIPTION",
            ],
            seen,
        ),
        "conditions.csv": text(["START", "STOP", "PATIENT", "ENCOUNTER", "SYSTEM", "CODE", "DESCRIPTION"], conditions),
        "procedures.csv": text(
            [
                "START",
                "STOP",
                "PATIENT",
                "ENCOUNTER",
                "SYSTEM",
                "CODE",
                "DESCRIPTION",
                "BASE_COST",
                "REASONCODE",
                "REASONDESCRIPTION",
            ],
            done,
        ),
        "imaging_studies.csv": text(
            [
                "Id",
                "DATE",
                "PATIENT",
                "ENCOUNTER",
                "SERIES_UID",
                "BODYSITE_CODE",
                "BODYSITE_DESCRIPTION",
                "MODALITY_CODE",
                "MODALITY_DESCRIPTION",
                "INSTANCE_UID",
                "SOP_CODE",
                "SOP_DESCRIPTION",
                "PROCEDURE_CODE",
            ],
            studies,
        ),
    }


def omop(system: int) -> Callable[[], Files]:
    def files() -> Files:
        visits, orders = happened()
        people = {p: str(1000 + n) for n, p in enumerate(births(*happened()))}
        at = {(v["Chart No"], v["Visit Date"]): n for n, v in enumerate(visits, 1)}
        born = births(*happened())
        person = [
            [
                people[p],
                "8507",
                str(d.year) if (d := day(b)) else "",
                str(d.month) if d else "",
                str(d.day) if d else "",
                "8527",
                p,
            ]
            for p, b in born.items()
        ]
        seen = [
            [
                str(n),
                people[v["Chart No"]],
                "9202",
                said(v["Visit Date"], "%Y-%m-%d"),
                said(v["Visit Date"], "%Y-%m-%d"),
                "32817",
                provider_id(v["Provider"]),
            ]
            for n, v in enumerate(visits, 1)
        ]
        held = [(n, v, c) for n, v in enumerate(visits, 1) for c in v["Dx"].split("; ") if c]
        conditions = [
            [
                str(k),
                people[v["Chart No"]],
                SAME[c][OMOP] if system == OMOP else "0",
                said(v["Visit Date"], "%Y-%m-%d"),
                "32817",
                str(n),
                "" if system == OMOP else SAME[c][system],
            ]
            for k, (n, v, c) in enumerate(held, 1)
        ]
        done = [
            [
                str(k),
                people[o["Chart No"]],
                EXAM_CPT_CONCEPT[modality(o["Exam"])] if system == OMOP else "0",
                said(o["Order Date"], "%Y-%m-%d"),
                "32817",
                provider_id(o["Ordering Provider"]),
                str(at[o["Chart No"], o["Order Date"]]),
                "" if system == OMOP else EXAM_SNOMED[modality(o["Exam"])],
            ]
            for k, o in enumerate(orders, 1)
        ]
        return {
            "person.csv": text(
                [
                    "person_id",
                    "gender_concept_id",
                    "year_of_birth",
                    "month_of_birth",
                    "day_of_birth",
                    "race_concept_id",
                    "person_source_value",
                ],
                person,
            ),
            "visit_occurrence.csv": text(
                [
                    "visit_occurrence_id",
                    "person_id",
                    "visit_concept_id",
                    "visit_start_date",
                    "visit_end_date",
                    "visit_type_concept_id",
                    "provider_id",
                ],
                seen,
            ),
            "condition_occurrence.csv": text(
                [
                    "condition_occurrence_id",
                    "person_id",
                    "condition_concept_id",
                    "condition_start_date",
                    "condition_type_concept_id",
                    "visit_occurrence_id",
                    "condition_source_value",
                ],
                conditions,
            ),
            "procedure_occurrence.csv": text(
                [
                    "procedure_occurrence_id",
                    "person_id",
                    "procedure_concept_id",
                    "procedure_date",
                    "procedure_type_concept_id",
                    "provider_id",
                    "visit_occurrence_id",
                    "procedure_source_value",
                ],
                done,
            ),
        }

    return files


def omop_with_vocabulary() -> Files:
    """Concepts of a numbering of its own, explained by CONCEPT; one cancer under a code that no list of ours holds."""
    own = {"254837009": "372137005"}
    files = omop(OMOP)()
    ours = {same[OMOP]: str(2_000_000_000 + n) for n, same in enumerate(SAME.values())}
    lines = files["condition_occurrence.csv"].decode().splitlines()
    rows = [line.split(",") for line in lines]
    told = [[*row[:2], ours.get(row[2], row[2]), *row[3:]] for row in rows]
    concepts = [
        [ours[same[OMOP]], same[TERM], "Condition", "SNOMED", "Disorder", "S", own.get(same[SNOMED], same[SNOMED])]
        for same in SAME.values()
    ]
    concepts += [
        [EXAM_CPT_CONCEPT[m], name, "Procedure", "CPT4", "CPT4", "S", "0000" + m]
        for m, name in (("XR", "X-ray of lumbar spine"), ("MR", "MRI of lumbar spine"), ("CT", "CT of lumbar spine"))
    ]
    header = [
        "concept_id",
        "concept_name",
        "domain_id",
        "vocabulary_id",
        "concept_class_id",
        "standard_concept",
        "concept_code",
    ]
    return {**files, "condition_occurrence.csv": text(told[0], told[1:]), "concept.csv": text(header, concepts)}


# the United Kingdom

NICIP = {"XR": ("XLSPN", "XR Lumbar spine"), "MR": ("MLSPN", "MRI Spine lumbar"), "CT": ("CLSPN", "CT Spine lumbar")}


def uk(system: int, header: list[str], form: str) -> Callable[[], Files]:
    def files() -> Files:
        visits, orders = whole()
        status = {"Completed": "Arrived", "No Show": "DNA", "Cancelled": "Cancelled", "Booked": "Booked"}
        seen = [
            [
                v["Visit ID"],
                f"943{int(v['Chart No']):07}",
                said(v["Birth Date"], form),
                said(v["Visit Date"], form),
                v["Provider"],
                status[v["Status"]],
                ", ".join(in_system(v["Dx"], system)),
                v["Reason"],
            ]
            for v in visits
        ]
        asked = [
            [
                o["Order ID"],
                f"943{int(o['Chart No']):07}",
                said(o["Order Date"], form),
                o["Ordering Provider"],
                *NICIP[modality(o["Exam"])],
                {"Resulted": "Reported", "Ordered": "Requested", "Cancelled": "Cancelled"}[o["Status"]],
                o["Clinical Info"],
            ]
            for o in orders
        ]
        return {
            "consultations.csv": text(header, seen),
            "radiology.csv": text(
                [
                    "Accession Number",
                    "NHS Number",
                    "Request Date",
                    "Referrer",
                    "NICIP Code",
                    "Exam Description",
                    "Exam Status",
                    "Clinical Details",
                ],
                asked,
            ),
        }

    return files


EMIS = [
    "Consultation ID",
    "NHS Number",
    "Date of Birth",
    "Consultation Date",
    "Clinician",
    "Appointment Status",
    "SNOMED Code",
    "Consultation Reason",
]
VISION = ["Encounter No", "NHS No", "DOB", "Encounter Date", "Doctor", "Status", "Read Code", "Comments"]
TPP = ["Event ID", "NHS Number", "Date of Birth", "Event Date", "Seen By", "Status", "CTV3 Code", "Notes"]

HELD_VISITS = ("Visit ID", "Chart No", "Birth Date", "Visit Date", "Provider", "Dx")
HELD_ORDERS = ("Order ID", "Chart No", "Order Date", "Exam", "Ordering Provider")
UK_VISITS = (*HELD_VISITS[:5], "Status", "Dx", "Reason")
UK_ORDERS = (*HELD_ORDERS, "Status", "Clinical Info")


def plain(held: Lists, visits: tuple[str, ...], orders: tuple[str, ...]) -> Files:
    """The lists as they are, with only these columns."""
    seen, asked = held
    return {
        "visits.csv": text(list(visits), [[v[n] for n in visits] for v in seen]),
        "orders.csv": text(list(orders), [[o[n] for n in orders] for o in asked]),
    }


def of_research() -> Files:
    """What OMOP can hold."""
    return plain(happened(), HELD_VISITS, HELD_ORDERS)


def of_practice() -> Files:
    """What the lists of the United Kingdom hold."""
    return plain(whole(), UK_VISITS, UK_ORDERS)


STYLES: dict[str, Style] = {
    "synthea": Style(synthea, lambda: plain(happened(), (*HELD_VISITS, "Visit Type"), HELD_ORDERS), spelt(number)),
    "omop concepts": Style(omop(OMOP), of_research, spelt(provider_id)),
    "omop snomed": Style(omop(SNOMED), of_research, spelt(provider_id)),
    "omop vocabulary": Style(omop_with_vocabulary, of_research, spelt(provider_id)),
    "uk snomed": Style(uk(SNOMED, EMIS, "%d/%m/%Y"), of_practice),
    "uk read2": Style(uk(READ2, VISION, "%d/%m/%Y"), of_practice),
    "uk ctv3": Style(uk(CTV3, TPP, "%d-%b-%Y"), of_practice),
}
