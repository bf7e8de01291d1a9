"""Prints the red-flag terms as a page for a clinician to review: `python benchmarks/red_flag_lexicon.py > page.md`."""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measures.red_flags.review import Entry, entries  # noqa: E402

MEANS = {
    "states": "asserts the flag by itself",
    "features": "counts only together with others",
    "answered": "only as a question of a form, or denied",
}


def rows(entry: Entry) -> list[str]:
    """One list of terms as lines of Markdown."""
    return [
        f"### {entry.name}",
        f"{MEANS[entry.kind]}. Source: {entry.source}. Looked at: {entry.since}.",
        f"- must read: {entry.reads or 'nothing by itself'}",
        f"- must not read: {entry.spares}",
        f"- terms: {', '.join(entry.terms) or 'none'}",
        f"- patterns ({len(entry.patterns)}): " + "; ".join(f"`{one}`" for one in entry.patterns),
        "",
    ]


def main() -> None:
    for flag, listed in groupby(entries(), key=lambda entry: entry.flag):
        print(f"## {flag}", "", sep="\n")
        for entry in listed:
            print("\n".join(rows(entry)))


if __name__ == "__main__":
    main()
