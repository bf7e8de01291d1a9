"""The grid of forms: every question by every answer, connector, separator, order and detail, in English and French.

Each case is a form of two or three questions whose answers are known by how it was made, so that the reader is
tested on the grammar and not on examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product

Question = tuple[str, str]

ENGLISH: tuple[Question, ...] = (
    ("cauda_equina", "Saddle numbness"),
    ("cauda_equina", "Cauda equina"),
    ("cauda_equina", "Bladder/bowel dysfunction"),
    ("cauda_equina", "Urinary retention"),
    ("severe_worsening_night_pain", "Night pain"),
    ("severe_worsening_night_pain", "Pain at night"),
    ("trauma", "Trauma"),
    ("trauma", "Recent fall"),
    ("trauma", "Significant trauma"),
    ("weight_loss", "Wt loss"),
    ("weight_loss", "Unexplained weight loss"),
    ("cancer", "Cancer"),
    ("cancer", "Hx of cancer"),
    ("cancer", "Malignancy"),
    ("infection_fever", "Fever"),
    ("infection_fever", "Fever/chills"),
    ("infection_fever", "Night sweats"),
    ("steroids", "Steroids"),
    ("steroids", "Steroid use"),
    ("iv_drug_use", "IVDU"),
    ("iv_drug_use", "IV drug use"),
    ("neurological", "Leg weakness"),
    ("neurological", "Foot drop"),
    ("neurological", "Motor deficit"),
)
FRENCH: tuple[Question, ...] = (
    ("cauda_equina", "Anesthésie en selle"),
    ("cauda_equina", "Rétention urinaire"),
    ("severe_worsening_night_pain", "Douleur nocturne"),
    ("severe_worsening_night_pain", "Dlr nocturne"),
    ("trauma", "Traumatisme"),
    ("trauma", "Chute récente"),
    ("weight_loss", "Perte de poids"),
    ("cancer", "ATCD de cancer"),
    ("cancer", "Néo"),
    ("infection_fever", "Fièvre"),
    ("infection_fever", "Frissons"),
    ("steroids", "Corticostéroïdes"),
    ("iv_drug_use", "Drogues IV"),
    ("neurological", "Faiblesse"),
    ("neurological", "Déficit moteur"),
)

#: A yes and a no that go together, written after the question; the third writes that nothing was answered.
AFTER = {
    "en": (
        (": Yes", ": No", ": ____"), (": Y", ": N", ":"), (" Y", " N", None), ("? Yes", "? No", None),
        ("? Y", "? N", None), ("?: Yes", "?: No", "?: "), (" - yes", " - no", None), (" (Y)", " (N)", " ( )"),
        (" yes", " no", None), ("= Y", "= N", None), (" +", " 0", None), (": +", ": -", None),
        (" (+)", " (-)", " ( )"),
        (" +ve", " -ve", None), (": pos", ": neg", None), (": positive", ": negative", None),
        (": present", ": absent", None),
        (" Y/N: Y", " Y/N: N", " Y/N"), (" (Y/N): Y", " (Y/N): N", " (Y/N):"), (" (Y)/N", " Y/(N)", " Y/N"),
        (" [x]", " [ ]", None), (" [X] Y [ ] N", " [ ] Y [X] N", " [ ] Y [ ] N"), (" ☒Y ☐N", " ☐Y ☒N", " ☐Y ☐N"),
        (": Yes ☒ No ☐", ": Yes ☐ No ☒", ": Yes ☐ No ☐"),
        (" Yes [x] No [ ]", " Yes [ ] No [x]", " Yes [ ] No [ ]"),
        ("....Y", "....N", "...."), ("____Y", "____N", "____"), (" -> yes", " -> no", None),
        (": yes", ": nil", None),
        (": yes", ": none", None), (": Y", ": 0", None), (": yes", ": NAD", None),
        (": [Y]", ": [N]", ": [ ]"), ("=1", "=0", None),
        (" | Y", " | N", " |"), (": true", ": false", None), (": yes", ": denies", None), (": ✓", ": ✗", None),
    ),
    "fr": (
        (" : Oui", " : Non", " : ____"), (": O", ": N", ":"), (" (O/N): O", " (O/N): N", " (O/N):"),
        (" O/N: O", " O/N: N", " O/N"),
        (" oui", " non", None), ("? Oui", "? Non", None), (" - oui", " - non", None), (" +", " -", None),
        (" (+)", " (-)", " ( )"),
        (" [x]", " [ ]", None), (" ☒ oui ☐ non", " ☐ oui ☒ non", " ☐ oui ☐ non"), (": positif", ": négatif", None),
        (": présent", ": absent", None), (": oui", ": aucun", None), (": oui", ": nil", None),
        (" Oui ☒ Non ☐", " Oui ☐ Non ☒", " Oui ☐ Non ☐"),
        (" (oui)", " (non)", " ( )"),
    ),
}  # fmt: skip
BEFORE = {
    "en": (("[x] ", "[ ] "), ("[X]", "[ ]"), ("☒ ", "☐ "), ("☑", "☐"), ("(x) ", "( ) "), ("✓ ", "✗ "), ("(+) ", "(-) "),
           ("+ ", "- "), ("_x_ ", "___ "), ("[Y] ", "[N] "), ("Y - ", "N - "), ("Yes: ", "No: ")),
    "fr": (("[x] ", "[ ] "), ("☒ ", "☐ "), ("(x) ", "( ) "), ("(+) ", "(-) "), ("[O] ", "[N] "), ("Oui: ", "Non: ")),
}  # fmt: skip
SEPARATORS = ("   ", " / ", ", ", "; ", " | ", "\n", " ", ". ", " • ", "\t", "\n- ")
DETAIL = {
    "trauma": " fell off ladder",
    "cancer": " breast 2014",
    "steroids": " pred 20 mg",
    "infection_fever": " 38.5",
    "weight_loss": " 8 kg",
    "severe_worsening_night_pain": " x 3 wks",
    "neurological": " L foot",
    "cauda_equina": " since Tuesday",
    "iv_drug_use": " fentanyl",
}


@dataclass(frozen=True)
class Case:
    """A form, and what each flag it asks about is answered: true, false, or None for left blank."""

    text: str
    answers: tuple[tuple[str, bool | None], ...]


def cases() -> Iterator[Case]:
    """The whole grid."""
    for language, asked in (("en", ENGLISH), ("fr", FRENCH)):
        pairs = _pairs(asked)
        for marks, separator in product(AFTER[language], SEPARATORS):
            if _is_ambiguous(marks, separator):
                continue
            for one, other in pairs:
                yield from _after(one, other, marks, separator)
        for before, separator in product(BEFORE[language], SEPARATORS):
            if "-" in separator or (separator == " " and not before[0].startswith(("[", "☒", "(", "☑", "_"))):
                continue
            for one, other in pairs:
                yield from _before(one, other, before, separator)


def _pairs(asked: tuple[Question, ...]) -> list[tuple[Question, Question]]:
    """Each question beside one of another flag, both ways round."""
    others = cycle(asked[5:] + asked[:5])
    found = []
    for one in asked:
        other = next(two for two in others if two[0] != one[0])
        found += [(one, other), (other, one)]
    return found


def _is_ambiguous(marks: tuple[str, str, str | None], separator: str) -> bool:
    """Nobody can say which cell answers which ("a | Y | b | N"), nor whether "a - b +" is one list or two answers."""
    return (separator == " | " and "|" in marks[0]) or (separator == " " and marks[1] == " -")


def _after(one: Question, other: Question, marks: tuple[str, str, str | None], separator: str) -> Iterator[Case]:
    yes, no, blank = marks
    detail = DETAIL[one[0]]
    yield Case(f"{one[1]}{yes}{separator}{other[1]}{no}", ((one[0], True), (other[0], False)))
    yield Case(f"{one[1]}{no}{separator}{other[1]}{yes}", ((one[0], False), (other[0], True)))
    if separator != " " and yes.strip() not in ("yes", "+", "oui"):
        yield Case(f"{one[1]}{yes}{detail}{separator}{other[1]}{no}", ((one[0], True), (other[0], False)))
    if blank is not None:
        yield Case(f"{one[1]}{blank}{separator}{other[1]}{blank}", ((one[0], None), (other[0], None)))
        if separator != " " or blank.strip():
            yield Case(f"{one[1]}{blank}{separator}{other[1]}{no}", ((one[0], None), (other[0], False)))


def _before(one: Question, other: Question, marks: tuple[str, str], separator: str) -> Iterator[Case]:
    yes, no = marks
    yield Case(f"{yes}{one[1]}{separator}{no}{other[1]}", ((one[0], True), (other[0], False)))
    yield Case(f"{no}{one[1]}{separator}{yes}{other[1]}", ((one[0], False), (other[0], True)))
