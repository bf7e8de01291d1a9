"""One FHIR resource as rows of plain cells: what each kind says, in R4 and in the shapes that R5 gave it.

Source: HL7 FHIR R4 (4.0.1) and R5 (5.0.0), resources Patient, Encounter, Appointment, Condition, ServiceRequest,
Procedure, ImagingStudy, MedicationRequest and QuestionnaireResponse, with the codes of their status elements.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ingest.adapters.fhir_references import (
    Clinicians,
    People,
    Resource,
    after_slash,
    contained,
    listed,
    reference_of,
    references,
    text,
    who,
    who_saw,
)  # fmt: skip
from measures.code_systems import named
from measures.imaging import read_exams, read_procedure_codes

#: A cell as it will stand in a row.
Cells = tuple[str | None, ...]
#: Codings are taken in this order: the first system that we read decides.
PREFERRED = ("icd10", "icd9", "icpc2", "read2", "ctv3", "snomed", "cpt", "loinc", "icd")
#: Systems of which our lists hold some concepts only: the code stands with its words, which speak for the others.
WITH_WORDS = ("icpc2", "read2", "ctv3", "snomed")
#: ServiceRequest.category of imaging, laboratory and referral (SNOMED CT, as the FHIR value set lists them).
IMAGING, LABORATORY, REFERRAL = "363679005", "108252007", "3457005"
#: Intents that ask for nothing yet.
NO_ORDER = ("proposal", "plan", "option")
#: What a condition is verified as that does not hold.
NOT_HELD = ("refuted", "entered-in-error")
#: Extensions that say why, where a server had no element for it.
_SAYS_WHY = re.compile(r"reason|indication|clinical-?(?:info|history|detail)|justification", re.I)


@dataclass(frozen=True)
class Looks:
    """What other resources say, by reference: clinicians, patients, conditions, booked minutes, medications.

    `conditions` are the codings of conditions that hold; `diagnosed` says at which encounter, of which day, a condition
    was named that says neither itself; `said_at` the words of conditions without a code, by their encounter.
    """

    clinicians: Clinicians
    people: People = field(default_factory=People)
    conditions: Mapping[str, Cells] = field(default_factory=dict)
    booked: Mapping[str, str] = field(default_factory=dict)
    diagnosed: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    said_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    medications: Mapping[str, Resource] = field(default_factory=dict)


def _patient(one: Resource, looks: Looks) -> list[Cells]:
    return [(text(one.get("id")), text(one.get("birthDate")))]


def _encounter(one: Resource, looks: Looks) -> list[Cells]:
    period = one.get("period") or one.get("actualPeriod") or {}
    booked = next((looks.booked[ref] for ref in references(one.get("appointment")) if ref in looks.booked), None)
    kind = one.get("class") or {}
    said = listed(one.get("type"))
    codes = [
        *map(_coding, _reasons(one)),
        *(looks.conditions[c] for c in named_conditions(one) if c in looks.conditions),
    ]
    words = [*map(_words, _reasons(one)), *looks.said_at.get(text(one.get("id")) or "", ())]
    return [
        (
            text(one.get("id")), looks.people.subject(one), text(period.get("start")), text(period.get("start")),
            text(period.get("end")),
            who_saw(one.get("participant"), "individual", looks.clinicians, one)
            or who_saw(one.get("participant"), "actor", looks.clinicians, one),
            text(one.get("status")),
            text(kind.get("code")) if isinstance(kind, Mapping) and "code" in kind else _first_code(listed(kind)),
            _joined(words), booked,
            _joined(code for code, _ in codes),
            next((system for code, system in codes if code), None),
            _words(said[0]) if said else None,
        )
    ]  # fmt: skip


def _joined(parts: Any) -> str | None:
    return "; ".join(dict.fromkeys(filter(None, parts))) or None


def _reasons(one: Resource) -> list[Any]:
    """Why, as concepts: reasonCode of R4, reason of R5, or an extension of the server's own."""
    r5 = [part for reason in listed(one.get("reason")) for part in (reason, *listed(reason.get("value")))]
    concepts = [*listed(one.get("reasonCode")), *(part["concept"] for part in r5 if "concept" in part)]
    for extension in listed(one.get("extension")):
        if _SAYS_WHY.search(str(extension.get("url") or "")):
            said = text(extension.get("valueString") or extension.get("valueMarkdown"))
            coded = extension.get("valueCodeableConcept") or (extension.get("valueCodeableReference") or {}).get(
                "concept"
            )
            coding = extension.get("valueCoding")
            concepts += [{"text": said}] if said else listed(coded) or ([{"coding": [coding]}] if coding else [])
    return concepts


def named_conditions(one: Resource) -> list[str]:
    """The conditions a resource names as its reason or its diagnosis, by reference."""
    r5 = [part for reason in listed(one.get("reason")) for part in (reason, *listed(reason.get("value")))]
    refs = [*listed(one.get("reasonReference")), *(part["reference"] for part in r5 if "reference" in part)]
    for diagnosis in listed(one.get("diagnosis")):
        for condition in listed(diagnosis.get("condition")):
            refs.append(condition.get("reference") if isinstance(condition.get("reference"), Mapping) else condition)
    return references(refs)


def _appointment(one: Resource, looks: Looks) -> list[Cells]:
    patient = [
        r
        for part in listed(one.get("participant"))
        if (r := reference_of(part.get("actor"))) and r.startswith("Patient/")
    ]
    others = [
        p for p in listed(one.get("participant")) if "Patient/" not in str((p.get("actor") or {}).get("reference", ""))
    ]
    said = _joined([*map(_words, _reasons(one)), text(one.get("description"))])
    number = patient[0].partition("/")[2] if patient else looks.people.subject(one)
    return [
        (
            text(one.get("id")), looks.people.by_identifier.get(number or "", number), text(one.get("start")),
            who_saw(others, "actor", looks.clinicians, one), text(one.get("status")), said,
            text(one.get("minutesDuration")),
        )
    ]  # fmt: skip


def _condition(one: Resource, looks: Looks) -> list[Cells]:
    code, system = _coding(one.get("code"))
    verified = _first_code(listed(one.get("verificationStatus")))
    onset = one.get("onsetPeriod") or {}
    at, when = next((looks.diagnosed[key] for key in condition_keys(one) if key in looks.diagnosed), (None, None))
    days = (one.get("recordedDate"), one.get("onsetDateTime"), onset.get("start"), one.get("assertedDate"), when)
    whole = [day for day in days if isinstance(day, str) and len(day) >= len("2025-01-01")]
    day = text(next(iter(whole), None) or next(filter(None, days), None))
    seen = after_slash(reference_of(one.get("encounter")) or reference_of(one.get("context"))) or at
    return [
        (
            text(one.get("id")), looks.people.subject(one), day, seen, code or _words(one.get("code")), system,
            verified or "confirmed",
        )
    ]  # fmt: skip


def condition_keys(one: Resource) -> list[str]:
    """How references name a condition."""
    number = text(one.get("id")) or ""
    return [f"Condition/{number}", number]


def holds(condition: Resource) -> bool:
    """Whether a condition is one that the patient has, as far as is known."""
    return _first_code(listed(condition.get("verificationStatus"))) not in NOT_HELD


def coding_of(condition: Resource) -> Cells:
    """The code of a condition and its system."""
    return _coding(condition.get("code"))


def words_of(condition: Resource) -> str | None:
    """A condition in words, where it has no code of a system that we read."""
    return None if _coding(condition.get("code"))[0] else _words(condition.get("code"))


def _request(one: Resource, looks: Looks) -> list[Cells]:
    concept = _concept(one.get("code"))
    code, system = _pictured_coding(concept)
    exam = _exam_words(concept, one)
    of_reasons = [*map(_coding, _reasons(one))]
    of_reasons += [looks.conditions[r] for r in named_conditions(one) if r in looks.conditions]
    of_reasons += [_coding(c.get("code")) for c in _within(one, "reasonReference", "Condition")]
    words = [*map(_words, _reasons(one)), *(text(note.get("text")) for note in listed(one.get("note")))]
    words += [_words(c.get("code")) for c in _within(one, "reasonReference", "Condition")]
    status = "not an order" if one.get("intent") in NO_ORDER or one.get("doNotPerform") else text(one.get("status"))
    return [
        (
            text(one.get("id")), looks.people.subject(one), text(one.get("authoredOn")),
            who(one.get("requester"), looks.clinicians, one), status, _service(one, code, exam), code, system,
            exam,
            _joined(words), _joined(code for code, _ in of_reasons),
            text((one.get("requisition") or {}).get("value")),
            text(one.get("occurrenceDateTime") or (one.get("occurrencePeriod") or {}).get("start")),
        )
    ]  # fmt: skip


def _concept(value: Any) -> Any:
    """A concept: R5 puts it within a reference or a concept."""
    return value.get("concept") or value if isinstance(value, Mapping) else value


def _within(one: Resource, key: str, kind: str) -> list[Resource]:
    """The resources of a kind that stand within the one that refers to them."""
    found = (contained(ref, one) for ref in listed(one.get(key)))
    return [inside for inside in found if inside and inside.get("resourceType") == kind]


def _exam_words(concept: Any, one: Resource) -> str | None:
    """The exam's name, with the site of the body where the name alone does not say one."""
    exam = _words(concept)
    sites = [site for part in listed(one.get("bodySite")) if (site := _words(part.get("concept") or part))]
    seen = read_exams([exam])[0]
    if not sites or not exam or seen.lumbar or not seen.modality:
        return exam
    return (
        f"{exam} {'; '.join(sites)}" if seen.why.split(" ?")[0] in ("not recognised", "spine, level not said") else exam
    )


def is_imaging(one: Resource) -> bool:
    """Whether a service request asks for a picture."""
    return _asks_for(one) == "imaging"


def is_referral(one: Resource) -> bool:
    """Whether a service request sends the patient to somebody."""
    return _asks_for(one) not in ("imaging", "other", None)


def _asks_for(one: Resource) -> str | None:
    concept = _concept(one.get("code"))
    return _service(one, _pictured_coding(concept)[0], _words(concept))


def _service(one: Resource, code: str | None, exam: str | None) -> str | None:
    """What is asked for: imaging, another test, or the service referred to in its own words."""
    categories = {coding.get("code") for part in listed(one.get("category")) for coding in listed(part.get("coding"))}
    texts = " ".join(filter(None, map(_words, listed(one.get("category"))))).casefold()
    if IMAGING in categories or "imaging" in texts or "radiol" in texts:
        return "imaging"
    pictured = read_procedure_codes([code])[0].modality or read_exams([exam])[0].modality
    if pictured and REFERRAL not in categories:
        return "imaging"
    if LABORATORY in categories or "laborator" in texts:
        return "other"
    performer = one.get("performerType")
    return _words(performer) or exam if REFERRAL in categories or performer or "referral" in texts else "other"


def _procedure(one: Resource, looks: Looks) -> list[Cells]:
    concept = _concept(one.get("code"))
    code, system = _pictured_coding(concept)
    period = one.get("performedPeriod") or one.get("occurrencePeriod") or {}
    day = one.get("performedDateTime") or one.get("occurrenceDateTime") or period.get("start")
    reasons = [
        *map(_coding, _reasons(one)),
        *(looks.conditions[r] for r in named_conditions(one) if r in looks.conditions),
    ]
    return [
        (
            text(one.get("id")), looks.people.subject(one), text(day), code, system, _pictured(code, _words(concept)),
            text(one.get("status")), _joined(c for c, _ in reasons),
        )
    ]  # fmt: skip


def _pictured(code: str | None, words: str | None) -> str | None:
    """The words of a procedure that is a picture; most procedures are none, and their words would be asked about."""
    return words if read_exams([words])[0].modality else None


def _study(one: Resource, looks: Looks) -> list[Cells]:
    series = listed(one.get("series"))
    modality = next((str(s["modality"].get("code")) for s in series if isinstance(s.get("modality"), Mapping)), None)
    sites = [str(s.get("bodySite", {}).get("display") or "") for s in series]
    said = text(one.get("description")) or "; ".join(
        filter(None, [*map(_words, listed(one.get("procedureCode"))), *sites])
    )
    return [
        (
            text(one.get("id")),
            looks.people.subject(one),
            text(one.get("started")),
            modality,
            said or None,
            text(one.get("status")),
        )
    ]


def _medication(one: Resource, looks: Looks) -> list[Cells]:
    concept = _drug(one, looks)
    route = next((_words(d.get("route")) for d in listed(one.get("dosageInstruction")) if d.get("route")), None)
    atc = next(
        (c.get("code") for c in listed((concept or {}).get("coding")) if "atc" in str(c.get("system")).casefold()),
        None,
    )
    return [
        (
            text(one.get("id")), looks.people.subject(one), text(one.get("authoredOn")), _supplied_to(one),
            _words(concept), text(atc), route,
            text(one.get("status")),
        )
    ]  # fmt: skip


def _drug(one: Resource, looks: Looks) -> Any:
    """The medicine: said here, or by a Medication that the prescription refers to or holds."""
    r5 = one.get("medication") or {}
    if concept := one.get("medicationCodeableConcept") or r5.get("concept"):
        return concept
    ref = one.get("medicationReference") or r5.get("reference") or {}
    its = contained(ref, one) or looks.medications.get(reference_of(ref) or "") or {}
    return its.get("code") or ({"text": ref["display"]} if ref.get("display") else None)


def _supplied_to(one: Resource) -> str | None:
    """The last day of supply: as said, or the days of it from the day of the prescription on."""
    supply = one.get("dispenseRequest") or {}
    if end := (supply.get("validityPeriod") or {}).get("end"):
        return text(end)
    repeats = [d.get("timing", {}).get("repeat", {}) for d in listed(one.get("dosageInstruction"))]
    if end := next((end for r in repeats if (end := (r.get("boundsPeriod") or {}).get("end"))), None):
        return text(end)
    days = _days(supply.get("expectedSupplyDuration")) or next(
        filter(None, (_days(r.get("boundsDuration")) for r in repeats)), None
    )
    started = str(one.get("authoredOn") or "")[:10]
    if not days or not re.fullmatch(r"\d{4}-\d\d-\d\d", started):
        return None
    return str(date.fromisoformat(started) + timedelta(days=days))


def _days(duration: Any) -> int | None:
    """A duration in days."""
    if not isinstance(duration, Mapping) or not isinstance(duration.get("value"), int | float):
        return None
    unit = str(duration.get("code") or duration.get("unit") or "d").casefold()
    each = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7, "mo": 30, "month": 30, "months": 30}.get(unit)
    return round(duration["value"] * each) if each else None


def _response(one: Resource, looks: Looks) -> list[Cells]:
    start = (text(one.get("id")), looks.people.subject(one), text(one.get("authored")))
    number, *rest = start
    answers = [
        (f"{number}/{item.get('linkId')}", *rest, text(item.get("text")) or text(item.get("linkId")), _answer(item))
        for item in _items(one.get("item"))
    ]
    return [row for row in answers if row[-1] is not None] if one.get("status") != "entered-in-error" else []


def _items(items: Any) -> Iterator[Resource]:
    for item in listed(items):
        yield item
        yield from _items(item.get("item"))


def _answer(item: Resource) -> str | None:
    for answer in listed(item.get("answer")):
        for key, value in answer.items():
            if key == "valueCoding":
                return text(value.get("display")) or text(value.get("code"))
            if key.startswith("value"):
                return text(value)
    return None


def _coding(concept: Any) -> Cells:
    """The code of a concept in the best of the systems that we read, and that system."""
    codings = [(named(str(c.get("system") or "")), text(c.get("code"))) for c in listed((concept or {}).get("coding"))]
    known = [(system, code) for system, code in codings if system in PREFERRED and code]
    if not known:
        return None, None
    system, code = min(known, key=lambda one: PREFERRED.index(str(one[0])))
    words = _words(concept) if system in WITH_WORDS else None
    return f"{code} {_term(words)}" if words else code, system


def _term(words: str) -> str:
    """Words beside a code, without the signs that part the codes of a cell."""
    return " ".join(re.sub(r"[;,|/]+", " ", words).split())


def _pictured_coding(concept: Any) -> Cells:
    """The code of what is asked for or was done: the first that is a picture's, else as of any concept."""
    codings = [(text(c.get("code")), named(str(c.get("system") or ""))) for c in listed((concept or {}).get("coding"))]
    for code, system in codings:
        if code and system and read_procedure_codes([code], system)[0].modality:
            return code, system
    code, system = _coding(concept)
    return (code.split(" ")[0] if code else None), system


def _words(concept: Any) -> str | None:
    """A concept in words: its text, else what its codings display."""
    if not isinstance(concept, Mapping):
        return None
    shown = [text(coding.get("display")) for coding in listed(concept.get("coding"))]
    return text(concept.get("text")) or next(filter(None, shown), None)


def _first_code(concepts: list[Any]) -> str | None:
    codings = (coding for one in concepts for coding in listed(one.get("coding")))
    return next((text(coding.get("code")) for coding in codings), None)


#: Each kind of resource that is read: its columns, and what makes rows of one resource.
MADE: dict[str, tuple[tuple[str, ...], Callable[..., list[Cells]]]] = {
    "Patient": (("id", "birthDate"), _patient),
    "Encounter": (
        (
            "id", "subject", "period.start", "started", "period.end", "participant", "status", "class",
            "reasonCode.text", "appointment.minutesDuration", "reasonCode", "reasonCode.system", "type",
        ),
        _encounter,
    ),
    "Appointment": (
        ("id", "patient", "start", "participant", "status", "reasonCode.text", "minutesDuration"), _appointment,
    ),
    "Condition": (
        ("id", "subject", "recordedDate", "encounter", "code", "code.system", "verificationStatus"), _condition,
    ),
    "ServiceRequest": (
        (
            "id", "subject", "authoredOn", "requester", "status", "service", "code", "code.system", "code.text",
            "reasonCode.text", "reasonCode", "requisition", "occurrence",
        ),
        _request,
    ),
    "Procedure": (
        ("id", "subject", "performed", "code", "code.system", "code.text", "status", "reasonCode"), _procedure,
    ),
    "ImagingStudy": (("id", "subject", "started", "modality", "description", "status"), _study),
    "MedicationRequest": (
        ("id", "subject", "authoredOn", "validityPeriod.end", "medication", "atc", "route", "status"), _medication,
    ),
    "QuestionnaireResponse": (("id", "subject", "authored", "item.text", "answer"), _response),
}  # fmt: skip
