"""Imaging orders of a made-up practice, with the orders that must not be counted among them."""

from dataclasses import replace
from datetime import date, timedelta

from sample_data import words
from sample_data.chance import Chance
from sample_data.records import Order, Patient, Plan, Visit, working_day

FLAGGED_IMAGING = 0.65
WORDS_FOR = {
    "other reason": words.ORDER_OTHER,
    "planning": words.ORDER_PLANNING,
    "no orderer": words.ORDER_PLAIN,
}
DELAYS = {0: 0.60, 1: 0.20, 2: 0.10, 4: 0.06, 5: 0.04}
DELAYS_IF_FLAGGED = {0: 0.7, 1: 0.3}


class Requisitions:
    """Numbers requisitions in the order in which they are written."""

    def __init__(self) -> None:
        self._last = 41000

    def new(self) -> str:
        self._last += 1
        return f"Q{self._last}"


def orders(plan: Plan, visits: list[Visit], everyone: tuple[Patient, ...]) -> list[Order]:
    """All imaging orders inside the export, in date order."""
    requisitions = Requisitions()
    back = [visit for visit in visits if visit.about_back]
    told = [
        *_from_visits(plan, back, requisitions),
        *_from_elsewhere(plan, back, requisitions),
        *_for_other_reasons(plan, everyone, back, requisitions),
    ]
    told = [order for order in told if plan.covers(order.day)]
    return sorted(told, key=lambda order: (order.day, order.requisition, order.status))


def _from_visits(plan: Plan, back: list[Visit], requisitions: Requisitions) -> list[Order]:
    chance = Chance(plan.seed, "orders")
    told = []
    for visit in back:
        usual = plan.imaging[visit.day >= plan.change]
        if not chance.happens(FLAGGED_IMAGING if visit.flagged else usual):
            continue
        day = visit.day + timedelta(days=chance.weighted(DELAYS_IF_FLAGGED if visit.flagged else DELAYS))
        day = day if visit.flagged else working_day(day)
        wording = _wording(chance, visit)
        order = _order(plan, chance, visit.patient, day, visit.clinician.spelling, wording, requisitions)
        told += [order, *_again(chance, order, requisitions)]
    return told


def _wording(chance: Chance, visit: Visit) -> words.Wording:
    if visit.flagged and chance.happens(0.4):
        return chance.one_of(words.ORDER_FLAGGED)
    if visit.flagged:
        return chance.one_of(words.ORDER_PLAIN)
    return chance.one_of(chance.weighted({words.ORDER_PLAIN: 0.72, words.ORDER_TRAPS: 0.14, words.ORDER_DENIALS: 0.14}))


def _again(chance: Chance, order: Order, requisitions: Requisitions) -> list[Order]:
    """Now and then the same request is sent twice, entered again the next day, or written and cancelled."""
    match chance.weighted({"once": 0.88, "same requisition": 0.05, "next day": 0.03, "cancelled": 0.04}):
        case "same requisition":
            return [replace(order, result=None, status="Ordered")]
        case "next day":
            return [replace(order, day=order.day + timedelta(days=1), requisition=requisitions.new())]
        case "cancelled":
            return [replace(order, requisition=requisitions.new(), status="Cancelled", result=None)]
    return []


def _from_elsewhere(plan: Plan, back: list[Visit], requisitions: Requisitions) -> list[Order]:
    """Reports copied to the practice about lumbar images that someone outside it ordered."""
    chance = Chance(plan.seed, "elsewhere")
    told: list[Order] = []
    for month in plan.months():
        seen = [visit for visit in back if (visit.day.year, visit.day.month) == (month.year, month.month)]
        if not plan.outside or not seen or not chance.happens(0.9):
            continue
        visit = chance.one_of(seen)
        day = visit.day + timedelta(days=chance.whole(8, 80))
        orderer = chance.weighted(plan.outside)
        told.append(_order(plan, chance, visit.patient, day, orderer, words.ORDER_PLAIN[0], requisitions))
    return told


def _for_other_reasons(
    plan: Plan, everyone: tuple[Patient, ...], back: list[Visit], requisitions: Requisitions
) -> list[Order]:
    """Other exams, lumbar films for other reasons, planning, words that are no order, and blank orderers."""
    chance = Chance(plan.seed, "other orders")
    kinds = {"other exam": 0.70, "other reason": 0.13, "planning": 0.05, "no order": 0.06, "no orderer": 0.06}
    told = []
    for month in plan.months():
        for _ in range(plan.other_visits_a_month // 13):
            day, kind = working_day(month + timedelta(days=chance.whole(0, 27))), chance.weighted(kinds)
            of_the_back = kind in ("planning", "no orderer")
            patient = chance.one_of(back).patient if of_the_back else chance.one_of(everyone)
            told.append(_odd_order(plan, chance, kind, patient, day, requisitions))
    return told


def _odd_order(plan: Plan, chance: Chance, kind: str, patient: Patient, day: date, requisitions: Requisitions) -> Order:
    wording = chance.one_of(WORDS_FOR.get(kind, (words.Wording(""),)))
    order = _order(plan, chance, patient, day, patient.clinician.spelling, wording, requisitions)
    if kind == "other exam":
        return replace(order, exam=chance.one_of(words.OTHER_EXAMS))
    if kind == "no order":
        return replace(order, exam=chance.one_of(words.NOT_AN_ORDER))
    return replace(order, orderer="") if kind == "no orderer" else order


def _order(
    plan: Plan,
    chance: Chance,
    patient: Patient,
    day: date,
    orderer: str,
    wording: words.Wording,
    requisitions: Requisitions,
) -> Order:
    exam = chance.weighted(words.LUMBAR_EXAMS)
    wait = chance.whole(10, 60) if exam.startswith(("MRI", "CT")) else chance.whole(1, 20)
    result = day + timedelta(days=wait)
    shown = result if result <= plan.end and chance.happens(0.85) else None
    status = "Resulted" if shown else "Ordered"
    return Order(patient, day, exam, orderer, status, wording.text, requisitions.new(), shown)
