"""Alembic's history of the catalogue."""
