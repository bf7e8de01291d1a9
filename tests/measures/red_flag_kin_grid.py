"""A generated grid of whose a flag is: relative by verb by flag by place, in English and French."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

RELATIVES = (
    "mother", "father", "mom", "dad", "sister", "brother", "aunt", "uncle", "grandmother", "grandfather", "son",
    "daughter", "husband", "wife", "cousin", "twin sister", "maternal aunt", "paternal grandmother", "half-brother",
    "mother-in-law", "roommate", "niece", "partner", "neighbour", "step-father",
)  # fmt: skip
FLAGS = (
    ("cancer", "breast cancer"), ("cancer", "lymphoma"), ("cancer", "colon ca"), ("cancer", "metastatic melanoma"),
    ("cancer", "multiple myeloma"), ("cauda_equina", "cauda equina syndrome"), ("infection_fever", "discitis"),
    ("infection_fever", "osteomyelitis"), ("inflammatory", "ankylosing spondylitis"), ("neurological", "foot drop"),
    ("neurological", "myelopathy"),
)  # fmt: skip
#: Said of the other person alone: `{who}` is the relative, `{flag}` what they had.
THEIRS = (
    "{who} had {flag}", "Her {who} had {flag}.", "{who} has {flag}", "{who} with {flag}",
    "{who} was diagnosed with {flag} at 48", "{who} died of {flag}", "{who} is being treated for {flag}",
    "{who} dx'd with {flag} last year", "lost her {who} to {flag}",
    "LBP x 3 wks after gardening. {who} had {flag}. Exam normal.", "LBP, {who} had {flag}, no trauma",
    "{flag} in {who}", "{flag} in her {who}", "{who}: {flag}", "{who} - {flag}", "{who} ({flag})", "{flag} ({who})",
    "FHx: {who} {flag}", "FHx {flag} ({who})", "Family history: {who} with {flag}",
    "Family Hx\n- {who}: {flag}\n\nReason: LBP", "fam hx of {flag}", "pos FHx of {flag} in {who}",
    "{who} and cousin both had {flag}", "both her {who} and her cousin had {flag}",
    "strong family history of {flag}", "history of {flag} in {who}", "{who}'s {flag} was found late",
    "worried because {who} had {flag}", "hx of {flag} in the family", "{who} recently passed away from {flag}",
    "{who} is undergoing tx for {flag}", "caring for {who} with {flag}", "{flag} runs in the family ({who})",
    "{who} s/p {flag}", "{who} (72) has {flag}", "{who} age 60 had {flag}, alive and well",
    "Mother alive, {who} deceased {flag}",
)  # fmt: skip
#: Said of the patient, with the relative beside.
THEIR_OWN = (
    "both she and her {who} had {flag}", "she and her {who} both had {flag}", "like her {who} she had {flag}",
    "Pt has {flag}, as did her {who}", "{who} had diabetes. She has {flag}.", "{who} had diabetes; pt has {flag}",
    "Here with {who}. Has {flag}", "{who} reports pt has {flag}", "Pt herself had {flag}; {who} well",
)  # fmt: skip
#: A history: what was once and is over does not count, so it is tried with what counts for good.
OF_OLD = (
    "PMH: {flag}. FHx: {who} diabetes", "FHx: {who} diabetes. PMHx: {flag}", "Lives with {who}. Known {flag}.",
)  # fmt: skip
FOR_GOOD = ("cancer", "inflammatory")
RELATIVES_FR = (
    "mère", "père", "soeur", "frère", "tante", "oncle", "grand-mère", "conjoint", "fille", "fils", "cousine",
    "belle-mère",
)  # fmt: skip
FLAGS_FR = (
    ("cancer", "cancer du sein"), ("cancer", "lymphome"), ("cancer", "néo du côlon"), ("cancer", "myélome"),
    ("inflammatory", "spondylite ankylosante"), ("infection_fever", "discite"),
)  # fmt: skip
THEIRS_FR = (
    "{who} a eu un {flag}", "sa {who} a eu un {flag}", "son {who} est décédé d'un {flag}", "{flag} chez sa {who}",
    "{flag} chez le {who}", "ATCD fam : {flag} ({who})", "ATCD familiaux : {who} {flag}", "Hx familiale de {flag}",
    "{who} : {flag}", "{who} atteinte d'un {flag}", "{who} suivi pour {flag}", "{flag} de sa {who}",
    "DLR x 3 sem. {who} avec {flag}. Examen N.", "inquiète car sa {who} a eu un {flag}", "{flag} ({who})",
    "{who} morte d'un {flag}",
)  # fmt: skip
THEIR_OWN_FR = (
    "elle et sa {who} ont eu un {flag}", "comme sa {who}, elle a eu un {flag}",
    "{who} diabétique. La patiente a un {flag}.",
)  # fmt: skip
OF_OLD_FR = (
    "ATCD : {flag}. ATCD fam : {who} diabète", "Vit avec sa {who}. Connue {flag}.",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A text of the grid, and the flags that it asserts of the patient."""

    text: str
    flags: frozenset[str]


def grid() -> Iterator[Told]:
    """Every text of the grid, with what it asserts."""
    for relatives, flags, theirs, own, of_old in (
        (RELATIVES, FLAGS, THEIRS, THEIR_OWN, OF_OLD),
        (RELATIVES_FR, FLAGS_FR, THEIRS_FR, THEIR_OWN_FR, OF_OLD_FR),
    ):
        for who, (atom, flag), frame in product(relatives, flags, (*theirs, *own, *of_old)):
            if frame not in of_old or atom in FOR_GOOD:
                yield Told(_written(frame, who, flag), frozenset(() if frame in theirs else (atom,)))


def _written(frame: str, who: str, flag: str) -> str:
    text = frame.format(who=who, flag=flag)
    return text[:1].upper() + text[1:]


#: A finding that is stated, and what was tested beside it and found in order.
STATED = (
    ("neurological", "foot drop L"), ("infection_fever", "fever 39.2"), ("trauma", "fell off a ladder"),
    ("severe_worsening_night_pain", "back pain waking her from sleep"), ("cauda_equina", "urinary retention"),
    ("cauda_equina", "saddle numbness"), ("cancer", "breast cancer 2016"), ("weight_loss", "lost 20 lb"),
    ("steroids", "on prednisone 10"), ("iv_drug_use", "injects fentanyl"), ("infection_fever", "chills"),
    ("neurological", "leg weakness"), ("cauda_equina", "incontinent of stool"), ("trauma", "MVC last week"),
    ("cancer", "known lymphoma"), ("neurological", "bilateral foot numbness"),
    ("inflammatory", "ankylosing spondylitis"),
)  # fmt: skip
TESTED = (
    "UA", "SLR", "covid swab", "xray", "scoliosis screen", "pregnancy test", "CXR", "ECG", "Homans", "FABER",
    "urine dip", "bloodwork", "Tinel",
)  # fmt: skip
IN_ORDER = (" neg", " negative", " normal", " - neg", " nad", " clear", " wnl", ": neg", " -ve")
JOINED = (", ", ". ", "; ", " - ", " and ", " with ", " / ")


def beside_tests() -> Iterator[Told]:
    """A stated finding with the answer of a test beside it, which denies nothing."""
    for (atom, stated), test, fine, join in product(STATED, TESTED, IN_ORDER, JOINED):
        yield Told(f"LBP, {stated}{join}{test}{fine}", frozenset({atom}))
