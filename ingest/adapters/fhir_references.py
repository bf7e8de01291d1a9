"""What a FHIR reference leads to: relative, absolute, of a version, urn:uuid, contained, by an identifier or a role.

Source: HL7 FHIR R4 (4.0.1), References: Reference.reference, Reference.identifier, contained resources and
Bundle.entry.fullUrl; PractitionerRole.practitioner.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Resource = Mapping[str, Any]
CLINICIANS = ("Practitioner", "PractitionerRole")
#: Who took part, the likeliest clinician of a visit first (HL7 v3 ParticipationType); a referrer saw nobody.
SEEN_BY = ("PPRF", "ATND", "SPRF")
NOT_SEEN_BY = frozenset({"REF", "ESC", "CALLBCK", "translator", "emergency"})


@dataclass(frozen=True)
class Clinicians:
    """Practitioners by number: their names, what each role's practitioner is, and how references show them."""

    names: Mapping[str, str]
    of_role: Mapping[str, str]
    shown: Mapping[str, str]

    def called(self, reference: str | None, display: str | None) -> str | None:
        """One name for one person, however a resource refers to them."""
        if reference is None:
            return display
        number = self.of_role.get(reference) or self.of_role.get(after_slash(reference) or "") or reference
        for known in (self.shown, self.names):
            for key in (number, after_slash(number) or ""):
                if key in known:
                    return known[key]
        return display or after_slash(number)

    def knows(self, reference: str) -> bool:
        """Whether the reference, written without its kind, is to one of them."""
        return reference in self.names or reference in self.of_role


def clinicians(
    practitioners: Iterable[Resource], roles: Iterable[Resource], shown: Iterable[tuple[str, str]]
) -> Clinicians:
    """By practitioners and roles, and the names that references to them show; one shown in two ways has its own."""
    names: dict[str, str] = {}
    for one in practitioners:
        if name := name_of(one):
            names |= dict.fromkeys(_keys("Practitioner", one), name)
    of_role: dict[str, str] = {}
    for one in roles:
        who = reference_of(one.get("practitioner"))
        display = text((one.get("practitioner") or {}).get("display"))
        for key in _keys("PractitionerRole", one):
            if who:
                of_role[key] = who
            elif display:
                names[key] = display
    ways: dict[str, set[str]] = {}
    for ref, display in shown:
        number = reference_of({"reference": ref}) or ""
        key = of_role.get(number) or of_role.get(after_slash(number) or "") or number
        if key.split("/")[0] in CLINICIANS or key in names:
            ways.setdefault(key, set()).add(display)
    return Clinicians(names, of_role, {key: next(iter(said)) for key, said in ways.items() if len(said) == 1})


def _keys(kind: str, one: Resource) -> list[str]:
    """How references name a resource: by kind and number, or by its number alone (urn:uuid)."""
    number = text(one.get("id")) or ""
    return [f"{kind}/{number}", *([number] if _UUID.fullmatch(number) else [])]


_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def who_saw(parts: Any, key: str, known: Clinicians, whole: Resource) -> str | None:
    """The clinician among those who took part: who performed, else who attended, else any but a referrer."""
    told = [(_rank(part), part.get(key) or {}) for part in listed(parts)]
    for _, ref in sorted((one for one in told if one[0] is not None), key=lambda one: one[0] or 0):
        if name := who(ref, known, whole):
            return name
    return None


def _rank(part: Resource) -> int | None:
    codes = {str(c.get("code")) for one in listed(part.get("type")) for c in listed(one.get("coding"))}
    if codes and codes <= NOT_SEEN_BY:
        return None
    return next((n for n, code in enumerate(SEEN_BY) if code in codes), len(SEEN_BY))


def who(ref: Any, known: Clinicians, whole: Resource) -> str | None:
    """The clinician a reference leads to, by one name for one person; never a patient or a place."""
    if not isinstance(ref, Mapping):
        return None
    display = text(ref.get("display"))
    within = contained(ref, whole)
    if within is not None:
        return _who_within(within, known, whole) or display
    number = reference_of(ref)
    if number is None:
        identifier = ref.get("identifier") or {}
        kind = str(ref.get("type") or "Practitioner")
        return (display or text(identifier.get("value"))) if kind in CLINICIANS else None
    kind, slash, _ = number.partition("/")
    if (slash and kind not in CLINICIANS) or (not slash and not known.knows(number)):
        return None
    return known.called(number, display)


def _who_within(one: Resource, known: Clinicians, whole: Resource) -> str | None:
    if one.get("resourceType") == "PractitionerRole":
        return who(one.get("practitioner"), known, whole)
    return name_of(one) if one.get("resourceType") == "Practitioner" else None


def contained(ref: Any, whole: Resource) -> Resource | None:
    """The resource that stands within the one that refers to it ("#doc")."""
    said = text(ref.get("reference")) if isinstance(ref, Mapping) else None
    if not said or not said.startswith("#"):
        return None
    inside: Iterator[Resource] = (one for one in listed(whole.get("contained")) if one.get("id") == said[1:])
    return next(inside, {})


def name_of(practitioner: Resource) -> str:
    """A practitioner's name, family name first."""
    for name in listed(practitioner.get("name")):
        if said := text(name.get("text")):
            return said
        given = " ".join(map(str, name.get("given") or ()))
        return ", ".join(filter(None, [text(name.get("family")), given]))
    return ""


@dataclass(frozen=True)
class People:
    """Patients by what else names them: the identifiers of their charts."""

    by_identifier: Mapping[str, str] = field(default_factory=dict)

    def subject(self, one: Resource) -> str | None:
        """The number of the patient a resource is of."""
        for key in ("subject", "patient", "individual"):
            ref = one.get(key)
            if not isinstance(ref, Mapping):
                continue
            if said := after_slash(reference_of(ref)):
                return self.by_identifier.get(said, said)
            if value := text((ref.get("identifier") or {}).get("value")):
                return self.by_identifier.get(value, value)
        return None


def people(patients: Iterable[Resource]) -> People:
    """Every identifier that is one patient's alone."""
    found: dict[str, set[str]] = {}
    for one in patients:
        for identifier in listed(one.get("identifier")):
            if (value := text(identifier.get("value"))) and (number := text(one.get("id"))):
                found.setdefault(value, set()).add(number)
    return People({value: next(iter(ids)) for value, ids in found.items() if len(ids) == 1})


def reference_of(ref: Any) -> str | None:
    """A reference as "Kind/number", whatever server or form it was written with; a urn:uuid has no kind."""
    said = text(ref.get("reference")) if isinstance(ref, Mapping) else None
    if not said or said.startswith("#"):
        return None
    plain = said.split("/_history")[0].removeprefix("urn:uuid:")
    if "?identifier=" in plain:
        return plain.split("?identifier=")[-1].split("|")[-1]
    return "/".join(plain.split("/")[-2:])


def references(refs: Any) -> list[str]:
    """Every reference of a list, and the number alone of each."""
    return [found for ref in listed(refs) if (found := reference_of(ref))]


def after_slash(ref: str | None) -> str | None:
    """The number of a reference."""
    return ref.rpartition("/")[2] if ref else None


def listed(value: Any) -> list[Any]:
    """A list of what is there: FHIR versions differ in whether an element repeats."""
    if value is None:
        return []
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def text(value: Any) -> str | None:
    """The value as text; nothing for an empty one."""
    return None if value is None or value == "" else str(value)
