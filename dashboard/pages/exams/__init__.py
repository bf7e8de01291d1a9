"""The page of exams and codes that the measures know or do not know."""
