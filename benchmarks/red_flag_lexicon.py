"""Prints the red-flag terms as a page for a clinician to review: `python benchmarks/red_flag_lexicon.py > page.md`.

By flag: first the ways of saying it that have a name, with texts written by hand that must and must not be read, source
and day; then every term of every list, with a text made of it that must be read and the same denied, which must not.
How it is written, for whoever mends it, stands last. Every text is tested.
"""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measures.red_flags.patterns import NamedPattern, named_patterns  # noqa: E402
from measures.red_flags.review import Term, TermList, entries, terms  # noqa: E402

MEANS = {
    "states": "asserts the flag by itself",
    "features": "counts only together with others",
    "answered": "only as a question of a form, or denied",
}


def heading(entry: TermList) -> list[str]:
    """What a whole list asserts, with the two texts written for it by hand."""
    return [
        f"### {entry.name}",
        f"{MEANS[entry.kind]}. Source: {entry.source}. Looked at: {entry.since}.",
        f"- must read: {entry.reads or 'nothing by itself'}",
        f"- must not read: {entry.spares}",
        "",
        "| must read | must not read | term |",
        "| --- | --- | --- |",
    ]


def row(term: Term) -> str:
    """One term as a line of the table."""
    return _line(term.reads or term.written, term.spares, term.written if term.plain else f"`{term.written}`")


def _line(*cells: str) -> str:
    """Cells of a table, in which no bar parts anything else."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def named(flag: str) -> list[str]:
    """The ways of saying a flag that have a name, as a table; nothing where it has none."""
    own = [one for one in named_patterns() if one.flag == flag]
    head = ["### Named ways of saying it", "", _line("name", "asserts", "must read", "must not read", "source"),
            "| --- | --- | --- | --- | --- |"]  # fmt: skip
    return [*head, *map(_named, own), ""] if own else []


def _named(one: NamedPattern) -> str:
    means = "only looks like it" if one.list == "lookalikes" else one.list
    return _line(one.name, means, "; ".join(one.reads), "; ".join(one.spares), f"{one.source} ({one.since})")


def main() -> None:
    lists = {(entry.flag, entry.kind, entry.name): entry for entry in entries()}
    for flag, of_flag in groupby(terms(), key=lambda term: term.flag):
        print("\n".join([f"## {flag.replace('_', ' ')}", "", *named(flag)]))
        for key, own in groupby(of_flag, key=lambda term: (term.flag, term.kind, term.list)):
            print("\n".join([*heading(lists[key]), *map(row, own), ""]))


if __name__ == "__main__":
    main()
