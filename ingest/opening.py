"""Open export files and recognise every table in them, before anything is imported."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.adapters import adapted
from ingest.adapters.adapter import Adapted
from ingest.for_people import Refusal
from ingest.identifying import file_name
from ingest.profile import Profile, known_headers, profiles
from ingest.read import Contents, Table, UnreadableFile, contents
from ingest.recognise import Mapping, NotRecognised, recognise


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
        tables += inside.tables
        notices += [says for _, says in inside.unreadable]
    made = adapted(tables)
    return Adapted(made.tables, (*notices, *made.notices))


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
class Opened:
    """Every table of some files, each with the shipped profile that fits it, if one does."""

    tables: tuple[tuple[Table, Mapping | None], ...]
    notices: tuple[str, ...]


def open_tables(paths: Sequence[Path], profile: str | None = None, names: Sequence[str] | None = None) -> Opened:
    """Every table of the files, known or not; tables of the same name are told apart. Raises Refusal for no file."""
    gathered = gather(paths, names)
    found = [(table, fitting(table, profile)) for table in gathered.tables]
    return Opened(tuple(_named_apart(found)), gathered.notices)


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
