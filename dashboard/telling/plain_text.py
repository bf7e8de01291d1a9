"""Texts from exports shown as they are: nothing in them is taken for Markdown."""

import re

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")


def as_is(text: str) -> str:
    """The text with every sign that Streamlit would take for formatting, an icon or a formula escaped."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))
