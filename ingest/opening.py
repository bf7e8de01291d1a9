"""Open export files and recognise every table in them, before anything is imported."""

from collections.abc import Sequence
from pathlib import Path

from ingest.for_people import Refusal
from ingest.identifying import file_name
from ingest.profile import Profile, known_headers, profiles
from ingest.read import Table, UnreadableFile, contents
from ingest.recognise import Mapping, NotRecognised, recognise


def open_files(
    paths: Sequence[Path], profile: str | None = None, names: Sequence[str] | None = None
) -> tuple[list[Mapping], list[str]]:
    """Every table of the files, recognised; notices about members of archives that are not tables we know."""
    within = _chosen(profile)
    mappings: list[Mapping] = []
    notices: list[str] = []
    called = told_apart([names[place] if names else path.name for place, path in enumerate(paths)])
    for place, path in enumerate(paths):
        try:
            inside = contents(path, known_headers(), called[place])
        except UnreadableFile as problem:
            raise Refusal(str(problem)) from None
        notices += [says for _, says in inside.unreadable]
        found, problems = _recognised(inside.tables, within)
        if not found:
            raise Refusal(problems[0])
        mappings += found
        notices += problems
    return mappings, notices


def told_apart(names: Sequence[str]) -> list[str]:
    """The names of files as they are kept and shown; two that would be one are numbered."""
    found: list[str] = []
    for name in map(file_name, names):
        before = sum(one == name or one.startswith(f"{name} (") for one in found)
        found.append(f"{name} ({before + 1})" if before and "[" in name else name)
    return found


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
