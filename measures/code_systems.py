"""Which code system a column of codes is in, decided from the whole column before any code in it is read.

A cell alone cannot tell: `L03` is low back pain in ICPC-2 and an inflamed finger in ICD-10, `C34..` is gout in Read v2
and a lung tumour in ICD-10, `E880` is a fall in ICD-9 and a disorder of metabolism in ICD-10 without its point. So the
column decides (counting.md §1): what the export or a person says, the heading, the check digits, the padding, and the
share of codes that each system could hold. Two systems that fit alike leave it undecided: a person is asked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures import icd

#: The systems a column may be in: "icd" is ICD-9 and ICD-10 side by side, told apart code by code; "own" the clinic's.
SYSTEMS = ("icd", "icd9", "icd10", "icpc2", "read2", "ctv3", "snomed", "cpt", "loinc", "opcs4", "nicip", "omop", "own")
#: A column that waits for a person: it says nothing until then.
UNDECIDED = "undecided"
#: What a column of diagnoses, and one of procedures, can be in.
OF_DIAGNOSES = ("icd9", "icd10", "icpc2", "read2", "ctv3", "snomed")
OF_PROCEDURES = ("cpt", "loinc", "snomed", "opcs4", "read2", "ctv3", "nicip")

#: A system must fit so large a share of a column's different codes.
FITS = 0.9
#: So many different ICPC-2 codes, and none that only ICD-10 could hold, are no accident: 9 of ICD-10's 26 chapters'
#: letters (C, E, G, I, J, M, O, Q, V) are no ICPC-2 chapter, and stand for a third and more of a practice's problems.
ICPC_ENOUGH = 15
#: Of this many different codes the system is judged.
LOOKED_AT = 2_000

_NAMES = (
    ("snomed", r"snomed|\bsct\b|2\.16\.840\.1\.113883\.6\.96\b|concept ?id"),
    ("icd10", r"(?:icd|cim)\W?o?\W?10|2\.16\.840\.1\.113883\.6\.(?:90|3)\b|\bi10\b"),
    ("icd9", r"(?:icd|cim)\W?9|2\.16\.840\.1\.113883\.6\.(?:103|42)\b|\bi9\b"),
    ("icpc2", r"icpc|2\.16\.840\.1\.113883\.6\.(?:139|140)\b"),
    ("ctv3", r"ctv\W?3|read\W?(?:v|version)?\W?3"),
    ("read2", r"\bread\b|readv?2|read\W?code"),
    ("loinc", r"loinc|2\.16\.840\.1\.113883\.6\.1\b"),
    ("cpt", r"\bcpt|hcpcs|2\.16\.840\.1\.113883\.6\.12\b"),
    ("opcs4", r"opcs"),
    ("nicip", r"nicip"),
    ("icd", r"\bicd|\bcim\b"),
)
_BARE_NAMES = {"9": "icd9", "9cm": "icd9", "10": "icd10", "10cm": "icd10", "10ca": "icd10"}

_SHAPES = {
    "icd9": r"\d{3}(?:[.\-]?\d{1,2})?|V\d{2}(?:\.?\d{1,2})?|E[89]\d{2}(?:\.?\d)?",
    "icd10": r"[A-Z]\d[0-9AB](?:[.\-]?[0-9AX][0-9A-Z]{0,3})?",
    "icpc2": r"[ABDFHKLNPRSTUWXYZ](?:0[1-9]|[1-9]\d)",
    "read2": r"(?:[0-9A-Za-z]{5}|(?=.{5}(?:\d\d)?$)[0-9A-Za-z]{1,4}\.{1,4})(?:\d\d)?",
    "ctv3": r"[0-9A-Za-z]{5}|(?=.{5}$)[0-9A-Za-z]{1,4}\.{1,4}",
    "cpt": r"\d{5}(?:-\w\w)?|\d{4}[FTU]",
    "opcs4": r"[A-HJ-Z]\d{2}\.?\d?",
    "nicip": r"[A-Z]{4,6}",
}
_CTV3_ONLY = re.compile(r"X(?=.*[a-z0-9])(?=.*[A-Z0-9])[0-9A-Za-z]{4}")
_MIXED_CASE = re.compile(r"(?=.*[a-z])(?=.*\d).{5}(?:\d\d)?")
_PATTERNS = {name: re.compile(shape) for name, shape in _SHAPES.items()}
#: Without its padding a Read code may look like ICD-10; these cannot: a number first and a letter, or a letter fourth.
_READ_UNPADDED = re.compile(r"\d[0-9A-Z]{0,2}[A-Z][0-9A-Za-z]{0,2}|[A-Z]\d[0-9A-Z][B-WYZ][0-9A-Za-z]?")
_ICD10_ONLY = re.compile(r"[CEGIJMOQV]\d")
#: A code in brackets, or at either end of a cell's item; words with it are passed over.
_ITEM = re.compile(r"[;,|/\n\t+&()\[\]{}]+|\s[-–:]\s")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Fit:
    """How well one system fits a column: `share` of its different codes are of this system's shape (0 to 1)."""

    system: str
    share: float
    codes: int


@dataclass(frozen=True)
class SystemDecision:
    """The system of one column, or None where a person must say; `why` is a code, `readings` what it could be.

    `why`: "told" (a person or the profile), "column" (each row says its own), "heading", "check digits", "padding",
    "shape", "words" (the words beside the codes), "two systems fit", "no system fits", "no codes".
    """

    system: str | None
    why: str
    readings: tuple[Fit, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a person must say which system it is."""
        return self.system is None


def named(text: str | None) -> str | None:
    """The system that a name means: "ICD-10-CA", "http://snomed.info/sct", "READ_CTV3", "2.16.840.1.113883.6.96"."""
    plain = re.sub(r"[_]", " ", (text or "").casefold())
    bare = re.sub(r"[^a-z0-9]", "", plain)
    if bare in _BARE_NAMES:
        return _BARE_NAMES[bare]
    return next((system for system, pattern in _NAMES if re.search(pattern, plain)), None)


def decide(
    cells: Mapping[str, int], *, heading: str = "", told: str | None = None, procedures: bool = False
) -> SystemDecision:
    """The system of a column from its different cells (and in how many rows each stands).

    `told` is what a person or the profile says; it decides. A heading decides only where its system fits.
    """
    if told:
        return SystemDecision(told, "told")
    codes = _distinct_codes(cells)
    if not codes:
        return SystemDecision("own" if procedures else "icd", "no codes")
    fits = {name: _fit(name, codes) for name in (OF_PROCEDURES if procedures else OF_DIAGNOSES)}
    if claimed := _claimed(heading, codes, procedures):
        return SystemDecision(claimed, "heading", tuple(fit for fit in fits.values() if fit.system == claimed))
    return _of_procedures(codes, fits) if procedures else _of_diagnoses(codes, fits, cells)


def _claimed(heading: str, codes: list[str], procedures: bool) -> str | None:
    """The system that the heading names, if the codes fit it: Read codes also where their padding was lost."""
    claimed = named(heading)
    if claimed in (None, "icd") or (claimed not in OF_PROCEDURES and procedures):
        return None
    padded = [code.ljust(5, ".") for code in codes] if claimed in ("read2", "ctv3") else codes
    return claimed if claimed in _PATTERNS | {"snomed": 0, "loinc": 0} and _fit(claimed, padded).share >= FITS else None


def codes_of(cell: str) -> list[str]:
    """What in a cell could be a code: the cell, or the first or last word of each of its items."""
    found = []
    for item in _ITEM.split(cell):
        words = [word.strip(":#\"'") for word in item.split()]
        ends = [*words[:1], *words[1:][-1:]]
        found += [word for word in ends if _may_be_code(word)]
    return found


def fits(system: str, code: str) -> bool:
    """Whether a code could be of the system: by its shape, and its check digit where the system has one."""
    if system == "snomed":
        return is_concept(code)
    if system == "loinc":
        return is_loinc(code)
    if system in ("read2", "ctv3", "nicip"):
        return bool(_PATTERNS[system].fullmatch(code))
    return bool(_PATTERNS[system].fullmatch(code.upper()))


def of_a_system(code: str) -> bool:
    """Whether a code is one of a known system; seven letters and digits without a dot are the shape of anything."""
    systems = (*OF_DIAGNOSES, *OF_PROCEDURES)
    return any(fits(one, code) for one in systems if one not in ("read2", "ctv3") or "." in code)


def _may_be_code(word: str) -> bool:
    signs = len(word.rstrip(".")) + word.count(".")
    return 3 <= signs <= 18 and bool(_HAS_DIGIT.search(word) or _CTV3_ONLY.fullmatch(word))


def codes_in(cell: str | None, system: str | None = None) -> tuple[str, ...]:
    """Every code in the cell as the facts hold it, read in its column's system, each once.

    ICD codes stand in their one spelling and SNOMED CT concepts as their number; codes of another system carry its name
    ("icpc2:L03", "read2:N142", "ctv3:N142."), so that none is ever taken for one of ICD's.
    """
    if not cell or system in (UNDECIDED, "own"):
        return ()
    if stored := _STORED.match(cell):
        return (stored[0],)
    if system == "snomed":
        return tuple(dict.fromkeys(number for number in _NUMBER.findall(cell) if is_concept(number)))
    if system in _FOREIGN:
        found = (_written(system, code) for code in codes_of(cell))
        return tuple(dict.fromkeys(f"{system}:{code}" for code in found if code))
    return icd.codes_in(cell, None if system == "icd" else system)


def parted(code: str) -> tuple[str | None, str]:
    """A stored code's system, where it carries one, and the code itself."""
    system, colon, rest = code.partition(":")
    return (system, rest) if colon else (None, code)


#: Systems whose codes are stored with their name.
_FOREIGN = ("icpc2", "read2", "ctv3", "omop")
_STORED = re.compile(rf"(?:{'|'.join(_FOREIGN)}):[^\s;,]+")
_NUMBER = re.compile(r"(?<!\d)\d{6,18}(?!\d)")
_ICPC = re.compile(r"([ABDFHKLNPRSTUWXYZ]\d\d)(?:\.\d+)?")


def _written(system: str, code: str) -> str | None:
    """One code in the one spelling of its system: Read v2 without padding and term number, CTV3 padded."""
    if system == "icpc2":
        return found[1] if (found := _ICPC.fullmatch(code.upper())) else None
    if system == "omop":
        return code if code.isdecimal() else None
    five = code.ljust(5, ".")[:5]
    if not fits("ctv3", five):
        return None
    return five.rstrip(".") if system == "read2" else five


def also_read2(code: str) -> bool:
    """Whether a CTV3 code is one that Read v2 had before: CTV3 kept those, and gave new ones an X (or Y) in front."""
    return code[:1] not in ("X", "Y")


def is_concept(code: str) -> bool:
    """Whether a number is a SNOMED CT concept: 6 to 18 digits, a concept's partition (00 or 10), a right check digit.

    Source: SNOMED CT Release File Specification, SCTID: partition identifier and Verhoeff check digit.
    """
    return 6 <= len(code) <= 18 and code.isdecimal() and code[-3:-1] in ("00", "10") and _verhoeff(code)


def is_loinc(code: str) -> bool:
    """Whether a text is a LOINC number with its mod-10 check digit ("24968-0")."""
    if not re.fullmatch(r"\d{1,5}-\d", code):
        return False
    number, _, check = code.partition("-")
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return (10 - sum(map(int, "".join(map(str, doubled)))) % 10) % 10 == int(check)


def _distinct_codes(cells: Mapping[str, int]) -> list[str]:
    most = sorted(cells, key=lambda cell: (-cells[cell], cell))[:LOOKED_AT]
    unsaid = (cell for cell in most if not _STORED.match(cell))
    return list(dict.fromkeys(code for cell in unsaid for code in codes_of(cell)))


def _fit(system: str, codes: list[str]) -> Fit:
    return Fit(system, sum(fits(system, code) for code in codes) / len(codes), len(codes))


def _of_diagnoses(codes: list[str], fit: Mapping[str, Fit], cells: Mapping[str, int]) -> SystemDecision:
    if fit["snomed"].share >= FITS:
        return SystemDecision("snomed", "check digits", (fit["snomed"],))
    if read := _read_family(codes, fit):
        return SystemDecision(read, "padding", (fit[read],))
    icd = sum(fits("icd9", code) or fits("icd10", code) for code in codes) / len(codes)
    if fit["icpc2"].share >= FITS and not any(_ICD10_ONLY.match(code.upper()) for code in codes):
        return _icpc_or_ten(codes, fit, cells)
    unpadded = sum(bool(_READ_UNPADDED.fullmatch(code)) for code in codes) / len(codes)
    if unpadded >= 1 - FITS:
        return SystemDecision(None, "two systems fit", (Fit("read2", icd + unpadded, len(codes)), fit["icd10"]))
    if icd < FITS / 2:
        best = tuple(sorted(fit.values(), key=lambda one: -one.share))
        return SystemDecision(None, "no system fits", best)
    return SystemDecision(_which_icd(codes), "shape", (fit["icd9"], fit["icd10"]))


def _read_family(codes: list[str], fit: Mapping[str, Fit]) -> str | None:
    """Five signs padded with points, or small and capital letters side by side: no other system writes so."""
    telling = [
        c
        for c in codes
        if re.search(r"[A-Za-z].*\.$|^\d{1,4}\.\.+$|^[A-Za-z0-9]{4}\.00$", c) or _MIXED_CASE.fullmatch(c)
    ]
    if fit["read2"].share < FITS or not telling:
        return None
    plain = [code for code in codes if fits("icd9", code) or fits("icd10", code)]
    if len(telling) < len(codes) / 20 and len(plain) > len(codes) / 2:
        return None
    return "ctv3" if any(_CTV3_ONLY.fullmatch(code) for code in codes) else "read2"


def _icpc_or_ten(codes: list[str], fit: Mapping[str, Fit], cells: Mapping[str, int]) -> SystemDecision:
    both = (fit["icpc2"], fit["icd10"])
    if (said := _words_say(cells)) is not None:
        return SystemDecision(said, "words", both)
    if len(codes) >= ICPC_ENOUGH:
        return SystemDecision("icpc2", "shape", both)
    return SystemDecision(None, "two systems fit", both)


#: What a few common codes mean in the two systems that share their shape, as the words beside them say it.
_ICPC_WORDS = {
    "L01": r"neck|nek|cou\b|nakke", "L02": r"back|rug|dos\b|rygg",
    "L03": r"low(?:er)? ?back|lumb|lomb|lage rug|korsrygg",
    "L84": r"back|rug|lumb|lomb", "L86": r"back|lumb|lomb|sciat|radicul", "K86": r"hypert", "K87": r"hypert",
    "T90": r"diab", "T89": r"diab", "R74": r"upper resp|urti|cold|rhinoph", "R05": r"cough|toux|hoest",
    "P76": r"depress", "P74": r"anxi", "A97": r"no dis", "A98": r"prevent|health maint", "U71": r"cystit|urinar",
    "R96": r"asthma", "D01": r"abdom", "T93": r"lipid|cholest", "N01": r"headache|cephal",
    "S88": r"dermatit", "L15": r"knee",
    "L08": r"shoulder",
}  # fmt: skip
_TEN_WORDS = {
    "L01": r"impetigo", "L02": r"abscess|furunc|carbunc|abces", "L03": r"cellulit", "L84": r"corn|callos|cors?\b",
    "L86": r"kerato", "K86": r"pancrea", "K87": r"gallbl|pancrea", "T90": r"sequel", "R05": r"cough|toux",
    "N20": r"calcul|stone", "R51": r"headache|cephal", "N39": r"urinar", "L40": r"psori", "L20": r"dermatit",
    "L30": r"dermatit", "K21": r"reflux", "R07": r"chest|throat", "F32": r"depress", "F41": r"anxi", "B34": r"viral",
    "N95": r"menopaus", "H66": r"otitis", "H10": r"conjunct", "L50": r"urticar", "K52": r"gastroent", "R10": r"abdom",
    "Z00": r"exam", "S93": r"ankle|sprain",
}  # fmt: skip


def _words_say(cells: Mapping[str, int]) -> str | None:
    """Which of the two the words beside the codes speak for; None where they say nothing or both."""
    for_icpc = for_ten = 0
    for cell in cells:
        for code in codes_of(cell):
            rest = cell.replace(code, " ").casefold()
            for_icpc += _agrees(_ICPC_WORDS, code.upper(), rest)
            for_ten += _agrees(_TEN_WORDS, code.upper(), rest)
    if bool(for_icpc) == bool(for_ten):
        return None
    return "icpc2" if for_icpc else "icd10"


def _agrees(meanings: Mapping[str, str], code: str, words: str) -> bool:
    return code in meanings and bool(re.search(meanings[code], words))


def _which_icd(codes: Iterable[str]) -> str:
    numbers = [code for code in codes if code[0].isdigit() and fits("icd9", code)]
    letters = [code for code in codes if fits("icd10", code) and code[0].upper() not in "VE"]
    if numbers and not letters:
        return "icd9"
    return "icd10" if letters and not numbers else "icd"


def _of_procedures(codes: list[str], fit: Mapping[str, Fit]) -> SystemDecision:
    for name, why in (("snomed", "check digits"), ("loinc", "check digits"), ("cpt", "shape"), ("opcs4", "shape")):
        if fit[name].share >= FITS:
            return SystemDecision(name, why, (fit[name],))
    if read := _read_family(codes, fit):
        return SystemDecision(read, "padding", (fit[read],))
    return SystemDecision("own", "no system fits", tuple(sorted(fit.values(), key=lambda one: -one.share)))


_TURNED = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)


def _dihedral(one: int, other: int) -> int:
    """The product in the dihedral group of order ten, on which Verhoeff's check digit rests."""
    if one < 5:
        return (one + other) % 5 + (5 if other >= 5 else 0)
    return (one - other) % 5 + (0 if other >= 5 else 5)


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def _verhoeff(number: str) -> bool:
    """Whether the number's last digit is its Verhoeff check digit (Verhoeff 1969)."""
    left = 0
    for place, digit in enumerate(reversed(number)):
        left = _dihedral(left, _permuted(int(digit), place))
    return left == 0
