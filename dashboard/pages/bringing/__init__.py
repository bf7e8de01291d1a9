"""Bringing an export in: what it holds, what became of each row, and what it asks."""
