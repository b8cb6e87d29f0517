"""The text report with colors, for a terminal: of headings and labels alone, such as dark and light grounds show."""

from __future__ import annotations

import re
from typing import Final

from rich.console import Console
from rich.text import Text

from arpwatch_k8s.diagnosis.finding import Outcome

HEADLINE_STYLES: Final = {
    Outcome.HEALTHY: "bold green",
    Outcome.ROOT_CAUSE: "bold red",
    Outcome.SYMPTOMS_UNEXPLAINED: "bold yellow",
    Outcome.INCONCLUSIVE: "bold yellow",
}
LABEL: Final = re.compile(
    r"^  (do|confirm|missing|or|but|filter|claimed|serving|kernel|used by|connections)\b", re.MULTILINE
)
HEADING: Final = re.compile(r"^\S.*$", re.MULTILINE)


def show(report: str, outcome: Outcome) -> None:
    """Print a report to standard output; without colors where NO_COLOR or the terminal asks for it."""
    Console(highlight=False, soft_wrap=True).print(painted(report, outcome), end="")


def painted(report: str, outcome: Outcome) -> Text:
    """The report, its letters unchanged."""
    text = Text(report)
    text.highlight_regex(HEADING, "bold")
    text.highlight_regex(LABEL, "bold cyan")
    text.stylize(HEADLINE_STYLES[outcome], 0, report.find("\n"))
    return text
