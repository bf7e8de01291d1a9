"""Choosing one option of a list as a person does: again, where the page moved and shut the list."""

from __future__ import annotations

import re
from typing import Any

TRIES = 8


def pick(page: Any, label: str, option: re.Pattern[str] | str, exact: bool = True) -> None:
    """Open the list called `label` with the keyboard and choose the first option of that name."""
    from playwright.sync_api import Error

    box = page.get_by_role("combobox", name=label).first
    wanted = page.get_by_role("option", name=option, exact=exact and isinstance(option, str)).first
    for attempt in range(TRIES):
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        box.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        box.focus()
        page.keyboard.press("ArrowDown")
        try:
            wanted.click(timeout=4_000)
            return
        except Error:
            if attempt == TRIES - 1:
                raise
