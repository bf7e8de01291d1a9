"""The small made-up clinic as FHIR by another server: roles, contained and logical references, history, R5 shapes."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from coded_styles import SAME, SNOMED, TERM, happened_or_not
from emr_styles import Row
from more_styles import Files, day

Resource = dict[str, Any]
HERE = ZoneInfo("America/Edmonton")
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"
SCT = "http://snomed.info/sct"
STATUS = {"Completed": "finished", "No Show": "cancelled", "Cancelled": "cancelled", "Booked": "planned"}
ORDERED = {"Resulted": "completed", "Ordered": "active", "Cancelled": "revoked"}


def uid(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def at(text: str, hour: int, zone: str) -> str:
    """A day's evening here as an instant, which is the next day in UTC."""
    there = datetime.combine(day(text) or date.min, datetime.min.time(), HERE).replace(hour=hour)
    return there.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z") if zone == "Z" else there.isoformat()


def iso(text: str) -> str:
    return str(day(text))


class Hand:
    """One server's habits: how it refers, codes and nests."""

    def __init__(self, refer: Callable[[str, str], Resource], r5: bool = False, snomed: bool = False) -> None:
        self.refer, self.r5, self.snomed = refer, r5, snomed

    def concept(self, code: str) -> Resource:
        own = [{"system": ICD9, "code": code}]
        if self.snomed:
            own = [{"system": SCT, "code": SAME[code][SNOMED], "display": SAME[code][TERM]}]
        return {"coding": [{"system": "urn:oid:1.2.3.4", "code": "X" + code, "display": "local"}, *own]}

    def resources(self) -> Iterator[Resource]:
        visits, orders = happened_or_not()
        people: dict[str, str] = {}
        for row in (*visits, *orders):
            people.setdefault(row["Chart No"], row.get("Birth Date", ""))
        for chart, born in people.items():
            yield {
                "resourceType": "Patient", "id": uid("p" + chart), "active": True,
                "identifier": [{"system": "urn:mrn", "value": "MRN" + chart}],
                "name": [{"family": "Doe", "given": ["Jane"]}], "telecom": [{"value": "780-555-0100"}],
                **({"birthDate": iso(born)} if born else {}),
            }  # fmt: skip
        doctors = sorted({v["Provider"] for v in visits} | {o["Ordering Provider"] for o in orders})
        for n, name in enumerate(doctors):
            family, _, given = name.partition(", ")
            yield {
                "resourceType": "Practitioner",
                "id": uid("d" + name),
                "name": [{"text": name, "family": family, "given": [given]}],
            }
            yield {
                "resourceType": "PractitionerRole",
                "id": uid("r" + name),
                "practitioner": self.refer("Practitioner", uid("d" + name)),
            }
            assert n < 20
        yield from (made for n, v in enumerate(visits) for made in self.visit(n, v))
        yield from (made for n, o in enumerate(orders) for made in self.order(n, o))

    def who(self, n: int, name: str) -> Resource:
        """By role, by practitioner, or with a display that is spelt otherwise."""
        if n % 3 == 0:
            return self.refer("PractitionerRole", uid("r" + name))
        return self.refer("Practitioner", uid("d" + name))

    def visit(self, n: int, v: Row) -> Iterator[Resource]:
        number = uid("v" + v["Visit ID"])
        codes = [c for c in v["Dx"].split("; ") if c]
        phone = {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "VR" if v["Visit Type"] == "Phone" else "AMB",
        }
        when = {
            "start": at(v["Visit Date"], 19, "Z" if n % 2 else "-"),
            "end": at(v["Visit Date"], 20, "Z" if n % 2 else "-"),
        }
        made: Resource = {
            "resourceType": "Encounter", "id": number,
            "meta": {"versionId": "3", "lastUpdated": "2026-10-30T01:00:00Z"},
            "status": "entered-in-error" if v["Visit Type"] == "Form / Admin" else STATUS[v["Status"]],
            "subject": self.refer("Patient", uid("p" + v["Chart No"])),
        }  # fmt: skip
        referrer = {"type": [{"coding": [{"code": "REF"}]}]}
        seen_by = {"type": [{"coding": [{"code": "PPRF"}]}]}
        by = "actor" if self.r5 else "individual"
        made["participant"] = [
            {**referrer, by: self.refer("Practitioner", uid("dElsewhere"))},
            {**seen_by, by: self.who(n, v["Provider"])},
        ]
        if self.r5:
            made |= {"actualPeriod": when, "class": [{"coding": [phone]}]}
            if v["Reason"]:
                made["reason"] = [{"value": [{"concept": {"text": v["Reason"]}}]}]
        else:
            made |= {"period": when, "class": phone}
            if v["Reason"]:
                made["reasonCode"] = [{"text": v["Reason"]}]
        for k, code in enumerate(codes):
            its = uid(f"c{v['Visit ID']}-{k}")
            condition: Resource = {
                "resourceType": "Condition", "id": its, "subject": self.refer("Patient", uid("p" + v["Chart No"])),
                "code": self.concept(code), "verificationStatus": {"coding": [{"code": "confirmed"}]},
            }  # fmt: skip
            if n % 4 == 0:  # the encounter names its diagnosis, which knows neither encounter nor day
                made.setdefault("diagnosis", []).append({"condition": self.refer("Condition", its)})
            else:
                condition |= {"encounter": self.refer("Encounter", number), "recordedDate": iso(v["Visit Date"])}
            yield condition
            if n % 11 == 0:
                yield {
                    **condition,
                    "id": its + "x",
                    "verificationStatus": {"coding": [{"code": "refuted"}]},
                    "code": self.concept("724.2"),
                }
        yield made
        if n % 5 == 0:
            yield {
                **made,
                "id": number,
                "status": "planned",
                "meta": {"versionId": "1", "lastUpdated": "2024-10-30T01:00:00Z"},
            }

    def order(self, n: int, o: Row) -> Iterator[Resource]:
        made: Resource = {
            "resourceType": "ServiceRequest", "id": uid("o" + o["Order ID"]), "intent": "order",
            "status": ORDERED[o["Status"]], "subject": self.refer("Patient", uid("p" + o["Chart No"])),
            "requester": self.who(n, o["Ordering Provider"]),
            "authoredOn": at(o["Order Date"], 21, "Z" if n % 2 else "-") if n % 3 else iso(o["Order Date"]),
            "requisition": {"value": o["Req #"]},
        }  # fmt: skip
        exam = {"text": o["Exam"]}
        if n % 4 == 1:  # the doctor stands within
            made |= {
                "contained": [
                    {"resourceType": "Practitioner", "id": "doc", "name": [{"text": o["Ordering Provider"]}]}
                ],
                "requester": {"reference": "#doc"},
            }
        made["code"] = {"concept": exam} if self.r5 else exam
        if o["Clinical Info"]:
            words = {"text": o["Clinical Info"]}
            made |= {"reason": [{"concept": words}]} if self.r5 else {"reasonCode": [words]}
        yield made
        if n % 6 == 0:
            yield {**made, "id": made["id"] + "p", "intent": "proposal"}
            yield {**made, "id": made["id"] + "e", "status": "entered-in-error"}


def ndjson(found: Iterator[Resource]) -> Files:
    kinds: dict[str, list[str]] = {}
    for one in found:
        kinds.setdefault(one["resourceType"], []).append(json.dumps(one))
    return {
        f"{n:03}.{kind}.ndjson": ("\n".join(lines) + "\n").encode() for n, (kind, lines) in enumerate(kinds.items())
    }


def relative(kind: str, number: str) -> Resource:
    return {"reference": f"{kind}/{number}"}


def absolute(kind: str, number: str) -> Resource:
    return {"reference": f"https://ehr.example.org/r4/{kind}/{number}/_history/4", "type": kind}


def by_uuid(kind: str, number: str) -> Resource:
    return {"reference": f"urn:uuid:{number}"}


def logical(kind: str, number: str) -> Resource:
    """A patient by the number in the chart, with no reference; all else by reference."""
    if kind != "Patient":
        return relative(kind, number)
    charts = {uid("p" + row["Chart No"]): row["Chart No"] for rows in happened_or_not() for row in rows}
    return {"identifier": {"system": "urn:mrn", "value": "MRN" + charts[number]}, "type": "Patient"}


def one_bundle(found: Iterator[Resource]) -> Files:
    entries = [{"fullUrl": "urn:uuid:" + one["id"], "resource": one} for one in found]
    return {"all.json": json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()}


def posted(found: Iterator[Resource]) -> Files:
    """A transaction: resources without ids, known by their full address alone."""
    entries = []
    for one in found:
        bare = {key: value for key, value in one.items() if key != "id"}
        entries.append(
            {
                "fullUrl": "urn:uuid:" + one["id"],
                "resource": bare,
                "request": {"method": "POST", "url": one["resourceType"]},
            }
        )
    return {
        "transaction.json": json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()
    }


def a_patient_each(found: Iterator[Resource]) -> Files:
    """A bundle a patient, and one of the clinicians."""
    shared: list[Resource] = []
    each: dict[str, list[Resource]] = {}
    for one in found:
        if one["resourceType"].startswith("Practitioner"):
            shared.append(one)
            continue
        whose = (
            one["id"]
            if one["resourceType"] == "Patient"
            else one["subject"]["reference"].rpartition(":")[2].rpartition("/")[2]
        )
        each.setdefault(whose, []).append(one)
    files = {"practitioners.json": next(iter(one_bundle(iter(shared)).values()))}
    return files | {f"{who}.json": next(iter(one_bundle(iter(some)).values())) for who, some in each.items()}


STYLES: dict[str, Callable[[], Files]] = {
    "bulk, relative": lambda: ndjson(Hand(relative).resources()),
    "bulk, absolute, snomed": lambda: ndjson(Hand(absolute, snomed=True).resources()),
    "r5, logical": lambda: ndjson(Hand(logical, r5=True).resources()),
    "one bundle": lambda: one_bundle(Hand(by_uuid).resources()),
    "transaction": lambda: posted(Hand(by_uuid).resources()),
    "a patient each": lambda: a_patient_each(Hand(by_uuid).resources()),
}
