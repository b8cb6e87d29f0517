"""Writes the table of docs/metrics.md from what is measured."""

import re
from pathlib import Path
from typing import Final

from arpwatch_k8s.monitor.measures import FAMILIES, Kind
from arpwatch_k8s.monitor.sinks.metrics import PREFIX

PAGE: Final = Path(__file__).resolve().parent / "metrics.md"
TABLE: Final = re.compile(r"\| metric \|.*?(?=\n\n|\Z)", re.DOTALL)


def table() -> str:
    """The table: name, labels, meaning."""
    rows = ["| metric | kind | labels | what it is |", "|---|---|---|---|"]
    for name, (kind, text, labels) in FAMILIES.items():
        full = f"{PREFIX}{name}{'_total' if kind is Kind.COUNTER else ''}"
        rows.append(f"| `{full}` | {kind} | {', '.join(f'`{label}`' for label in labels)} | {text} |")
    rows.append(f"| `{PREFIX}build_info` | gauge | `version` | The version that runs, always 1 |")
    return "\n".join(rows)


def page(text: str) -> str:
    """The page with the table of today."""
    return TABLE.sub(lambda _: table(), text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
