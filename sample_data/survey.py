"""Answers to the made-up practice's patient survey, handed out after back pain visits."""

from sample_data.chance import Chance
from sample_data.records import Answer, Plan, Visit

SATISFIED = "Satisfied with your action plan?"
ABLE = "Helped me feel better able to manage?"
QUALITY = "Quality of life (EQ VAS 0-100)"
SATISFIED_ANSWERS = {
    "Very satisfied": 0.32,
    "Satisfied": 0.40,
    "Neutral": 0.15,
    "Dissatisfied": 0.09,
    "Very dissatisfied": 0.04,
}
ABLE_ANSWERS = {"Definitely": 0.42, "For the most part": 0.30, "Somewhat": 0.19, "Not at all": 0.09}
RETURNED = 0.58


def answers(plan: Plan, visits: list[Visit]) -> list[Answer]:
    """Two opinions after more than half of the visits, and a health score at two visits of one patient."""
    chance = Chance(plan.seed, "survey")
    told: list[Answer] = []
    scores: dict[str, int] = {}
    for visit in visits:
        if not visit.about_back or not chance.happens(RETURNED):
            continue
        told.append(Answer(visit.patient, visit.day, SATISFIED, chance.weighted(SATISFIED_ANSWERS)))
        told.append(Answer(visit.patient, visit.day, ABLE, chance.weighted(ABLE_ANSWERS)))
        score = _score(chance, scores.get(visit.patient.number))
        scores[visit.patient.number] = score
        told.append(Answer(visit.patient, visit.day, QUALITY, str(score)))
    return told


def _score(chance: Chance, earlier: int | None) -> int:
    """A first score in the middle; later ones mostly better than the one before."""
    if earlier is None:
        return chance.whole(6, 14) * 5
    step = chance.weighted({"better": 0.62, "worse": 0.26, "same": 0.12})
    moved = {"better": chance.whole(1, 5) * 5, "worse": -chance.whole(1, 4) * 5, "same": 0}[step]
    return min(95, max(5, earlier + moved))
