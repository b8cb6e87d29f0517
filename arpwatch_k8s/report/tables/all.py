"""All tables by name, and the page that documents them: `docs/tables.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.report.tables.column import TYPES
from arpwatch_k8s.report.tables.cost.connections import CONNECTIONS
from arpwatch_k8s.report.tables.cost.incidents import INCIDENTS
from arpwatch_k8s.report.tables.cost.minutes import MINUTES
from arpwatch_k8s.report.tables.cost.outages import OUTAGES
from arpwatch_k8s.report.tables.cost.rates import RATES
from arpwatch_k8s.report.tables.cost.symptoms import SYMPTOMS
from arpwatch_k8s.report.tables.ownership.beliefs import BELIEFS
from arpwatch_k8s.report.tables.ownership.contests import CONTESTS
from arpwatch_k8s.report.tables.ownership.epochs import EPOCHS
from arpwatch_k8s.report.tables.ownership.expected import EXPECTED
from arpwatch_k8s.report.tables.ownership.handovers import HANDOVERS
from arpwatch_k8s.report.tables.ownership.speakers import SPEAKERS
from arpwatch_k8s.report.tables.table import Table
from arpwatch_k8s.report.tables.verdict.findings import FINDINGS
from arpwatch_k8s.report.tables.verdict.log_lines import LOG_LINES

IN_ORDER: Final[tuple[Table, ...]] = (
    EPOCHS,
    EXPECTED,
    BELIEFS,
    HANDOVERS,
    CONTESTS,
    SPEAKERS,
    CONNECTIONS,
    SYMPTOMS,
    OUTAGES,
    INCIDENTS,
    RATES,
    MINUTES,
    FINDINGS,
    LOG_LINES,
)
"""As the page and the folder have them: a table is there by standing here."""
TABLES: Final = {table.name: table for table in IN_ORDER}


def markdown() -> str:
    """The page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """Line by line."""
    yield from (
        "# The tables of an analysis",
        "",
        "Each is a pandas DataFrame of `Analysis` by the name of its heading. In the folder of a report it is a file",
        "of that name, as CSV, and as Parquet where pyarrow is installed. The evidence has [its own page](columns.md).",
        "",
        "| type | a cell |",
        "|---|---|",
    )
    yield from (f"| {name} | {meaning} |" for name, meaning in TYPES.items())
    for table in TABLES.values():
        yield from ("", f"## `{table.name}`", "", f"One row: {table.row}.", "")
        yield from ("| column | type | unit | meaning |", "|---|---|---|---|")
        for column in table.columns:
            yield f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning} |"


if __name__ == "__main__":
    sys.stdout.write(markdown())
