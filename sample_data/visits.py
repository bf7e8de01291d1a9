"""Visits of a made-up practice: back pain comes in episodes, everything else on its own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sample_data import diagnosis, words
from sample_data.chance import Chance
from sample_data.records import Course, Patient, Plan, Visit, month_later, working_day

EPISODE_GAP = timedelta(days=210)  # longer than the 180 quiet days after which a new episode starts
LEAD_IN_MONTHS = 5  # episodes begun before the export, so that its first month is as busy as its last
VISITS_PER_EPISODE = {1: 0.35, 2: 0.30, 3: 0.22, 4: 0.13}
STATUSES = {"Completed": 0.91, "No Show": 0.035, "Cancelled": 0.04, "Booked": 0.015}
MODES = {"Office visit": 0.86, "Phone": 0.12, "Form / Admin": 0.02}
FLAGGED_SHARE = 0.13
LOOK_ALIKES = (
    ("PREDNISONE", "PO", "H02AB07", 7),
    ("PREDNISONE", "PO", "H02AB07", 10),
    ("FLUTICASONE", "INH", "R03BA05", 120),
    ("BETAMETHASONE CREAM", "TOP", "D07AC01", 100),
    ("MOMETASONE", "NAS", "R01AD09", 120),
    ("NAPROXEN", "PO", "M01AE02", 14),
)


@dataclass(frozen=True)
class Episode:
    """A patient's visits for one bout of back pain; `route` says how its red flag was recorded, if any."""

    patient: Patient
    days: tuple[date, ...]
    route: str


def patients(plan: Plan) -> tuple[Patient, ...]:
    """The practice's patients; the first `back_patients` of them are those whose back will hurt."""
    chance = Chance(plan.seed, "patients")
    numbers = list(range(1, 10 * plan.patients, 7))
    chosen = []
    for _ in range(plan.patients):
        number = numbers.pop(chance.whole(0, len(numbers) - 1))
        born = plan.start - timedelta(days=int(365.25 * chance.whole(19, 86)) + chance.whole(0, 364))
        if chance.happens(0.03):
            born = plan.start - timedelta(days=365 * chance.whole(8, 14) + chance.whole(0, 364))
        known = not chance.happens(0.01)
        sex = chance.one_of("FM")
        chosen.append(Patient(f"{number:05d}", born if known else None, sex, chance.one_of(plan.clinicians)))
    return tuple(chosen)


def episodes(plan: Plan, back_patients: tuple[Patient, ...]) -> list[Episode]:
    """Evenly many new episodes a month, each patient at rest between two of their own."""
    chance = Chance(plan.seed, "episodes")
    rested: dict[str, date] = {}
    begun: list[Episode] = []
    owed = 0.0
    for step in range(-LEAD_IN_MONTHS, len(plan.months())):
        month = month_later(plan.start, step)
        owed += plan.episodes_a_month
        while owed >= 1:
            owed -= 1
            first = working_day(month + timedelta(days=chance.whole(0, 27)))
            able = [p for p in back_patients if rested.get(p.number, first) <= first]
            episode = _episode(plan, chance, chance.one_of(able), first)
            rested[episode.patient.number] = episode.days[-1] + EPISODE_GAP
            begun.append(episode)
    return begun


def _episode(plan: Plan, chance: Chance, patient: Patient, first: date) -> Episode:
    days = [first]
    for _ in range(chance.weighted(VISITS_PER_EPISODE) - 1):
        days.append(working_day(days[-1] + timedelta(days=chance.whole(10, 45))))
    route = chance.weighted(plan.flag_routes) if chance.happens(FLAGGED_SHARE) else ""
    return Episode(patient, tuple(days), route)


def back_visits(plan: Plan, begun: list[Episode]) -> list[Visit]:
    """The visits of all episodes that fall inside the export."""
    chance = Chance(plan.seed, "back visits")
    told = []
    for episode in begun:
        for number, day in enumerate(episode.days):
            visit = _back_visit(plan, chance, episode, day, first=number == 0)
            if plan.covers(day):
                told.append(visit)
    return told


def _back_visit(plan: Plan, chance: Chance, episode: Episode, day: date, first: bool) -> Visit:
    route = episode.route if first else ""
    wording = _wording(chance, route, episode.patient.age(day))
    visit = _booking(plan, chance, episode.patient, day, "back")
    visit = replace(
        visit,
        diagnoses=_back_codes(chance, route, wording),
        reason=wording.text.format(age=episode.patient.age(day)),
        flagged=bool(episode.route),
    )
    if not visit.about_back:
        return visit
    return _what_was_done(plan, chance, replace(visit, flag_box=_flag_box(chance, route, visit, wording)))


def _wording(chance: Chance, route: str, age: int | None) -> words.Wording:
    if route == "words":
        old_enough = age is not None and age >= 55
        return chance.one_of([w for w in words.FLAGGED if old_enough or "{age}" not in w.text])
    if route:
        return chance.one_of(words.PLAIN)
    return chance.one_of(
        chance.weighted({words.PLAIN: 0.68, words.VAGUE: 0.12, words.TRAPS: 0.12, words.DENIALS: 0.08})
    )


def _back_codes(chance: Chance, route: str, wording: words.Wording) -> tuple[diagnosis.Diagnosis, ...]:
    vague = wording in words.VAGUE
    codes: tuple[diagnosis.Diagnosis, ...] = (chance.weighted(diagnosis.LOW_BACK),)
    if chance.happens(0.10):
        codes = (chance.weighted(diagnosis.UNSPECIFIC),)
    elif chance.happens(0.06) and not vague:
        codes = ()
    if route == "code":
        codes = (*codes, chance.weighted(diagnosis.RED_FLAG))
    elif chance.happens(0.06):
        codes = (*codes, chance.weighted(diagnosis.OTHER))
    return codes


def _flag_box(chance: Chance, route: str, visit: Visit, wording: words.Wording) -> str:
    if route:
        return "Y" if route == "box" or chance.happens(0.4) else ""
    if visit.flagged:
        return ""
    return "N" if chance.happens(0.6 if wording.denies_all else 0.42) else ""


def _what_was_done(plan: Plan, chance: Chance, visit: Visit) -> Visit:
    gives = chance.happens(plan.handout[visit.day >= plan.change])
    kind = chance.weighted({"handout": 0.45, "exercise": 0.25, "both": 0.30})
    examined = chance.weighted({"X": 0.45, "N": 0.25, "": 0.30}) if visit.mode == "Office visit" else ""
    handed = chance.weighted({plan.agreed: 0.20, plan.not_agreed: 0.04, ("",): 0.76})
    return replace(
        visit,
        handout=gives and kind != "exercise",
        exercise=gives and kind != "handout",
        exam=examined,
        handed_to=chance.one_of(handed),
        agreement=(agreed := chance.happens(0.55)),
        barriers=chance.happens(0.60 if agreed else 0.15),
    )


def other_visits(plan: Plan, everyone: tuple[Patient, ...]) -> list[Visit]:
    """Visits about anything but the low back, some of them about its neighbours."""
    chance = Chance(plan.seed, "other visits")
    told = []
    for month in plan.months():
        for _ in range(plan.other_visits_a_month):
            day = working_day(month + timedelta(days=chance.whole(0, 27)))
            neighbour = chance.happens(0.05)
            topic = "neighbour" if neighbour else "other"
            visit = _booking(plan, chance, chance.one_of(everyone), day, topic)
            code = chance.weighted(diagnosis.NEIGHBOUR if neighbour else diagnosis.OTHER)
            reason = chance.one_of(words.ELSEWHERE[code.label])
            if plan.covers(day):
                told.append(replace(visit, diagnoses=(code,), reason=reason.text))
    return told


def _booking(plan: Plan, chance: Chance, patient: Patient, day: date, topic: str) -> Visit:
    seen_by = patient.clinician if chance.happens(0.85) else chance.one_of(plan.clinicians)
    booked = chance.weighted({10: 0.25, 15: 0.40, 20: 0.20, 30: 0.15})
    status, mode = chance.weighted(STATUSES), chance.weighted(MODES)
    minute = 5 * chance.whole(8 * 12, 16 * 12)
    in_room, out = _clock(plan, day, chance, minute, booked) if status == "Completed" else (None, None)
    return Visit(patient, seen_by, day, minute, booked, topic, status, mode, (), "", in_room=in_room, out=out)


def _clock(plan: Plan, day: date, chance: Chance, minute: int, booked: int) -> tuple[int | None, int | None]:
    """When the patient entered the room and left it; late starts are common and are not running over."""
    in_room = minute + (0 if chance.happens(0.4) else chance.whole(1, 25))
    ran_over = chance.happens(plan.ran_over[day >= plan.busier])
    lasted = booked + (chance.whole(6, 20) if ran_over else chance.whole(-6, 5))
    missing = chance.weighted({"none": 0.95, "out": 0.04, "both": 0.01})
    return (None if missing == "both" else in_room), (in_room + lasted if missing == "none" else None)


def drug_courses(plan: Plan, begun: list[Episode], everyone: tuple[Patient, ...]) -> tuple[Course, ...]:
    """Long steroid courses behind the episodes flagged by drug, among short courses and look-alikes."""
    chance = Chance(plan.seed, "drugs")
    by_drug = [episode for episode in begun if episode.route == "drug" and plan.covers(episode.days[0])]
    courses = [_long_steroid(episode) for episode in by_drug]
    for drug, route, atc, days in LOOK_ALIKES * 3:
        who = chance.one_of(everyone)
        start = working_day(plan.start + timedelta(days=chance.whole(5, 330)))
        end = start + timedelta(days=days - 1)
        courses.append(Course(who, who.clinician, start, end, drug, route, atc, chance.happens(0.1)))
    return tuple(sorted(courses, key=lambda course: (course.start, course.patient.number)))


def _long_steroid(episode: Episode) -> Course:
    """A hundred days of prednisone whose ninetieth day has passed when the back pain visit comes."""
    start = episode.days[0] - timedelta(days=96)
    who = episode.patient
    return Course(who, who.clinician, start, start + timedelta(days=99), "PREDNISONE", "PO", "H02AB07")
