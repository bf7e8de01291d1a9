"""FHIR R4: resources become rows with plain cells, references are followed, and what was in error says so.

Source: HL7 FHIR R4 (4.0.1), resources Patient, Encounter, Appointment, Condition, ServiceRequest, Procedure,
ImagingStudy, MedicationRequest and QuestionnaireResponse, with the codes of their status elements; domain.md C1.
Appointment is what was booked, Encounter.period what happened: an encounter takes its booked minutes from its
appointment. Without service requests the day of the procedure stands for the day of the order.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, digest_of
from ingest.adapters.fhir_versions import newest
from ingest.json_resources import RESOURCE
from ingest.table import Block, Table, row_schema
from measures.code_systems import named
from measures.imaging import read_exams, read_procedure_codes

Resource = Mapping[str, Any]
#: A cell as it will stand in a row.
Cells = tuple[str | None, ...]
#: Codings are taken in this order: the first system that we read decides.
PREFERRED = ("icd10", "icd9", "icpc2", "read2", "ctv3", "snomed", "cpt", "loinc", "icd")
#: ServiceRequest.category of imaging, laboratory and referral (SNOMED CT, as the FHIR value set lists them).
IMAGING, LABORATORY, REFERRAL = "363679005", "108252007", "3457005"
#: Intents that ask for nothing yet.
NO_ORDER = ("proposal", "plan", "option")


@dataclass(frozen=True)
class Looks:
    """What other resources say: names of practitioners, codings of conditions, booked minutes, by reference."""

    names: Mapping[str, str]
    conditions: Mapping[str, Cells]
    booked: Mapping[str, str]


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Flat tables of the resources that measures need; the kinds left aside are named together."""
    raw = [table for table in tables if table.header[:1] == (RESOURCE,)]
    if not raw:
        return Adapted(tables)
    by_kind: dict[str, list[Table]] = {}
    for table in raw:
        by_kind.setdefault(table.header[1], []).append(table)
    by_kind |= {kind: newest(by_kind[kind]) for kind in {*MADE, *LOOKED_UP} & set(by_kind)}
    looks = _looks(by_kind)
    wanted = [kind for kind in MADE if kind in by_kind and not _stands_aside(kind, by_kind)]
    made = [_flat(table, kind, looks, by_kind) for kind in wanted for table in by_kind[kind]]
    aside = sorted(set(by_kind) - set(wanted) - set(LOOKED_UP))
    says = f"FHIR resources that no measure needs are left aside: {', '.join(aside)}."
    return Adapted((*(table for table in tables if table not in raw), *made), (says,) if aside else ())


def _stands_aside(kind: str, by_kind: Mapping[str, Any]) -> bool:
    """Results where the orders themselves are there, and bookings where the encounters are."""
    if kind in ("Procedure", "ImagingStudy"):
        return "ServiceRequest" in by_kind
    return kind == "Appointment" and "Encounter" in by_kind


def _flat(table: Table, kind: str, looks: Looks, by_kind: Mapping[str, Sequence[Table]]) -> Table:
    """One table of a kind; an element that no resource has is no column, so that it counts as not carried."""
    names, make = MADE[kind]
    rows = partial(_rows, make=partial(make, looks=looks))
    carried = _carried(rows, table, len(names))

    def made(block: Block) -> Block:
        cells = [(line, kind, *(row[place] for place in carried)) for line, row in rows(block)]
        return replace(block, rows=pl.DataFrame(cells, schema=row_schema(len(carried) + 1), orient="row"))

    def read() -> Iterator[Block]:
        return (made(block) for block in table.blocks())

    others = [other for name in LOOKED_UP for other in by_kind.get(name, ()) if other.digest != table.digest]
    header = ("FHIR " + kind, *(names[place] for place in carried))
    return replace(table, header=header, read=read, digest=digest_of(table, *others))


def _rows(block: Block, make: Callable[[Resource], Iterable[Cells]]) -> Iterator[tuple[int, Cells]]:
    for line, text in block.rows.select("line", "c0").iter_rows():
        for cells in make(json.loads(text)):
            yield line, cells


def _carried(rows: Callable[[Block], Iterator[tuple[int, Cells]]], table: Table, width: int) -> list[int]:
    """The places of the elements that any resource has; the first two (number and patient) always."""
    seen = {0, 1}
    for block in table.blocks():
        for _, cells in rows(block):
            seen |= {place for place, cell in enumerate(cells) if cell is not None}
            if len(seen) == width:
                return sorted(seen)
    return sorted(seen)


def _looks(by_kind: Mapping[str, Sequence[Table]]) -> Looks:
    def every(kind: str) -> Iterator[Resource]:
        for table in by_kind.get(kind, ()):
            for block in table.blocks():
                yield from map(json.loads, block.rows["c0"])

    names = {f"Practitioner/{one.get('id')}": _name(one) for one in every("Practitioner")}
    for one in every("PractitionerRole"):
        who = _reference(one.get("practitioner"))
        names[f"PractitionerRole/{one.get('id')}"] = (one.get("practitioner") or {}).get("display") or names.get(
            who or "", ""
        )
    booked = {f"Appointment/{one.get('id')}": _text(one.get("minutesDuration")) or "" for one in every("Appointment")}
    conditions: dict[str, Cells] = {}
    if "ServiceRequest" in by_kind:
        conditions = {f"Condition/{one.get('id')}": _coding(one.get("code")) for one in every("Condition")}
    return Looks({key: name for key, name in names.items() if name}, conditions, booked)


LOOKED_UP = ("Practitioner", "PractitionerRole", "Condition", "Appointment")


def _patient(one: Resource, looks: Looks) -> list[Cells]:
    return [(_text(one.get("id")), _text(one.get("birthDate")))]


def _encounter(one: Resource, looks: Looks) -> list[Cells]:
    period = one.get("period") or one.get("actualPeriod") or {}
    booked = next((looks.booked[ref] for ref in _references(one.get("appointment")) if ref in looks.booked), None)
    reasons = _listed(one.get("reasonCode"))
    kind = one.get("class") or {}
    said = _listed(one.get("type"))
    codes = [_coding(reason) for reason in reasons]
    return [
        (
            _text(one.get("id")), _subject(one), _text(period.get("start")), _text(period.get("start")),
            _text(period.get("end")),
            _who(one.get("participant"), "individual", looks) or _who(one.get("participant"), "actor", looks),
            _text(one.get("status")),
            _text(kind.get("code")) if isinstance(kind, Mapping) and "code" in kind else _first_code(_listed(kind)),
            "; ".join(filter(None, map(_words, reasons))) or None, booked,
            "; ".join(code for code, _ in codes if code) or None,
            next((system for code, system in codes if code), None),
            _words(said[0]) if said else None,
        )
    ]  # fmt: skip


def _appointment(one: Resource, looks: Looks) -> list[Cells]:
    patient = [r for r in _parts(one, "actor") if r.startswith("Patient/")]
    who = [p for p in _listed(one.get("participant")) if "Patient/" not in str(p.get("actor", {}).get("reference", ""))]
    reasons = _listed(one.get("reasonCode"))
    said = "; ".join(filter(None, [*map(_words, reasons), _text(one.get("description"))])) or None
    number = patient[0].partition("/")[2] if patient else None
    return [
        (
            _text(one.get("id")), number, _text(one.get("start")), _who(who, "actor", looks), _text(one.get("status")),
            said, _text(one.get("minutesDuration")),
        )
    ]  # fmt: skip


def _condition(one: Resource, looks: Looks) -> list[Cells]:
    code, system = _coding(one.get("code"))
    verified = _first_code(_listed(one.get("verificationStatus")))
    onset = one.get("onsetPeriod") or {}
    days = (one.get("recordedDate"), one.get("onsetDateTime"), onset.get("start"), one.get("assertedDate"))
    whole = [day for day in days if isinstance(day, str) and len(day) >= len("2025-01-01")]
    day = _text(next(iter(whole), None) or next(filter(None, days), None))
    seen = _reference(one.get("encounter")) or _reference(one.get("context"))
    words = _words(one.get("code"))
    return [
        (_text(one.get("id")), _subject(one), day, _after_slash(seen), code or words, system, verified or "confirmed")
    ]


def _request(one: Resource, looks: Looks) -> list[Cells]:
    code, system = _coding(one.get("code"))
    exam = _words(one.get("code"))
    reasons = _listed(one.get("reasonCode"))
    of_reasons = [_coding(reason) for reason in reasons]
    of_reasons += [looks.conditions[r] for r in _references(one.get("reasonReference")) if r in looks.conditions]
    words = [*map(_words, reasons), *(_text(note.get("text")) for note in _listed(one.get("note")))]
    status = "not an order" if one.get("intent") in NO_ORDER or one.get("doNotPerform") else _text(one.get("status"))
    return [
        (
            _text(one.get("id")), _subject(one), _text(one.get("authoredOn")),
            _who([{"by": one.get("requester") or {}}], "by", looks), status, _service(one, code, exam), code, system,
            exam,
            "; ".join(filter(None, words)) or None, "; ".join(str(c) for c, _ in of_reasons if c) or None,
            _text((one.get("requisition") or {}).get("value")),
            _text(one.get("occurrenceDateTime") or (one.get("occurrencePeriod") or {}).get("start")),
        )
    ]  # fmt: skip


def _service(one: Resource, code: str | None, exam: str | None) -> str | None:
    """What is asked for: imaging, another test, or the service referred to in its own words."""
    categories = {coding.get("code") for part in _listed(one.get("category")) for coding in _listed(part.get("coding"))}
    texts = " ".join(filter(None, map(_words, _listed(one.get("category"))))).casefold()
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
    code, system = _coding(one.get("code"))
    period = one.get("performedPeriod") or {}
    day = one.get("performedDateTime") or period.get("start")
    reasons = [_coding(reason) for reason in _listed(one.get("reasonCode"))]
    return [
        (
            _text(one.get("id")), _subject(one), _text(day), code, system, _pictured(code, _words(one.get("code"))),
            _text(one.get("status")), "; ".join(str(c) for c, _ in reasons if c) or None,
        )
    ]  # fmt: skip


def _pictured(code: str | None, words: str | None) -> str | None:
    """The words of a procedure that is a picture; most procedures are none, and their words would be asked about."""
    return words if read_exams([words])[0].modality else None


def _study(one: Resource, looks: Looks) -> list[Cells]:
    series = _listed(one.get("series"))
    modality = next((str(s["modality"].get("code")) for s in series if isinstance(s.get("modality"), Mapping)), None)
    sites = [str(s.get("bodySite", {}).get("display") or "") for s in series]
    said = _text(one.get("description")) or "; ".join(
        filter(None, [*map(_words, _listed(one.get("procedureCode"))), *sites])
    )
    return [
        (
            _text(one.get("id")),
            _subject(one),
            _text(one.get("started")),
            modality,
            said or None,
            _text(one.get("status")),
        )
    ]


def _medication(one: Resource, looks: Looks) -> list[Cells]:
    concept = one.get("medicationCodeableConcept") or (one.get("medication") or {}).get("concept")
    supply = one.get("dispenseRequest") or {}
    route = next((_words(d.get("route")) for d in _listed(one.get("dosageInstruction")) if d.get("route")), None)
    atc = next(
        (c.get("code") for c in _listed((concept or {}).get("coding")) if "atc" in str(c.get("system")).casefold()),
        None,
    )
    end = (supply.get("validityPeriod") or {}).get("end")
    return [
        (
            _text(one.get("id")), _subject(one), _text(one.get("authoredOn")), _text(end), _words(concept), _text(atc),
            route,
            _text(one.get("status")),
        )
    ]  # fmt: skip


def _response(one: Resource, looks: Looks) -> list[Cells]:
    start = (_text(one.get("id")), _subject(one), _text(one.get("authored")))
    number, *rest = start
    answers = [
        (f"{number}/{item.get('linkId')}", *rest, _text(item.get("text")) or _text(item.get("linkId")), _answer(item))
        for item in _items(one.get("item"))
    ]
    return [row for row in answers if row[-1] is not None] if one.get("status") != "entered-in-error" else []


def _items(items: Any) -> Iterator[Resource]:
    for item in _listed(items):
        yield item
        yield from _items(item.get("item"))


def _answer(item: Resource) -> str | None:
    for answer in _listed(item.get("answer")):
        for key, value in answer.items():
            if key == "valueCoding":
                return _text(value.get("display")) or _text(value.get("code"))
            if key.startswith("value"):
                return _text(value)
    return None


def _coding(concept: Any) -> Cells:
    """The code of a concept in the best of the systems that we read, and that system."""
    codings = [
        (named(str(c.get("system") or "")), _text(c.get("code"))) for c in _listed((concept or {}).get("coding"))
    ]
    known = [(system, code) for system, code in codings if system in PREFERRED and code]
    if not known:
        return None, None
    system, code = min(known, key=lambda one: PREFERRED.index(str(one[0])))
    return code, system


def _words(concept: Any) -> str | None:
    """A concept in words: its text, else what its codings display."""
    if not isinstance(concept, Mapping):
        return None
    shown = [_text(coding.get("display")) for coding in _listed(concept.get("coding"))]
    return _text(concept.get("text")) or next(filter(None, shown), None)


def _who(parts: Any, key: str, looks: Looks) -> str | None:
    """The first clinician among the parts: as displayed, else by name, else by number; never a patient."""
    for part in _listed(parts):
        ref = part.get(key) or {}
        number = _reference(ref)
        if number and number.split("/")[0] not in ("Practitioner", "PractitionerRole"):
            continue
        if said := _text(ref.get("display")) or looks.names.get(number or "") or _after_slash(number):
            return said
    return None


def _name(practitioner: Resource) -> str:
    """A practitioner's name, family name first."""
    for name in _listed(practitioner.get("name")):
        if text := _text(name.get("text")):
            return text
        given = " ".join(map(str, name.get("given") or ()))
        return ", ".join(filter(None, [_text(name.get("family")), given]))
    return ""


def _subject(one: Resource) -> str | None:
    return _after_slash(_reference(one.get("subject")) or _reference(one.get("patient")))


def _reference(ref: Any) -> str | None:
    """A reference as "Kind/number", whatever server or form it was written with."""
    text = _text(ref.get("reference")) if isinstance(ref, Mapping) else None
    if not text:
        return None
    plain = text.split("/_history")[0].removeprefix("urn:uuid:")
    return "/".join(plain.split("/")[-2:]).split("?identifier=")[-1].split("|")[-1]


def _references(refs: Any) -> list[str]:
    return [found for ref in _listed(refs) if (found := _reference(ref))]


def _parts(one: Resource, key: str) -> list[str]:
    return [found for part in _listed(one.get("participant")) if (found := _reference(part.get(key)))]


def _after_slash(ref: str | None) -> str | None:
    return ref.rpartition("/")[2] if ref else None


def _first_code(concepts: list[Any]) -> str | None:
    codings = (coding for one in concepts for coding in _listed(one.get("coding")))
    return next((_text(coding.get("code")) for coding in codings), None)


def _listed(value: Any) -> list[Any]:
    """A list of what is there: FHIR versions differ in whether an element repeats."""
    if value is None:
        return []
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


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

ADAPTER = Adapter("fhir", adapts)
