"""Texts from exports shown as they are: nothing in them is taken for Markdown."""

import re

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")


def as_is(text: str) -> str:
    """The text with every sign that Streamlit would take for formatting, an icon or a formula escaped."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def rows_as_is(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of a table, every cell as it is."""
    return [{name: as_is(cell) for name, cell in row.items()} for row in rows]
