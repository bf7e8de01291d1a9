"""Five people sign in at a real provider; each sees just theirs, and an unknown person nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from many import CLINICS, PEOPLE, UNKNOWN, Many, open_for_many, three_clinics

from dashboard.records import Records
from dashboard.records.programme import PROGRAMME, Sight
from ingest.store import Store

mock = pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    data: Path = tmp_path_factory.mktemp("many") / "data"
    three_clinics(data)
    users = [mock.User(sub=person, claims={"email": person}) for person in (*PEOPLE, UNKNOWN)]
    provider = free_port()
    with (
        mock.run_server_in_thread(port=provider, user_claims=users),
        open_for_many(data, free_port(), provider) as opened,
    ):
        yield opened


def signed_in(browser: Any, many: Many, person: str) -> Any:
    """A page of somebody who signed in."""
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.set_default_timeout(40_000)
    page.goto(many.address)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=sub]").fill(person)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{many.address}/**")
    page.get_by_role("button", name="Sign out").first.wait_for()
    return page


def words(page: Any, address: str = "") -> str:
    """Every word on the page, or on another address of it."""
    if address:
        page.goto(address)
        page.get_by_role("button", name="Sign out").first.wait_for()
    page.wait_for_timeout(800)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=40_000)
    return str(page.locator("body").inner_text())


def test_nobody_who_did_not_sign_in_sees_anything(browser: Any, many: Many) -> None:
    page = browser.new_context(ignore_https_errors=True).new_page()
    for path in ("", "/clinics", "/measures", "/data", "/why", "/people", "/my_orders"):
        page.goto(many.address + path)
        page.get_by_role("button", name="Sign in").wait_for(timeout=40_000)
        assert "Practice" not in page.locator("body").inner_text()


def test_an_unknown_person_is_told_whom_to_ask_and_sees_nothing(browser: Any, many: Many) -> None:
    said = words(signed_in(browser, many, UNKNOWN))
    assert "nobody gave you a place here" in said
    assert "Practice" not in said


def test_a_champion_sees_one_clinic_and_no_other(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "ann@ash.example")
    said = words(page)
    assert "Ash Practice" in said
    assert "Beech" not in said
    assert "Cherry" not in said
    for path in ("/this_week?clinic=beech", "/measures?clinic=beech", "/clinics", "/people"):
        assert "Beech" not in words(page, many.address + path)


def test_a_physician_sees_the_practice_and_no_single_order_of_others(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "pia@ash.example")
    assert "Ash Practice" in words(page)
    for path in ("/why", "/data", "/tally", "/clinics", "/people"):
        said = words(page, many.address + path)
        assert "ASHDOCTOR" not in said
        assert "Beech" not in said


def test_a_manager_sees_what_clinics_share_and_no_page_of_a_clinic(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "mia@pcn.example")
    said = words(page)
    assert all(f"{clinic.title()} Practice" in said for clinic in CLINICS)
    for path in ("/measures", "/measure", "/data", "/why", "/people"):
        assert "DOCTOR" not in words(page, many.address + path)


def test_a_keeper_sees_people_and_no_clinical_data(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "kim@pcn.example")
    said = words(page)
    assert "Mia Manager" in said
    for path in ("/measures", "/clinics", "/data", "/why"):
        assert "Measures" not in words(page, many.address + path).splitlines()[:3]


def test_who_signed_out_is_out(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "bob@beech.example")
    assert "Beech Practice" in words(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign out").first.wait_for(state="detached")
    page.wait_for_load_state("networkidle")  # signing out leads through addresses of its own
    page.goto(many.address)
    page.get_by_role("button", name="Sign in").wait_for()
    assert "Beech" not in words(page)


#: Addresses as somebody would try them who looks for a door beside the door.
TRIED = (
    "", "clinics", "measures?clinic=beech", "why", "why?order=orders.csv:2", "people", "data", "my_orders",
    "media/x.csv", "media/../catalogue.sqlite", "media/%2e%2e/huddleboard.toml", "app/static/huddleboard.toml",
    "static/../secrets.toml", "_stcore/health", "_stcore/host-config", "_stcore/metrics",
    "_stcore/script-health-check", "_stcore/upload_file/a/b", "_stcore/stream", "component/x/index.html",
    "catalogue.sqlite", "huddleboard.toml", "oauth2callback", "oauth2callback?state=x&code=y",
)  # fmt: skip
SECRETS = ("DOCTOR", "Practice", "made up", "cookie_secret", "SQLite format", "client_secret")


def test_no_address_gives_anybody_anything_but_the_empty_page(browser: Any, many: Many) -> None:
    """Every address as every person, and as nobody: what is shown travels by the websocket of who signed in alone."""
    contexts = [signed_in(browser, many, person).context for person in (*PEOPLE, UNKNOWN)]
    probes = 0
    for context in [*contexts, browser.new_context(ignore_https_errors=True)]:
        for path in TRIED:
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                answer = context.request.fetch(f"{many.address}/{path}", method=method, max_redirects=0)
                body = answer.body().decode("utf-8", "replace")
                assert not [word for word in SECRETS if word in body], (path, method)
                probes += 1
    assert probes == 7 * len(TRIED) * 5


def test_a_file_is_given_to_the_session_that_holds_it_and_to_nobody_else(browser: Any, many: Many) -> None:
    page = signed_in(browser, many, "mia@pcn.example")
    page.get_by_role("button", name="Table as CSV").wait_for()
    with page.expect_download() as began:
        page.get_by_role("button", name="Table as CSV").click()
    address = began.value.url
    assert "/media/" in address
    assert "Beech Practice" in page.context.request.get(address).text()
    other = signed_in(browser, many, "ann@ash.example")
    nobody = browser.new_context(ignore_https_errors=True)
    assert other.context.request.get(address).status == 404
    assert nobody.request.get(address).status == 404
    for _ in range(40):  # the note is written in the run that the press began
        if taken := [one for one in Records(Store(many.data).engine).lines(Sight, PROGRAMME) if one.act == "export"]:
            break
        page.wait_for_timeout(500)
    assert [(one.of, one.who) for one in taken] == [("clinics.csv", "Mia Manager")]


def test_plain_http_and_other_hosts_are_answered_nothing(browser: Any, many: Many) -> None:
    nobody = browser.new_context(ignore_https_errors=True)
    assert nobody.request.get(many.address, headers={"Host": "evil.example"}).status == 403
