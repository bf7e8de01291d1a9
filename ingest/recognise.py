"""Which profile a file's header cells belong to, said aloud."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.for_people import ForPeople
from ingest.privacy import IDENTIFYING
from ingest.profile import Profile, TableProfile, profiles
from ingest.table import Table, normalise


@dataclass(frozen=True)
class Mapping:
    """One file read as one table of a profile: field -> column number, and what became of every header cell."""

    table: Table
    profile: TableProfile
    fields: dict[str, int]
    ignored: tuple[str, ...]
    dropped: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def known_columns(self) -> int:
        """How many columns have a meaning, also if it is to be left aside."""
        return len(self.table.header) - len(self.unknown)

    def says(self) -> str:
        """The recognition in words, for one file."""
        return f"{self.table.file}: {self.profile.says}, {self.known_columns} of {len(self.table.header)} columns known"


#: What lists are called that no shipped profile knows.
OWN_TITLE = "a clinic's own lists"
#: Fewer known names than this, and a line is not taken for a header.
NAMES_ENOUGH = 2


class NotRecognised(ForPeople):
    """No profile fits the header; the message says what was seen and what would be needed."""


def map_columns(table: Table, profile: TableProfile) -> Mapping:
    """Each field takes the first header cell it knows; a header cell serves one field only."""
    headers = [normalise(cell) for cell in table.header]
    taken: dict[int, str] = {}
    fields: dict[str, int] = {}
    for field, spellings in profile.columns.items():
        for spelling in spellings:
            place = next((i for i, h in enumerate(headers) if h == spelling and i not in taken), None)
            if place is not None:
                taken[place] = field
                if field != "ignored":
                    fields[field] = place
                    break
    left = [i for i in range(len(headers)) if i not in taken]
    dropped = tuple(table.header[i] for i in left if headers[i] in IDENTIFYING)
    unknown = tuple(table.header[i] for i in left if headers[i] not in IDENTIFYING)
    ignored = tuple(table.header[i] for i, field in taken.items() if field == "ignored")
    return Mapping(table, profile, fields, ignored, dropped, unknown)


def _fits(mapping: Mapping) -> bool:
    headings = {normalise(cell) for cell in mapping.table.header}
    if not mapping.profile.has <= headings or mapping.profile.has_not & headings:
        return False
    # A patient's number alone makes no register of patients: every list has it.
    enough = mapping.profile.event != "patients" or len(mapping.fields) >= NAMES_ENOUGH
    return enough and all(field in mapping.fields for field in mapping.profile.must)


def recognise(table: Table, within: Sequence[Profile] | None = None) -> Mapping:
    """The best-fitting table profile for one file; raises NotRecognised where none or more than one fits best."""
    choices = [map_columns(table, t) for p in (within or tuple(profiles().values())) for t in p.tables]
    fitting = sorted((m for m in choices if _fits(m)), key=lambda m: -len(m.fields))
    if not fitting:
        raise NotRecognised(_nothing_fits(table, choices))
    best = [m for m in fitting if len(m.fields) == len(fitting[0].fields)]
    if len({m.profile.event for m in best}) > 1:
        names = " or ".join(f"{m.profile.profile} {m.profile.says}" for m in best)
        raise NotRecognised(
            f"{table.file}: its columns fit {names} equally well. Say which export it is by choosing a profile."
        )
    return best[0]


def _nothing_fits(table: Table, choices: Sequence[Mapping]) -> str:
    nearest = max(choices, key=lambda m: (len(m.fields), -len(m.profile.must)), default=None)
    if nearest is None or len(nearest.fields) < NAMES_ENOUGH:
        # A first line that is no header may hold a patient's data: its cells are not repeated.
        return (
            f"{table.file}: of the {len(table.header)} cells in line {table.header_line} none, or only one, is a "
            "column name we know. Check that the first row holds the column names, or add a profile for this export."
        )
    if all(field in nearest.fields for field in nearest.profile.must):
        like = f"{nearest.profile.profile} {nearest.profile.says}"
        return f"{table.file}: its columns are much like those of the {like}, but it is none; it is left out."
    shown = ", ".join(table.header[:8]) + (" ..." if len(table.header) > 8 else "")
    lacks = [f for f in nearest.profile.must if f not in nearest.fields]
    wanted = "; ".join(f"{f} (for example {nearest.profile.columns[f][0]!r})" for f in lacks)
    return (
        f"{table.file}: looks most like {nearest.profile.profile} {nearest.profile.says}, "
        f"but has no column for {wanted}. "
        f"Its columns are: {shown}. Export it again with that column."
    )


def _one(says: str) -> str:
    """With its article, where it is one thing: "a visit report", "an appointment table", "prescriptions"."""
    if says.endswith("s"):
        return says
    return f"{'an' if says[0] in 'aeiou' else 'a'} {says}"


def says_together(mappings: Sequence[Mapping]) -> str:
    """What a set of files looks like, in one sentence."""
    titles = {p.name: p.title for p in profiles().values()}
    names = list(dict.fromkeys(titles.get(m.profile.profile, OWN_TITLE) for m in mappings))
    parts = [_one(m.profile.says) for m in mappings]
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    known, all_columns = sum(m.known_columns for m in mappings), sum(len(m.table.header) for m in mappings)
    return f"Looks like {' and '.join(names)}: {listed}; {known} of {all_columns} columns known."
