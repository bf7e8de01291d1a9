"""FHIR R4: resources become rows with plain cells, references are followed, and what was in error says so.

Appointment is what was booked, Encounter.period what happened: an encounter takes its booked minutes from its
appointment. Without service requests for pictures the day of the procedure stands for the day of the order.
Source: HL7 FHIR R4 (4.0.1); domain.md C1. What each kind of resource says is in fhir_rows.py.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from ingest.adapters.adapter import Adapted, Adapter, digest_of
from ingest.adapters.fhir_files import as_one
from ingest.adapters.fhir_references import Resource, after_slash, clinicians, people, text
from ingest.adapters.fhir_rows import (
    MADE,
    Cells,
    Looks,
    coding_of,
    condition_keys,
    holds,
    is_imaging,
    is_referral,
    named_conditions,
    words_of,
)
from ingest.adapters.fhir_versions import newest
from ingest.json_resources import RESOURCE
from ingest.table import Block, NotData, Table, row_schema


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """Flat tables of the resources that measures need; the kinds left aside are named together."""
    raw = [table for table in tables if table.header[:1] == (RESOURCE,)]
    if not raw:
        return Adapted(tables)
    by_kind: dict[str, list[Table]] = {}
    for table in raw:
        by_kind.setdefault(table.header[1], []).append(table)
    by_kind |= {kind: newest(as_one(by_kind[kind])) for kind in {*MADE, *LOOKED_UP} & set(by_kind)}
    looks = _looks(by_kind)
    wanted = [kind for kind in MADE if kind in by_kind and not _stands_aside(kind, by_kind)]
    made = [_flat(table, kind, looks, by_kind) for kind in wanted for table in by_kind[kind]]
    if not any(map(is_referral, _every(by_kind, "ServiceRequest"))):
        made = [_of_pictures(table) if table.header[0] == "FHIR ServiceRequest" else table for table in made]
    aside = sorted(set(by_kind) - set(wanted) - set(LOOKED_UP))
    says = f"FHIR resources that no measure needs are left aside: {', '.join(aside)}."
    return Adapted((*(table for table in tables if table not in raw), *made), (says,) if aside else ())


def _stands_aside(kind: str, by_kind: Mapping[str, Sequence[Table]]) -> bool:
    """Results where the orders of pictures themselves are there, and bookings where the encounters are."""
    if kind in ("Procedure", "ImagingStudy"):
        return any(map(is_imaging, _every(by_kind, "ServiceRequest")))
    return kind == "Appointment" and "Encounter" in by_kind


def _every(by_kind: Mapping[str, Sequence[Table]], kind: str, having: str = "") -> Iterator[Resource]:
    """Every resource of a kind; with `having`, those only whose text holds that pattern."""
    for table in by_kind.get(kind, ()):
        for block in table.blocks():
            texts = block.rows["c0"]
            yield from map(json.loads, texts.filter(texts.str.contains(having)) if having else texts)


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


#: What a request that is neither a picture's nor a referral is called in the row accounting.
OTHER = "other_request"


def _of_pictures(table: Table) -> Table:
    """Requests of which none is a referral, as a list of pictures: who was referred it cannot tell."""
    place = f"c{table.header.index('service')}" if "service" in table.header else ""

    def kept(block: Block) -> Block:
        asked = pl.col(place) == "imaging" if place else pl.lit(True)
        others = block.rows.filter(~asked)["line"].to_list()
        not_data = (*block.not_data, *(NotData(line, OTHER) for line in others))
        return replace(block, rows=block.rows.filter(asked), not_data=not_data)

    def read() -> Iterator[Block]:
        return (kept(block) for block in table.blocks())

    return replace(table, header=("FHIR ImagingRequest", *table.header[1:]), read=read)


def _rows(block: Block, make: Callable[[Resource], Iterable[Cells]]) -> Iterator[tuple[int, Cells]]:
    for line, resource in block.rows.select("line", "c0").iter_rows():
        for cells in make(json.loads(resource)):
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
    every = partial(_every, by_kind)
    known = clinicians(every("Practitioner"), every("PractitionerRole"), _shown(by_kind))
    booked = {
        key: text(one.get("minutesDuration")) or "" for one in every("Appointment") for key in _keys("Appointment", one)
    }
    conditions = {key: coding_of(one) for one in every("Condition") if holds(one) for key in condition_keys(one)}
    medications = {key: one for one in every("Medication") for key in _keys("Medication", one)}
    return Looks(
        known, people(every("Patient", r"identifier")), conditions, booked, _diagnosed(by_kind), _said_at(by_kind),
        medications,
    )  # fmt: skip


def _keys(kind: str, one: Resource) -> tuple[str, str]:
    number = text(one.get("id")) or ""
    return f"{kind}/{number}", number


_SHOWN = r'"reference"\s*:\s*"[^"#]+"\s*,\s*(?:"type"\s*:\s*"[^"]*"\s*,\s*)?"display"\s*:\s*"(?:[^"\\]|\\.)*"'


def _shown(by_kind: Mapping[str, Sequence[Table]]) -> Iterator[tuple[str, str]]:
    """References with the names they show, each once a block."""
    for kind in ("Encounter", "Appointment", "ServiceRequest"):
        for table in by_kind.get(kind, ()):
            for block in table.blocks():
                found = block.rows["c0"].str.extract_all(_SHOWN).explode().drop_nulls().unique()
                for said in map(json.loads, ("{" + one + "}" for one in found)):
                    yield said["reference"], said["display"]


def _diagnosed(by_kind: Mapping[str, Sequence[Table]]) -> dict[str, tuple[str, str | None]]:
    """Conditions that an encounter names, with that encounter's number and day: some say neither themselves."""
    if "Condition" not in by_kind:
        return {}
    found: dict[str, tuple[str, str | None]] = {}
    for one in _every(by_kind, "Encounter", r'"(?:diagnosis|reasonReference|reason)"'):
        period = one.get("period") or one.get("actualPeriod") or {}
        its = (text(one.get("id")) or "", text(period.get("start")))
        found |= dict.fromkeys(named_conditions(one), its)
    return found


def _said_at(by_kind: Mapping[str, Sequence[Table]]) -> dict[str, tuple[str, ...]]:
    """The words of conditions that have no code, by the encounter they were recorded at."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _every(by_kind, "Condition"):
        words = words_of(one) if holds(one) else None
        ref = one.get("encounter") or one.get("context") or {}
        if words and (number := after_slash(text(ref.get("reference")))):
            number = number.removeprefix("urn:uuid:")
            found[number] = (*found.get(number, ()), words)
    return found


LOOKED_UP = ("Practitioner", "PractitionerRole", "Condition", "Appointment", "Medication", "Patient", "Encounter")

ADAPTER = Adapter("fhir", adapts)
