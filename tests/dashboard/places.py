"""To a page or a part of a place by the name it has in the address, also by one of an earlier version."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dashboard.parts.page import PAGES
from dashboard.parts.places import moved


def goes(running: AppTest, name: str, **query: str) -> AppTest:
    """The app where an address leads; it is still to be run."""
    place, asked = moved(name, query)
    for key, value in asked.items():
        running.query_params[key] = value
    return running.switch_page(str(PAGES / f"{place}.py"))


def page_of(name: str, timeout: int = 30, **query: str) -> AppTest:
    """A page by itself, without the frame; it is still to be run."""
    place, asked = moved(name, query)
    running = AppTest.from_file(str(PAGES / f"{place}.py"), default_timeout=timeout)
    for key, value in asked.items():
        running.query_params[key] = value
    return running
