"""Words for the visit: the script cards on the screen, and as one sheet to print."""

from __future__ import annotations

from html import escape

import streamlit as st

from measures.improvement.library import ScriptCard, safety_net, script_cards

SOURCE = (
    "The four steps follow the Low Back Pain Toolkit (Choosing Wisely Alberta, 2017, Table 2), the safety net its red "
    "flags; the words are ours. Make them yours."
)


def words_for_the_visit() -> None:
    """The cards, with how to print them."""
    st.header("Words for the visit", anchor="words")
    st.write(
        "Four steps for the moment when a patient hopes for a scan, and a safety net for everybody. Try one sentence "
        "with one patient; keep what sounds like you."
    )
    st.html(sheet_html(script_cards(), safety_net()))
    st.caption(
        "To hand them out, use Print in your browser (Ctrl+P, on a Mac ⌘P): only these cards go on paper, on one "
        f"A4 sheet. {SOURCE}"
    )


def sheet_html(cards: tuple[ScriptCard, ...], net: ScriptCard) -> str:
    """Every card and the safety net as one block; on paper with a title and the source."""
    four = "".join(_card(card, f"{number}. ") for number, card in enumerate(cards, 1))
    return (
        '<section class="hb-visit" aria-label="Words for the visit">'
        '<h2 class="hb-on-paper">Low back pain: words for the visit</h2>'
        f'{four}{_card(net, "", "hb-net")}<p class="hb-on-paper">{escape(SOURCE)}</p></section>'
    )


def _card(card: ScriptCard, number: str, kind: str = "") -> str:
    phrases = "".join(f"<li>“{escape(phrase)}”</li>" for phrase in card.phrases)
    return (
        f'<article class="{kind}"><h3>{number}{escape(card.title)}</h3><p>{escape(card.why)}</p>'
        f"<ul>{phrases}</ul></article>"
    )
