"""Prints the red-flag terms as a page for a clinician to review: `python benchmarks/red_flag_lexicon.py > page.md`.

Every term of every list: as it is written, what it asserts, a text made of it that must be read, the same denied, which
must not, and where the list comes from. The texts are made from the term itself, and every one of them is tested.
"""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

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
        "| term | a word or a pattern | must read | must not read |",
        "| --- | --- | --- | --- |",
    ]


def row(term: Term) -> str:
    """One term as a line of the table."""
    written, reads, spares = (one.replace("|", "\\|") for one in (term.written, term.reads, term.spares))
    return f"| `{written}` | {'word' if term.plain else 'pattern'} | {reads} | {spares} |"


def main() -> None:
    lists = {(entry.flag, entry.kind, entry.name): entry for entry in entries()}
    for flag, of_flag in groupby(terms(), key=lambda term: term.flag):
        print(f"## {flag}", "", sep="\n")
        for key, own in groupby(of_flag, key=lambda term: (term.flag, term.kind, term.list)):
            print("\n".join([*heading(lists[key]), *map(row, own), ""]))


if __name__ == "__main__":
    main()
