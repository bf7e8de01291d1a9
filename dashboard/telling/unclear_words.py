"""The words for findings that wait for a clinician's eye: why one is unclear, how many wait, how far a figure moves."""

from __future__ import annotations

from dashboard.telling.phrases import number_words
from measures.red_flags.certainty import StructuralSign
from measures.unclear import Reach

DOUBTS = {
    StructuralSign.CONTRADICTION: "said and denied in the same text",
    StructuralSign.MANY_AT_ONCE: "three or more red flags at once, which may be a list",
    StructuralSign.UNPARSED_LIST: "among the signs of a form that was not understood",
    StructuralSign.NO_NAME: "red flags present, without saying which",
    StructuralSign.ONE_MENTION: "known from one mention only",
    StructuralSign.TREATMENT_ONLY: "known from a treatment alone",
    StructuralSign.AFTER_ANOTHERS: "told after what a relative had, without saying whose it is",
    StructuralSign.AFTER_A_DENIAL: "behind something denied, without saying whether it is denied too",
}
PIECES = {
    "form": "an answer of a form",
    "list": "a list that one phrase answers",
    "prose": "running words",
    "name": "red flags spoken of as a whole",
    "family": "the family history",
    "plan": "the plan or advice",
    "past": "the past history",
    "before": "a part copied from an earlier note",
    "medications": "the list of medications",
    "allergies": "the list of allergies",
}


def doubt_words(doubt: str) -> str:
    """Why a finding is less than stated; empty where it is not."""
    return DOUBTS.get(StructuralSign(doubt), "") if doubt in {one.value for one in StructuralSign} else ""


def sure_words(certainty: str, doubt: str) -> str:
    """ "unclear (said and denied in the same text): waits for a clinician's eye"; empty for what is stated."""
    why = doubt_words(doubt)
    because = f" ({why})" if why else ""
    if certainty == "unclear":
        return f"unclear{because}: waits for a clinician's eye"
    return f"likely{because}" if certainty == "likely" else ""


def piece_words(piece: str) -> str:
    """Where in its text a finding stands; empty where that is not known."""
    return f"found in {PIECES[piece]}" if piece in PIECES else ""


def queue_words(of_month: int, images: int, month: str, before: int) -> str:
    """ "2 of the 31 orders of November 2026 need a clinician's eye; of earlier months 5 more." """
    noun = "order" if images == 1 else "orders"
    need = "needs" if of_month == 1 else "need"
    now = f"{of_month} of the {images} {noun} of {month} {need} a clinician's eye" if of_month else ""
    earlier = f"{before} {'order' if before == 1 else 'orders'} of earlier months" if before else ""
    if now and earlier:
        return f"{now}; so {'does' if before == 1 else 'do'} {earlier}."
    return f"{now}." if now else f"{earlier} {'needs' if before == 1 else 'need'} a clinician's eye."


def reach_words(reach: Reach, is_rate: bool) -> str:
    """Between which ends a figure lies if every unclear finding turned out one way or the other; empty without one."""
    ends = reach.ends
    if ends is None or not reach.width:
        return ""
    low, high = (number_words(one, is_rate) for one in ends)
    return "" if low == high else f"{low} to {high}"
