"""FHIR files as they lie: one resource a line (bulk NDJSON), or one bundle, each kind of resource a table of its own.

A table holds one column, the resource's own text; the adapter makes columns of it. A line's number is the physical line
of an NDJSON file, and the place of the entry in a bundle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import polars as pl

from ingest.encoding import Open, examine
from ingest.reading_faults import UnreadableFile
from ingest.table import Block, Refused, Table, row_schema

#: Resources in a block.
A_BLOCK = 20_000
#: Heading of the one column: no profile knows it before the adapter has made columns of it.
RESOURCE = "FHIR resource"
_KIND = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]+)"')
_FIRST_WORD = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')
_STARTS = re.compile(rb"^(?:\xef\xbb\xbf)?\s*[\[{]")


def looks_like_resources(head: bytes) -> bool:
    """Whether a file's first bytes are those of FHIR resources as JSON."""
    return bool(_STARTS.match(head)) and bool(_KIND.search(head))


def resource_tables(name: str, opened: Open) -> list[Table]:
    """One table for each kind of resource in the file."""
    digest = examine(name, opened).digest
    kinds = list(dict.fromkeys(kind for _, kind, _ in _resources(name, opened) if kind))
    if not kinds:
        raise UnreadableFile(f"{name} holds no FHIR resource. Export it again as bulk NDJSON or as a bundle.")
    one = len(kinds) == 1
    return [
        Table(
            file=name if one else f"{name} > {kind}",
            header=(RESOURCE, kind),
            header_line=0,
            encoding="utf-8",
            separator="",
            digest=digest,
            read=lambda kind=kind, first=kind == kinds[0]: _blocks(name, opened, kind, first),  # type: ignore[misc]
        )
        for kind in kinds
    ]


def _blocks(name: str, opened: Open, kind: str, first: bool) -> Iterator[Block]:
    """The resources of one kind; what is no resource is refused with the first kind of the file."""
    wanted = (one for one in _resources(name, opened) if one[1] == kind or (first and one[1] is None))
    while some := list(islice(wanted, A_BLOCK)):
        good = [(line, text, None) for line, found, text in some if found]
        rows = pl.DataFrame(good, schema=row_schema(2), orient="row")
        yield Block(rows, tuple(_refused(line) for line, found, _ in some if not found), ())


def _refused(line: int) -> Refused:
    says = f"Line {line} is no FHIR resource. The line was left out; export the file again."
    return Refused(line, "not_a_resource", None, "", says)


def _resources(name: str, opened: Open) -> Iterator[tuple[int, str | None, str]]:
    """Place, kind and text of every resource; no kind where a line holds none."""
    with opened() as file:
        first = file.readline()
        one_a_line = first.strip() and _read(first) is not None and not _is_bundle(first)
    if one_a_line:
        yield from _of_lines(opened)
    else:
        yield from _of_bundle(name, opened)


def _of_lines(opened: Open) -> Iterator[tuple[int, str | None, str]]:
    with opened() as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            yield line, _kind(text), text.decode("utf-8", "replace").strip()


def _kind(text: bytes) -> str | None:
    """The kind of the resource on one line: usually its first word says it."""
    if (found := _FIRST_WORD.match(text)) and text.rstrip().endswith(b"}"):
        return found[1].decode()
    resource = _read(text)
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return kind if isinstance(kind, str) else None


def _of_bundle(name: str, opened: Open) -> Iterator[tuple[int, str | None, str]]:
    with opened() as file:
        whole = _read(file.read())
    if whole is None:
        raise UnreadableFile(f"{name} is cut off or no JSON. Export or copy it again.")
    for place, resource in enumerate(_entries(whole), 1):
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        yield place, kind if isinstance(kind, str) else None, json.dumps(resource)


def _entries(whole: Any) -> Iterator[Any]:
    """The resources of a bundle, of bundles in a list, or the one resource there is."""
    if isinstance(whole, list):
        for part in whole:
            yield from _entries(part)
    elif isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
        entries = [entry for entry in whole.get("entry") or () if isinstance(entry, dict)]
        numbers = _numbers(entries)
        for entry in entries:
            resource = entry.get("resource")
            if isinstance(resource, dict):
                yield from map(partial(_renamed, numbers), _entries(_with_number(entry, resource)))
            elif gone := _deleted(entry):
                yield gone
    elif whole is not None:
        yield whole


def _with_number(entry: dict[str, Any], resource: dict[str, Any]) -> dict[str, Any]:
    """A resource that is to be created has no number yet: its full address is its number."""
    if "id" in resource or resource.get("resourceType") == "Bundle" or not entry.get("fullUrl"):
        return resource
    return {**resource, "id": str(entry["fullUrl"]).rpartition("/")[2].removeprefix("urn:uuid:")}


def _numbers(entries: list[dict[str, Any]]) -> dict[str, str]:
    """Full addresses of the bundle that are not made of the resource's kind and number, and those two."""
    found = {}
    for entry in entries:
        resource, address = entry.get("resource"), entry.get("fullUrl")
        if not isinstance(resource, dict) or not isinstance(address, str) or "id" not in resource:
            continue
        if not address.endswith(str(resource["id"])):
            found[address] = f"{resource.get('resourceType')}/{resource['id']}"
    return found


def _renamed(numbers: dict[str, str], value: Any) -> Any:
    """The same with every reference to such an address by kind and number."""
    if not numbers:
        return value
    if isinstance(value, dict):
        return {
            key: numbers[part]
            if key == "reference" and isinstance(part, str) and part in numbers
            else _renamed(numbers, part)
            for key, part in value.items()
        }
    return [_renamed(numbers, part) for part in value] if isinstance(value, list) else value


def _deleted(entry: dict[str, Any]) -> dict[str, Any] | None:
    """A resource that a history or a bulk export says is deleted: it was in error, from that moment on."""
    request = entry.get("request") or {}
    kind, _, number = str(request.get("url") or "").rpartition("/")
    if request.get("method") != "DELETE" or not kind or not number:
        return None
    when = (entry.get("response") or {}).get("lastModified") or ALWAYS_LATER
    wrong = "entered-in-error"
    return {
        "resourceType": kind.rpartition("/")[2], "id": number, "meta": {"lastUpdated": when}, "status": wrong,
        "verificationStatus": {"coding": [{"code": wrong}]},
    }  # fmt: skip


#: When a deletion without a moment of its own counts: after every version.
ALWAYS_LATER = "9999-12-31T00:00:00Z"


def _is_bundle(text: bytes) -> bool:
    resource = _read(text)
    return isinstance(resource, list) or (isinstance(resource, dict) and resource.get("resourceType") == "Bundle")


def _read(text: bytes) -> Any:
    """The JSON of a text, or None where it is none."""
    try:
        return json.loads(text.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
