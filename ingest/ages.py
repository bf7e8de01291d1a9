"""Ages as lists write them: 45, 45 y, 45 ans, 45 Jahre; below two years often 8 mo, 3 wk, 5 d."""

import polars as pl

AGE = r"(?i)^(\d{1,3})(?:[.,]\d+)?\s*(?:y|yo|yrs?|years?|ans?|jahre?|j|a[nñ]os?|a)?\.?$"
AGE_IN_MONTHS = r"(?i)^(\d{1,3})\s*(?:m|mo|mos|mths?|months?|mois|monate?|meses)\.?$"
AGE_IN_DAYS = r"(?i)^(\d{1,3})\s*(?:w|wks?|weeks?|sem|semaines?|wochen?|d|days?|jours?|tage?)\.?$"


def age_in_years(cells: pl.Series) -> pl.Series:
    """The age in whole years; null where a cell is no age."""
    years = cells.str.extract(AGE).cast(pl.Int16, strict=False)
    months = cells.str.extract(AGE_IN_MONTHS).cast(pl.Int16, strict=False) // 12
    days = cells.str.extract(AGE_IN_DAYS).cast(pl.Int16, strict=False) // 365
    return years.fill_null(months).fill_null(days)
