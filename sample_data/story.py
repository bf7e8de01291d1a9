"""Tells what happened in a made-up practice from its plan."""

from sample_data import orders, referrals, survey, visits
from sample_data.records import Plan, Story


def tell(plan: Plan) -> Story:
    """The same plan always tells the same story."""
    everyone = visits.patients(plan)
    begun = visits.episodes(plan, everyone[: plan.back_patients])
    seen = [*visits.back_visits(plan, begun), *visits.other_visits(plan, everyone)]
    seen.sort(key=lambda visit: (visit.day, visit.minute, visit.patient.number))
    return Story(
        plan,
        patients=everyone,
        visits=tuple(seen),
        orders=tuple(orders.orders(plan, seen, everyone)),
        referrals=tuple(referrals.referrals(plan, seen)),
        answers=tuple(survey.answers(plan, seen)),
        courses=visits.drug_courses(plan, begun, everyone),
    )
