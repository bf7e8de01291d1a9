"""Our change: aim, ideas, tests, reviews and their story, and what happened meanwhile."""
