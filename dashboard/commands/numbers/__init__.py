"""Charts of a series of numbers from a file, for those who have no EMR export."""
