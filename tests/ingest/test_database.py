"""The catalogue: made at once or migrated step by step, it is the same."""

from pathlib import Path

import pytest
import sqlalchemy as sa

import dashboard.records  # noqa: F401  (declares the tables of what people write)
from ingest import database as db
from ingest.store import Store
from measures.practice import Practice


def shape(engine: sa.Engine) -> dict[str, object]:
    """Tables with their columns, indexes, unique constraints and foreign keys."""
    look = sa.inspect(engine)
    return {
        table: (
            {c["name"]: (str(c["type"]), c["nullable"], c["primary_key"]) for c in look.get_columns(table)},
            sorted((i["name"] or "", tuple(i["column_names"])) for i in look.get_indexes(table)),
            sorted((u["name"] or "", tuple(u["column_names"])) for u in look.get_unique_constraints(table)),
            sorted((tuple(k["constrained_columns"]), k["referred_table"]) for k in look.get_foreign_keys(table)),
        )
        for table in sorted(look.get_table_names())
    }


@pytest.mark.slow
def test_a_catalogue_made_at_once_equals_a_migrated_one(tmp_path: Path) -> None:
    at_once = db.connect(tmp_path)
    migrated = sa.create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    db.migrate(migrated)
    assert shape(at_once) == shape(migrated)
    with at_once.connect() as one, migrated.connect() as other:
        version = sa.text("SELECT version_num FROM alembic_version")
        assert one.scalar(version) == other.scalar(version) == db.REVISION


@pytest.mark.slow
def test_a_catalogue_made_without_the_records_has_their_tables_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert db.metadata.info["whole"]
    whole = shape(db.connect(tmp_path / "whole", "sqlite://"))
    monkeypatch.delitem(db.metadata.info, "whole")
    assert shape(db.connect(tmp_path / "facts alone", "sqlite://")) == whole


@pytest.mark.slow
def test_a_catalogue_of_an_earlier_version_keeps_what_it_holds(tmp_path: Path) -> None:
    earlier = sa.create_engine(db.url_for(tmp_path, None))
    db.migrate(earlier, "0001")
    assert not sa.inspect(earlier).has_table("overturns")
    with earlier.begin() as connection:
        connection.execute(sa.insert(db.clinics).values(clinic="elm", settings='name = "Elm"', changed_at="2026"))
    opened = Store(tmp_path)
    assert (opened.clinics(), opened.settings("elm").name) == (["elm"], "Elm")
    assert shape(opened.engine) == shape(db.connect(tmp_path / "new", "sqlite://"))


def test_every_table_knows_its_clinic() -> None:
    assert all("clinic" in table.c for table in db.metadata.tables.values())


def test_opening_a_catalogue_again_changes_nothing(tmp_path: Path) -> None:
    db.connect(tmp_path)
    before = shape(db.connect(tmp_path))
    assert shape(db.connect(tmp_path)) == before


def test_a_catalogue_up_to_date_opens_while_an_import_holds_the_lock(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.save_settings(Practice(clinic="elm"))
    with first.staging("elm"):
        assert Store(tmp_path).clinics() == ["elm"]
