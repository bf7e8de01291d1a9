"""The rooms of a place: the one that the address asks for, under its own title in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard.parts.page import link
from dashboard.parts.places import SEE
from dashboard.telling.plain_text import as_is

Show = Callable[[], None]


def show(rooms: Mapping[str, tuple[str, Show]], opened_by: Mapping[str, str] | None = None) -> None:
    """The room that the address asks for; without one, the first.

    `opened_by` says which words of the address, beside `see`, ask for a room.
    """
    hold_address()
    query = st.query_params
    asked = query.get(SEE) or next((room for word, room in (opened_by or {}).items() if word in query), "")
    title, room = rooms.get(asked) or next(iter(rooms.values()))
    name_the_page(title)
    room()


def ways(place: str, rooms: Mapping[str, str]) -> None:
    """A line of links to the rooms of a place, by the word of the address that opens each."""
    with st.container(key="ways", horizontal=True, gap="small"):
        for room, title in rooms.items():
            link(place, title, **{SEE: room})


def name_the_page(title: str) -> None:
    """What the browser calls the page, first what is seen and then whose software it is."""
    st.set_page_config(page_title=f"{as_is(title)} · Huddleboard")


def hold_address() -> None:
    """Write the address again: a link from a page to itself asks for it, and Streamlit 1.67 does not write it there.

    What a widget has bound to the address it writes itself.
    """
    try:
        st.query_params.from_dict(st.query_params.to_dict())
    except StreamlitAPIException:
        return
