"""The unit tables measures are declared over: what a row is, what each column asks, what it rests on."""

from dataclasses import replace

from measures.declare import CODES_IN_PART, Need, Unit


def _need(missing: str, *fields: str, told_by: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Need:
    return Need(fields, missing, told_by, also)


ANY_VISITS = _need("no visit list", "visits.day")
VISITS = _need(
    "no visit list that says what a visit was for (a diagnosis or a reason)",
    "visits.day",
    told_by=("visits.diagnosis", "visits.reason", "diagnoses.code"),
)
#: Prescriptions of steroids and the like, and codes, are red flags of every visit and order in their window.
FLAGGED = replace(VISITS, also=("medications.day", CODES_IN_PART))
ORDERS = _need("no imaging orders", "orders.exam")
ORDERER = _need("no ordering clinician", "orders.provider")
DENIABLE = _need("no field that could deny a red flag", "deniable_flags")
TIMES = _need("no actual start and end time of the visit", "visits.minutes", "visits.ran_over")
LENGTH = _need("no booked length of the visit", "visits.booked_minutes", "visits.ran_over")
ELSEWHERE = _need(
    "no orders from outside the practice are carried",
    "outside_orders",
    "visits.sought_elsewhere",
    also=("orders.exam", "orders.provider"),
)

visit = Unit(
    "visit",
    "a low-back-pain visit",
    {
        "any_visit": ("it was a completed visit for low back pain", (VISITS,)),
        "age_unknown": ("the age leaves it open whether the patient was an adult", (VISITS,)),
        "red_flag": ("a red flag is present", (FLAGGED,)),
        "red_flag_recorded": ("red flags are recorded as present or as absent", (FLAGGED, DENIABLE)),
        "red_flag_not_recorded": ("nothing is said of red flags", (FLAGGED,)),
        "imaged_without_flag": ("a lumbar image without a red flag was ordered on days 0 to 7", (ORDERS, ORDERER)),
        "ran_over": ("it took more than 5 minutes longer than booked", (TIMES, LENGTH)),
        "urgent_flag": (
            "an emergency or urgent red flag is recorded for the first time",
            (
                VISITS,
                _need("flags are not named", "named_flags"),
                _need(
                    "referrals and emergency actions are not all carried",
                    "emergency_referrals",
                    also=("referrals.service", "medications.day", CODES_IN_PART),
                ),
                ORDERS,
            ),
        ),
        "not_acted_on": ("no image, referral or emergency action followed in time", ()),
    },
)

patient_period = Unit(
    "patient_period",
    "a patient with a low-back-pain visit in the period",
    {
        "any_visit": ("seen with low back pain", (VISITS,)),
        "in_person": (
            "seen in person with low back pain",
            (VISITS, _need("no visit mode (in person, phone ...)", "visits.mode", "all_in_person")),
        ),
        "acute": ("seen in an acute episode", (VISITS,)),
        "pamphlet_given": ("a pamphlet was given", (_need("no pamphlet column", "visits.pamphlet"),)),
        "exercise_prescribed": (
            "an exercise prescription was given",
            (_need("no exercise prescription column", "visits.exercise"),),
        ),
        "assessed": (
            "the 3-minute assessment was done",
            (_need("no 3-minute assessment column", "visits.assessment"),),
        ),
        "handed_warmly": (
            "handed to someone on the agreed list",
            (_need("no warm hand-off column", "visits.warm_referral"),),
        ),
        "agreement_and_barriers": (
            "agreement and barriers were both recorded by one clinician",
            (
                _need("no agreement column", "visits.agreement", also=("visits.provider",)),
                _need("no barriers column", "visits.barriers"),
            ),
        ),
        "sent_to_specialist": (
            "referred to a surgeon or specialist",
            (_need("no referral table", "referrals.service"),),
        ),
    },
)

image = Unit(
    "image",
    "a lumbar imaging event",
    {
        "any_image": ("a lumbar image was ordered", (ORDERS,)),
        "linked": ("it belongs to low back pain", (VISITS, ORDERS)),
        "planning": ("it plans a stated surgery or injection", (ORDERS,)),
        "other_indication": ("it has another indication", (VISITS, ORDERS)),
        "by_practice": ("it was ordered by the practice", (ORDERS, ORDERER)),
        "elsewhere": ("it was ordered elsewhere", (ORDERS, ORDERER, _need("no outside orders", "outside_orders"))),
        "red_flag": ("a red flag is present", (FLAGGED, ORDERS)),
        "red_flag_not_recorded": ("nothing is said of red flags", (FLAGGED, ORDERS)),
    },
)

episode = Unit(
    "episode",
    "an episode of low back pain",
    {
        "known_start": ("its start is known", (VISITS,)),
        "red_flag": ("a red flag is present at its start", (FLAGGED,)),
        "red_flag_not_recorded": ("nothing is said of red flags at its start", (FLAGGED,)),
        "imaged_28d": ("a lumbar image was ordered on days 0 to 28", (ORDERS,)),
    },
)

elsewhere = Unit(
    "elsewhere",
    "a patient who may have had lumbar imaging outside the practice",
    {"sought": ("lumbar imaging was ordered elsewhere within 90 days after a visit", (VISITS, ELSEWHERE))},
)

response = Unit(
    "response",
    "an answer a patient gave",
    {
        "plan_answered": (
            "answered the action-plan question within 30 days of a visit",
            (VISITS, _need("no satisfaction answer", "responses.satisfied_with_plan")),
        ),
        "satisfied": ("satisfied or very satisfied", ()),
        "able_answered": (
            "answered whether the practice helped to manage the pain",
            (_need("no answer to this question", "responses.better_able"),),
        ),
        "definitely": ("answered 'definitely'", ()),
    },
)

response_pair = Unit(
    "response_pair",
    "two scores of one patient on one instrument",
    {
        "any_pair": (
            "two scores on the same instrument",
            (_need("no quality of life score", "responses.quality_of_life"),),
        ),
        "improved": ("the later score is better than the earlier", ()),
    },
)

referral = Unit(
    "referral",
    "a referral to the back programme",
    {
        "any_referral": (
            "referred to the back programme",
            (_need("no back programme referral", "back_program_referrals"),),
        ),
        "old_enough": (
            "referred at least 28 days before the export",
            (_need("no back programme referral", "back_program_referrals"),),
        ),
        "assessed_28d": (
            "first assessed on days 0 to 28",
            (_need("no assessment date of back programme referrals", "referrals.assessed_day"),),
        ),
        "eligible": (
            "every inclusion and no exclusion",
            (_need("inclusion and exclusion answers are not carried", "referrals.eligible"),),
        ),
    },
)

activity = Unit(
    "activity",
    "a hospital outpatient activity row",
    {"back_imaging": ("the UK code script counts it", (_need("no OPCS-4 column", "activities.back_imaging"),))},
)
