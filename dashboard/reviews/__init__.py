"""Sustainability reviews: what is due, the evidence on the table, holding one, and the story that comes of it."""
