"""Did it work: a measure since a change began, against where its own past was leading it."""
