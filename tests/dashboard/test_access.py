"""Who may do what: every role, act and clinic; a sign-in that ends; and a server that answers by TLS alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.forms.signed_in import IDLE_SECONDS, LONGEST_SECONDS, Sessions, person_of
from dashboard.parts.closed_to_others import ClosedToOthers
from dashboard.parts.server import CannotServe
from dashboard.parts.server_for_many import read_sign_in
from dashboard.records import NotKept, Records
from dashboard.records.access import (
    ACTS,
    BRING_IN,
    NOBODY,
    OWN,
    PEOPLE,
    READ,
    READ_CLINICIANS,
    READ_ROWS,
    SETTLE,
    SHARE,
    TOGETHER,
    WRITE,
    WRITES,
    Member,
    Role,
    may,
)  # fmt: skip
from dashboard.records.memberships import begin, end, member, standing
from dashboard.records.programme import PROGRAMME, Programme
from ingest.store import Store
from measures.practice import Practice

ELM, OAK = Practice(clinic="elm", clinician_views=True), Practice(clinic="oak", clinician_views=True)
OF_ELM = {
    "champion": {READ, READ_CLINICIANS, READ_ROWS, WRITE, BRING_IN, SETTLE, SHARE},
    "physician": {READ, OWN},
    "manager": {TOGETHER},
    "keeper": {PEOPLE},
}


def somebody(role: str) -> Member:
    """A member with one role in Elm, or of all."""
    return Member("ann", "Ann", (Role(role, "elm" if role in ("champion", "physician") else PROGRAMME, "D1"),))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", OF_ELM)
def test_a_role_may_do_what_is_its_own_in_its_clinic_and_nothing_in_another(role: str, act: str) -> None:
    assert may(somebody(role), act, ELM, "D1") == (act in OF_ELM[role])
    if act not in (TOGETHER, PEOPLE):
        assert not may(somebody(role), act, OAK, "D1")
    assert not may(NOBODY, act, ELM, "D1")


def test_a_physician_reads_no_other_physicians_page() -> None:
    assert not may(somebody("physician"), OWN, ELM, "D2")
    assert not may(somebody("physician"), OWN, ELM, "")


def test_clinicians_one_by_one_are_read_only_where_the_practice_switched_that_on() -> None:
    shut = Practice(clinic="elm")
    assert not may(somebody("champion"), READ_CLINICIANS, shut)
    assert not may("Ann", READ_CLINICIANS, shut)


def test_a_membership_begins_and_ends_and_what_was_asked_wrong_is_said(tmp_path: Path) -> None:
    records = Records(Store(tmp_path).engine)
    begin(records, ["elm"], person="Ann@Elm.example", name="Ann", role="champion", clinic="elm", who="Kim")
    assert member(records, "ann@elm.EXAMPLE").clinics(WRITE) == ("elm",)
    (one,) = standing(records)
    end(records, one, who="Kim")
    assert member(records, "ann@elm.example").roles == ()
    for wrong in (
        {"person": "", "role": "champion", "clinic": "elm"},
        {"person": "a", "role": "owner"},
        {"person": "a", "role": "champion", "clinic": "oak"},
        {"person": "a", "role": "physician", "clinic": "elm"},
        {"person": "a", "role": "manager", "clinician": "D1"},
    ):
        with pytest.raises(NotKept):
            begin(records, ["elm"], name="Ann", who="Kim", **wrong)


def test_the_pen_writes_nothing_for_whoever_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(Store(tmp_path).engine)
    told = {"name": "PCN", "aim": ""}
    monkeypatch.setenv("HUDDLEBOARD_FOR_MANY", "1")
    with pytest.raises(NotKept, match="not yours to change"):
        records.line(Programme, PROGRAMME, who="Eve", **told)
    token = WRITES.set(False)
    monkeypatch.delenv("HUDDLEBOARD_FOR_MANY")
    with pytest.raises(NotKept, match="not yours to change"):
        records.line(Programme, PROGRAMME, who="Eve", **told)
    WRITES.reset(token)
    records.line(Programme, PROGRAMME, who="Ann", **told)


def test_a_sign_in_ends_after_a_working_day_after_idleness_and_when_signed_out() -> None:
    sessions, claims = Sessions(), {"sub": "ann", "iat": 1000}
    assert sessions.holds(claims, 1010)
    assert sessions.holds(claims, 1010 + IDLE_SECONDS)
    assert not sessions.holds(claims, 1020 + 2 * IDLE_SECONDS)
    assert not sessions.holds(claims, 1021 + 2 * IDLE_SECONDS), "what is over stays over"
    steady = {"sub": "ben", "iat": 1000}
    last = 1000 + LONGEST_SECONDS
    assert all(sessions.holds(steady, at) for at in range(1000, last - 60, IDLE_SECONDS))
    assert not sessions.holds(steady, last + 1)
    out = {"sub": "cy", "iat": 1000}
    assert sessions.holds(out, 1001)
    sessions.end(out)
    assert not sessions.holds(out, 1002)
    assert not Sessions().holds({"sub": "dee"}, 1000), "a sign-in that does not say when it was made holds never"


def test_an_address_that_the_provider_did_not_verify_is_nobodys() -> None:
    assert person_of({"sub": "7", "email": "ann@elm.example"}) == "ann@elm.example"
    assert person_of({"sub": "7", "email": "ann@elm.example", "email_verified": False}) == "7"


@pytest.mark.parametrize(
    ("proxy", "scheme", "peer", "forwarded", "answers"),
    [
        ("", "https", "10.0.0.9", "", True),
        ("", "http", "10.0.0.9", "https", False),
        ("10.0.0.5", "http", "10.0.0.5", "https", True),
        ("10.0.0.5", "http", "10.0.0.5", "http", False),
        ("10.0.0.5", "http", "10.0.0.9", "https", False),
    ],
)
def test_nothing_is_answered_but_by_tls_or_through_the_named_proxy(
    proxy: str, scheme: str, peer: str, forwarded: str, answers: bool
) -> None:
    closed = ClosedToOthers(lambda *_: None, ["hb.example"], proxy)  # type: ignore[arg-type, return-value]
    scope = {
        "type": "http", "method": "GET", "scheme": scheme, "path": "/", "client": (peer, 1),
        "headers": [(b"host", b"hb.example"), (b"x-forwarded-proto", forwarded.encode())],
    }  # fmt: skip
    assert closed.safely(scope) == answers


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[sign_in]\naddress = 'http://hb.example'\nprovider = 'p'\nclient_id = 'c'\nclient_secret = 's'\nproxy = 'x'",
        "[sign_in]\naddress = 'https://hb.example'\nprovider = 'p'\nclient_id = 'c'\nclient_secret = 's'",
        "[sign_in]\naddress = 'https://hb.example'\nprovider = 'p'\nclient_id = 'c'\nclient_secret = 's'\nkey = 'k'",
        "[sign_in]\naddress = 'https://hb.example'\nprovider = 'p'\nclient_id = 'c'\nclient_secret = 's'\nopen = 'k'",
    ],
)
def test_a_server_for_many_does_not_start_without_a_safe_way(said: str, tmp_path: Path) -> None:
    (tmp_path / "huddleboard.toml").write_text(said)
    with pytest.raises(CannotServe, match=r"sign_in|https|certificate"):
        read_sign_in(tmp_path)
