"""Made-up lists of which every column says what it holds: headings, and cells of a kind (days, numbers, codes)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import polars as pl

from ingest.plan.shapes import ColumnShape

ROWS = 24
#: Who comes: patients come again, as they do.
PEOPLE = [3, 8, 5, 3, 9, 11, 12, 8, 20, 21, 22, 5, 7, 31, 3, 40, 9, 51, 52, 8, 60, 61, 5, 70]
NAMES = ["Lee", "Ray", "Wu", "Moss"]


def _day(n: int) -> tuple[str, str, str]:
    return "2025", f"{1 + n % 6:02d}", f"{1 + (n * 5) % 28:02d}"


def _clock(n: int) -> str:
    return f"{8 + n % 8:02d}:{(n * 10) % 60:02d}"


def _twelve(n: int) -> str:
    hour = 8 + n % 8
    return f"{hour if hour < 13 else hour - 12}:{(n * 10) % 60:02d} {'AM' if hour < 12 else 'PM'}"


def _born(n: int) -> tuple[int, str, str]:
    return 1940 + (PEOPLE[n] * 7) % 60, f"{1 + PEOPLE[n] % 12:02d}", f"{1 + PEOPLE[n] % 28:02d}"


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
EXAMS = ["XR Lumbar Spine 2-3 views", "MRI L-spine without contrast", "XR Chest PA/LAT", "CT Head", "XR Knee Left"]
EXAMS_FR = ["Radiographie lombaire", "IRM lombaire", "Radiographie pulmonaire", "TDM cérébrale"]
REASONS = ["low back pain", "cough", "BP check", "back pain x 3 weeks", "rash on arm", "med renewal"]
REASONS_FR = ["lombalgie", "toux", "suivi TA", "douleur au genou"]
REASONS_DE = ["Kreuzschmerzen", "Husten", "Kontrolle", "Impfung"]
DIAGNOSES = ["Low back pain", "Essential hypertension", "Type 2 diabetes mellitus", "Acute bronchitis"]
DIAGNOSES_FR = ["Lombalgie", "Hypertension", "Diabète de type 2", "Bronchite"]
DIAGNOSES_DE = ["Kreuzschmerz", "Hypertonie", "Diabetes mellitus", "Bronchitis"]
DRUGS = ["Diclofenac", "Tramadol", "Amoxicillin", "Metformin", "Ramipril"]
SNOMED = ["279039007", "38341003", "44054006", "10509002", "161891005"]

#: What each kind writes in row n.
KINDS: dict[str, Callable[[int], str]] = {
    "id": lambda n: str(480_211 + 3 * n), "num": lambda n: str([7, 14, 30, 21, 28, 60][n % 6]),
    "num2": lambda n: f"{12 + n * 3.5:.2f}", "pid": lambda n: f"10{PEOPLE[n]:04d}",
    "hcn": lambda n: f"91234567{PEOPLE[n]:02d}", "nhi": lambda n: f"ZAC{5300 + PEOPLE[n]}",
    "nam": lambda n: f"TREM{5000 + PEOPLE[n]}1234", "guid": lambda n: f"{3_000_000 + n:08X}-11AA-4B2C-9D00-{n:012X}",
    "pguid": lambda n: f"{9_000_000 + PEOPLE[n]:08X}-22BB-4B2C-9D00-{PEOPLE[n]:012X}",
    "dguid": lambda n: f"{5_000_000 + n % 3:08X}-33CC-4B2C-9D00-{n % 3:012X}",
    "oneguid": lambda n: "00A1B2C3-44DD-4B2C-9D00-000000000001", "fhirpat": lambda n: f"Patient/10{PEOPLE[n]:04d}",
    "fhirprac": lambda n: f"Practitioner/{45 + n % 3}", "dn": lambda n: str([4501, 4502, 4517][n % 3]),
    "pn": lambda n: f"{['Hale', 'Bell', 'Cole', 'Wren'][PEOPLE[n] % 4]}, {['Ida', 'Tom', 'Eve'][PEOPLE[n] % 3]}",
    "ln": lambda n: ["Hale", "Bell", "Cole", "Wren"][PEOPLE[n] % 4], "fn": lambda n: ["Ida", "Tom", "Eve"][n % 3],
    "LASTF": lambda n: f"{NAMES[n % 3].upper()}, {'ABC'[n % 3]}NNA",
    "LAST_F": lambda n: f"{NAMES[n % 3]}_{'ABC'[n % 3]}",
    "LAST, F": lambda n: f"{NAMES[n % 3]}, {'ABC'[n % 3]}", "Dr N": lambda n: f"Dr {'ABC'[n % 3]} {NAMES[n % 3]}",
    "Dr. N": lambda n: f"Dr. {NAMES[n % 3]}",
    "d": lambda n: "-".join(_day(n)), "db": lambda n: "-".join(_day(n)) if n % 3 == 0 else "",
    "ymd": lambda n: "".join(_day(n)), "ts": lambda n: f"{'-'.join(_day(n))} {_clock(n)}:11",
    "ts0": lambda n: f"{'-'.join(_day(n))} 00:00:00", "isoT": lambda n: f"{'-'.join(_day(n))}T{_clock(n)}:00",
    "isoZ": lambda n: f"{'-'.join(_day(n))}T{_clock(n)}:00Z",
    "us": lambda n: f"{_day(n)[1]}/{_day(n)[2]}/{_day(n)[0]}",
    "usb": lambda n: f"{_day(n)[1]}/{_day(n)[2]}/{_day(n)[0]}" if n % 3 == 0 else "",
    "dmy": lambda n: "/".join(reversed(_day(n))), "dmyb": lambda n: "/".join(reversed(_day(n))) if n % 3 == 0 else "",
    "dmy-": lambda n: "-".join(reversed(_day(n))), "dot": lambda n: ".".join(reversed(_day(n))),
    "dott": lambda n: f"{'.'.join(reversed(_day(n)))} {_clock(n)}",
    "dm": lambda n: f"{_day(n)[2]}-{MONTHS[n % 6]}-{_day(n)[0]}",
    "dmb": lambda n: f"{_day(n)[2]}-{MONTHS[n % 6]}-{_day(n)[0]}" if n % 3 == 0 else "",
    "dmt": lambda n: f"{_day(n)[2]}-{MONTHS[n % 6]}-{_day(n)[0]} {_clock(n)}",
    "dob": lambda n: "{}-{}-{}".format(*_born(n)), "d50": lambda n: "{}-{}-{}".format(*_born(n)),
    "usdob": lambda n: "{1}/{2}/{0}".format(*_born(n)), "age": lambda n: str(2025 - _born(n)[0]),
    "t": _clock, "tp": _twelve, "hms": lambda n: f"{_clock(n)}:00", "mins": lambda n: str([15, 10, 20, 30, 15][n % 5]),
    "tel": lambda n: f"403-555-01{n:02d}", "exam": lambda n: EXAMS[n % 5], "examfr": lambda n: EXAMS_FR[n % 4],
    "txt": lambda n: REASONS[n % 6], "txtfr": lambda n: REASONS_FR[n % 4], "txtde": lambda n: REASONS_DE[n % 4],
    "dxn": lambda n: DIAGNOSES[n % 4], "dxnfr": lambda n: DIAGNOSES_FR[n % 4], "dxnde": lambda n: DIAGNOSES_DE[n % 4],
    "drug": lambda n: DRUGS[n % 5], "sct": lambda n: SNOMED[n % 5],
    "icd9": lambda n: ["724.2", "401.9", "250.00", "466.0", "V70.0", "719.46"][n % 6],
    "icd9b": lambda n: ["", "401.9", "", "272.4"][n % 4],
    "icd10": lambda n: ["M54.5", "I10", "E11.9", "J20.9", "Z00.0", "M25.5"][n % 6],
    "icd10b": lambda n: ["", "I10", "", "E78.5"][n % 4],
    "icpc": lambda n: ["L03", "K86", "T90", "R78", "A97"][n % 5], "icpcb": lambda n: ["", "K86", "", "T93"][n % 4],
    "read": lambda n: ["16C..", "G2...", "C10..", "H06.."][n % 4],
}  # fmt: skip


@dataclass(frozen=True)
class MadeList:
    """One list: its batch, what it is, which columns may be its patient, day and clinician, and its columns."""

    batch: str
    event: str
    roles: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, str], ...]

    @property
    def headings(self) -> list[str]:
        """The heading row."""
        return [heading for heading, _ in self.columns]

    def shapes(self) -> list[ColumnShape]:
        """How its columns look."""
        return [_shape(kind, heading) for heading, kind in self.columns]

    def write(self, file: Path) -> Path:
        """The list as a file."""
        cells = {str(n): _cells(kind, heading) for n, (heading, kind) in enumerate(self.columns)}
        frame = pl.DataFrame(cells).rename({str(n): h for n, h in enumerate(self.headings)})
        frame.write_csv(file)
        return file


@cache
def _shape(kind: str, heading: str) -> ColumnShape:
    cells = [cell or None for cell in _cells(kind, heading)]
    return ColumnShape(pl.Series(cells, dtype=pl.String), ROWS)


def _cells(kind: str, heading: str) -> list[str]:
    """Cells of a kind; words between ; are a column of these words, in no order."""
    if kind in KINDS:
        return [KINDS[kind](n) for n in range(ROWS)]
    words = kind.split(";")
    chance = Random(heading)
    rest = [chance.choice(words) for _ in range(ROWS - len(words))]
    return [*words, *rest]


def lists(file: Path) -> list[MadeList]:
    """The lists of a file: a line a list, under the batch it was written in."""
    found, batch = [], ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("# batch"):
            batch = line.removeprefix("# batch").strip()
        elif line and not line.startswith("#"):
            event, *roles, row = line.split("\t")
            columns = tuple((cell.partition("=")[0], cell.partition("=")[2]) for cell in row.split("|"))
            told = tuple(tuple(role.split("~")) if role != "-" else () for role in roles)
            found.append(MadeList(batch, event, told, columns))
    return found
