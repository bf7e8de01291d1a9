"""Referrals of a made-up practice, with the day of the first assessment where there has been one."""

from datetime import timedelta

from sample_data.chance import Chance
from sample_data.records import Plan, Referral, Visit

# service: chance per visit, share assessed at all, share of those within four weeks, longest wait in days
SERVICES = {
    "Back program": (0.12, 0.85, 0.55, 75),
    "Physiotherapy": (0.16, 0.50, 0.60, 60),
    "Orthopaedic surgery": (0.05, 0.60, 0.10, 160),
    "Neurosurgery": (0.015, 0.50, 0.10, 180),
}
EMERGENCY = "Emergency department"


def referrals(plan: Plan, visits: list[Visit]) -> list[Referral]:
    """All referrals from completed visits for back pain, in date order."""
    chance = Chance(plan.seed, "referrals")
    told = []
    for visit in visits:
        if not visit.about_back:
            continue
        for service in SERVICES:
            if chance.happens(SERVICES[service][0]):
                told.append(_referral(plan, chance, visit, service))
        if chance.happens(0.9 if "saddle" in visit.reason else 0.006):
            told.append(Referral(visit.patient, visit.clinician, visit.day, EMERGENCY, "Sent", visit.day))
    return sorted(told, key=lambda referral: (referral.day, referral.patient.number, referral.service))


def _referral(plan: Plan, chance: Chance, visit: Visit, service: str) -> Referral:
    _, assessed, soon, longest = SERVICES[service]
    wait = chance.whole(5, 28) if chance.happens(soon) else chance.whole(29, longest)
    day = visit.day + timedelta(days=wait)
    if not chance.happens(assessed):
        status = "Cancelled" if chance.happens(0.2) else "Sent"
        return Referral(visit.patient, visit.clinician, visit.day, service, status, None)
    if day > plan.end:
        return Referral(visit.patient, visit.clinician, visit.day, service, "Booked", None)
    return Referral(visit.patient, visit.clinician, visit.day, service, "Completed", day)
