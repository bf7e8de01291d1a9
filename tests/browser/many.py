"""A server for many with three made-up clinics, a real OpenID Connect provider, and five people who sign in."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboard.cli import main
from tests import made_up_export as made_up

CLINICS = ("ash", "beech", "cherry")
PEOPLE = {
    "ann@ash.example": ("--role", "champion", "--clinic-id", "ash", "--name", "Ann Ash"),
    "bob@beech.example": ("--role", "champion", "--clinic-id", "beech", "--name", "Bob Beech"),
    "pia@ash.example": ("--role", "physician", "--clinic-id", "ash", "--clinician", "D1", "--name", "Pia Ash"),
    "mia@pcn.example": ("--role", "manager", "--name", "Mia Manager"),
    "kim@pcn.example": ("--role", "keeper", "--name", "Kim Keeper"),
}
UNKNOWN = "eve@elsewhere.example"


@dataclass(frozen=True)
class Many:
    """Where it is open, and what lies behind it."""

    address: str
    data: Path


def three_clinics(data: Path) -> None:
    """Three small clinics, told apart by their names and their clinicians'."""
    for place, clinic in enumerate(CLINICS):
        folder = data.parent / clinic
        folder.mkdir()
        doctor = f"{clinic.upper()}DOCTOR, D"
        seen = [{"Visit ID": f"{clinic}{n}", "Chart No": str(1000 * place + n), "Provider": doctor} for n in range(60)]
        asked = [
            {"Order ID": f"{clinic}{n}", "Req #": f"{clinic}{n}", "Chart No": str(1000 * place + n),
             "Ordering Provider": doctor}
            for n in range(20)
        ]  # fmt: skip
        (folder / "visits.csv").write_text(made_up.visits(*seen), "utf-8")
        (folder / "orders.csv").write_text(made_up.orders(*asked), "utf-8")
        (folder / "clinic.toml").write_text(
            f'id = "{clinic}"\nname = "{clinic.title()} Practice"\ncoverage_start = 2024-01-01\n'
            f'[[clinician]]\nid = "D1"\nspellings = ["{doctor}"]\n'
            '[[clinician]]\nid = "D2"\nspellings = ["SECOND, D"]\n[[clinician]]\nid = "D3"\nspellings = ["THIRD, D"]\n'
        )
        told = ["import", "--data", str(data), "--export-date", "2025-06-30", "--clinic", str(folder / "clinic.toml")]
        told += ["--clinic-id", clinic, str(folder / "visits.csv"), str(folder / "orders.csv")]
        assert main(told) == 0
    for person, said in PEOPLE.items():
        assert main(["people", "--data", str(data), "--add", person, *said]) == 0


def certificate(folder: Path) -> None:
    """A certificate for this computer's own name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*pem))


@contextmanager
def open_for_many(data: Path, port: int, provider: int) -> Iterator[Many]:
    """The server, from its start to its end."""
    certificate(data)
    (data / "huddleboard.toml").write_text(
        f'[sign_in]\naddress = "https://localhost:{port}"\n'
        f'provider = "http://localhost:{provider}/.well-known/openid-configuration"\n'
        'client_id = "huddleboard"\nclient_secret = "made up"\ncertificate = "cert.pem"\nkey = "key.pem"\n'
        'listen = "127.0.0.1"\n'
    )
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--for-many", "--data", str(data), "--port", str(port)]
    log = (data.parent / "server.log").open("w")
    server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HUDDLEBOARD_TODAY": "2025-07-01"})
    try:
        _wait(f"https://localhost:{port}/_stcore/health", server)
        yield Many(f"https://localhost:{port}", data)
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    anyone = ssl._create_unverified_context()
    for _ in range(150):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, context=anyone, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")
