"""The words of the made-up charts: visit reasons and imaging requests, each with the red flags it states."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A short text and what a careful reader finds in it.

    `flags` are red flags stated as present now; `denies_all` marks texts that deny every red flag. A text
    that denies only some has neither: it leaves the red flag not recorded.
    """

    text: str
    flags: tuple[str, ...] = ()
    denies_all: bool = False


def _plain(*texts: str) -> tuple[Wording, ...]:
    return tuple(Wording(text) for text in texts)


PLAIN = _plain(
    "LBP",
    "low back pain",
    "lower back pain, 3 weeks",
    "LBP follow-up",
    "lumbar strain",
    "sore lumbar area",
    "low back stiff after snow shovelling",
    "LBP, off work this week",
    "lumbar ache",
    "L-spine soreness",
    "low back pain again",
    "LBP: review of home program",
    "lombalgie",
    "mal au bas du dos",
    "LBP, lifted hay bales",
    "low back pain at hockey",
    "LBP into left buttock",
    "lumbar spasm",
    "LBP, desk work",
)

VAGUE = _plain("follow-up", "recheck", "pain", "stiff after gardening", "form for employer", "", "suivi", "review plan")

TRAPS = _plain(
    "LBP, sister had breast cancer",
    "low back pain, denies fever, weight loss, trauma",
    "lower back pain, no night pain, no leg weakness",
    "LBP, Flovent puffer for asthma",
    "low back pain, patient worried about cancer, asks for MRI",
    "LBP - come back if fever or leg weakness",
    "lombalgie, pas de fièvre ni perte de poids",
    "LBP after lifting a canoe, no fall",
    "low back pain, 6 kg down on a diet, on purpose",
    "LBP, father had prostate cancer",
    "low back pain, bladder and bowel normal",
    "LBP, gave up naproxen (non-steroidal), upset stomach",
)

DENIALS = tuple(
    Wording(text, denies_all=True)
    for text in ("LBP, no red flags", "low back pain - red flags: none", "lumbar pain, RF neg", "LBP; no RF")
)

FLAGGED = (
    Wording("low back pain, fell down the cellar steps on Tuesday", ("trauma",)),
    Wording("LBP since MVC last week", ("trauma",)),
    Wording("lombalgie, chute d'une échelle hier", ("trauma",)),
    Wording("lower back pain, unexplained weight loss 9 kg", ("weight_loss",)),
    Wording("LBP, bowel cancer treated in 2016", ("cancer",)),
    Wording("low back pain, history of lymphoma", ("cancer",)),
    Wording("low back pain with fever 38.7 and chills", ("infection_fever",)),
    Wording("LBP, on prednisone daily for polymyalgia", ("steroids",)),
    Wording("lumbar pain, wakes with pain every night", ("severe_worsening_night_pain",)),
    Wording("severe low back pain, getting worse each day", ("severe_worsening_night_pain",)),
    Wording("LBP with new right foot drop", ("neurological",)),
    Wording("low back pain, both legs weak since Sunday", ("neurological",)),
    Wording("LBP, saddle numbness and urinary retention", ("cauda_equina",)),
    Wording("low back pain, injects fentanyl", ("iv_drug_use",)),
    Wording("first ever low back pain at age {age}, severe", ("first_episode_over_50",)),
)

# Reasons of visits that are not for the low back, by the label of their diagnosis.
ELSEWHERE = {
    "Hypertension": _plain("BP check", "blood pressure review", "prescription renewal", "home BP readings"),
    "Diabetes": _plain("diabetes review", "foot care, diabetes", "A1C result", "prescription renewal"),
    "Cold": _plain("cough", "sore throat", "toux", "earache", "runny nose"),
    "Anxiety": _plain("mood", "worries, sleep", "counselling visit", "stress at work"),
    "Asthma": _plain("asthma review", "puffer renewal", "wheeze at night"),
    "General exam": _plain("yearly physical", "check-up", "lab results", "travel shots"),
    "Knee arthritis": _plain("sore knee", "knee injection follow-up"),
    "Skin rash": _plain("rash", "wart", "itchy arms", "eczema cream"),
    "Neck pain": _plain("neck pain", "stiff neck", "douleur au cou"),
    "Neck sprain": _plain("neck pain", "neck still sore"),
    "Thoracic pain": _plain("mid back pain", "upper back pain"),
}

ORDER_PLAIN = _plain(
    "LBP 6 weeks, not settling",
    "low back pain for years",
    "mechanical LBP",
    "low back pain, query arthritis",
    "",
    "LBP, asked for by patient",
    "left sciatica, lumbar",
    "LBP, physio not helping",
    "",
    "low back pain since spring",
    "lombalgie chronique",
    "LBP x 3 months",
    "",
)

ORDER_TRAPS = _plain(
    "LBP, mother had myeloma",
    "low back pain. Fever: no. Weight loss: no.",
    "LBP, r/o fracture",
    "[ ] Cancer  [ ] Fever  [ ] Trauma  [x] Chronic LBP",
    "low back pain, car crash 2009, none since",
    "LBP, no bladder or bowel change",
)

ORDER_DENIALS = (
    Wording("LBP, no red flags", denies_all=True),
    Wording("red flags: none. chronic LBP", denies_all=True),
)

ORDER_FLAGGED = (
    Wording("LBP, fell from a ladder", ("trauma",)),
    Wording("LBP, hx of bowel cancer", ("cancer",)),
    Wording("low back pain and fever 38.9", ("infection_fever",)),
    Wording("LBP, foot drop on the left", ("neurological",)),
    Wording("[x] Trauma  [ ] Cancer  [ ] Fever   low back pain", ("trauma",)),
    Wording("low back pain, unintentional weight loss", ("weight_loss",)),
)

ORDER_PLANNING = _plain("planning for lumbar fusion booked in May", "before epidural injection, level to be confirmed")

ORDER_OTHER = _plain("known scoliosis, yearly film", "pre-employment film", "kyphosis follow-up", "posture")

LUMBAR_EXAMS = {
    "XR lumbar spine 2 views": 6.0,
    "Lumbosacral spine X-ray": 5.0,
    "X-ray L-spine AP/lateral": 3.0,
    "MRI lumbar spine": 5.0,
    "MRI L-S spine without contrast": 2.0,
    "CT lumbar spine": 1.5,
    "MRI thoracic and lumbar spine": 0.7,
}

OTHER_EXAMS = (
    "Chest X-ray PA/lateral",
    "XR right knee",
    "US abdomen",
    "Bone density (DXA) lumbar spine and hip",
    "XR SI joints",
    "XR cervical spine",
    "XR left hip",
    "MRI brain",
    "CT chest",
    "US renal",
    "XR thoracic spine",
    "XR foot",
    "CT-guided L5 nerve root block",
    "Lumbar puncture",
    "XR wrist",
)

NOT_AN_ORDER = ("MRI L-spine not indicated, physiotherapy instead", "XR lumbar spine - patient declined")
