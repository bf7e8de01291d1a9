"""Open export files and recognise every table in them, before anything is imported."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ingest.adapters import adapted
from ingest.adapters.adapter import Adapted
from ingest.for_people import Refusal
from ingest.identifying import file_name
from ingest.profile import Profile, known_headers, profiles
from ingest.read import Contents, Table, UnreadableFile, contents
from ingest.recognise import Mapping, NotRecognised, recognise
from ingest.table import Block


def open_files(
    paths: Sequence[Path], profile: str | None = None, names: Sequence[str] | None = None
) -> tuple[list[Mapping], list[str]]:
    """Every table of the files, recognised; notices about tables that nobody knows: they never stop the others."""
    within = _chosen(profile)
    gathered = gather(paths, names)
    found, problems = _recognised(gathered.tables, within)
    if not found:
        raise Refusal(problems[0])
    return found, [*gathered.notices, *problems]


def gather(paths: Sequence[Path], names: Sequence[str] | None = None) -> Adapted:
    """Every table of the files, as the adapters make them; raises Refusal for a file that cannot be read."""
    tables: list[Table] = []
    notices: list[str] = []
    called = told_apart([names[place] if names else path.name for place, path in enumerate(paths)])
    for place, path in enumerate(paths):
        inside = _inside(path, called[place])
        tables += map(first_kept, inside.tables)
        notices += [says for _, says in inside.unreadable]
    made = adapted(tables)
    kept = tuple(t if any(t is one for one in tables) else first_kept(_as_made(t)) for t in made.tables)
    return Adapted(kept, (*notices, *made.notices))


def _as_made(table: Table) -> Table:
    """A table that an adapter made: its lines are not offered to be read in another way."""
    return replace(table, every_line=None)


#: A first block larger than this is read again instead (bytes).
KEPT = 96 << 20


def first_kept(table: Table) -> Table:
    """The same table whose first block is read once: a plan looks at it again and again."""
    kept: list[Block] = []
    alone: list[bool] = []

    def read() -> Iterator[Block]:
        if not kept:
            yield from _keeping(table, kept, alone)
            return
        yield kept[0]
        if not alone:
            rest = islice(table.read(), 1, None)
            yield from rest

    return replace(table, read=read)


def _keeping(table: Table, kept: list[Block], alone: list[bool]) -> Iterator[Block]:
    number = 0
    for number, block in enumerate(table.read(), 1):
        if number == 1 and block.rows.estimated_size() <= KEPT:
            kept.append(block)
        yield block
    if number == 1 and kept:
        alone.append(True)


def _inside(path: Path, name: str) -> Contents:
    try:
        return contents(path, known_headers(), name)
    except UnreadableFile as problem:
        raise Refusal(str(problem)) from None


def told_apart(names: Sequence[str]) -> list[str]:
    """The names of files as they are kept and shown; two that would be one are numbered."""
    found: list[str] = []
    for name in map(file_name, names):
        before = sum(one == name or one.startswith(f"{name} (") for one in found)
        found.append(f"{name} ({before + 1})" if before and "[" in name else name)
    return found


@dataclass(frozen=True)
class OpenedFiles:
    """Every table of some files, each with the shipped profile that fits it, if one does."""

    tables: tuple[tuple[Table, Mapping | None], ...]
    notices: tuple[str, ...]


def open_tables(paths: Sequence[Path], profile: str | None = None, names: Sequence[str] | None = None) -> OpenedFiles:
    """Every table of the files, known or not; tables of the same name are told apart. Raises Refusal for no file."""
    gathered = gather(paths, names)
    found = [(table, fitting(table, profile)) for table in gathered.tables]
    return OpenedFiles(tuple(_named_apart(found)), gathered.notices)


def _named_apart(tables: Sequence[tuple[Table, Mapping | None]]) -> list[tuple[Table, Mapping | None]]:
    seen: Counter[str] = Counter()
    apart = []
    for table, known in tables:
        seen[table.file] += 1
        name = table.file if seen[table.file] == 1 else f"{table.file} ({seen[table.file]})"
        other = replace(table, file=name)
        apart.append((other, replace(known, table=other) if known else None))
    return apart


def fitting(table: Table, profile: str | None) -> Mapping | None:
    """The shipped profile that fits a table, if one does."""
    try:
        return recognise(table, _chosen(profile))
    except NotRecognised:
        return None


def _chosen(profile: str | None) -> list[Profile] | None:
    if profile is None:
        return None
    if profile not in profiles():
        raise Refusal(f"There is no profile {profile!r}. Profiles are: {', '.join(profiles())}.")
    return [profiles()[profile]]


def _recognised(tables: Sequence[Table], within: list[Profile] | None) -> tuple[list[Mapping], list[str]]:
    found, problems = [], []
    for table in tables:
        try:
            found.append(recognise(table, within))
        except NotRecognised as problem:
            problems.append(str(problem))
    return found, problems
