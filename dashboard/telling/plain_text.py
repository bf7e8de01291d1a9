"""Texts from exports shown as they are: nothing in them is taken for Markdown."""

import re

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")
#: Addresses become links by themselves, whatever is escaped in them, unless something stands inside.
ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
#: U+2060: shows nothing, breaks no line.
JOINER = "\N{WORD JOINER}"


def as_is(text: str) -> str:
    """The text with every sign that Streamlit would take for formatting, an icon or a formula escaped."""
    apart = ADDRESS.sub(rf"\g<0>{JOINER}", " ".join(text.split()))
    return MARKS.sub(r"\\\1", apart)
