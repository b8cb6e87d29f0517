"""All tables by name, and the page that documents them: `docs/tables.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.report.tables import cost, ownership, verdict
from arpwatch_k8s.report.tables.table import Table

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        ownership.EPOCHS,
        ownership.EXPECTED,
        ownership.HANDOVERS,
        ownership.CONTESTS,
        ownership.SPEAKERS,
        cost.CONNECTIONS,
        cost.SYMPTOMS,
        cost.OUTAGES,
        cost.INCIDENTS,
        cost.RATES,
        cost.MINUTES,
        verdict.FINDINGS,
        verdict.LOG_LINES,
    )
}


def markdown() -> str:
    """The page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """Line by line."""
    yield from (
        "# The tables of an analysis",
        "",
        "Each is a pandas DataFrame of `Analysis` by the name of its heading. Times are UTC, NaT where they are not",
        "known; durations are seconds, NaN where they are not known. The evidence has [its own page](columns.md).",
    )
    for table in TABLES.values():
        yield from ("", f"## `{table.name}`", "", f"One row: {table.row}.", "", "| column | meaning |", "|---|---|")
        for column in table.columns:
            yield f"| `{column.name}` | {column.meaning} |"


if __name__ == "__main__":
    sys.stdout.write(markdown())
