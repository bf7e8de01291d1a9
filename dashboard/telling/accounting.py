"""What an import did, in words: the row accounting for people."""

from ingest.batch import FileReport, Report


def lines(report: Report) -> list[str]:
    """The report as lines of text."""
    told = [report.says]
    for file in report.files:
        told += file_lines(file)
    if report.vanished:
        told.append(
            f"{report.vanished} earlier rows from the same days are not in these files. They are kept; "
            "import again with --leave-out-vanished, or settle it on the page 'Bring in an export'."
        )
    return told + report.notices


def file_lines(file: FileReport) -> list[str]:
    """The accounting of one file: what was read = accepted + refused + exact repeats."""
    if file.already_there:
        return [f"{file.file}: already here, nothing changed."]
    told = [
        f"{file.file}: {file.rows_read:,} rows read = {file.accepted:,} accepted + {len(file.refused):,} refused + "
        f"{len(file.exact_repeats):,} exact repeats; {len(file.not_data):,} other lines (header, blank, totals)."
    ]
    if file.replaced:
        told.append(f"  {file.replaced:,} earlier rows were replaced by key.")
    if file.repeated_keys:
        told.append(f"  {file.repeated_keys:,} rows carry a number that another row of the file has too.")
    return told + [f"  {refused.says}" for refused in file.refused[:20]]
