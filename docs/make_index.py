"""Writes the indexes of the docs: of all pages, of the rules and of the decisions, each with its first sentence."""

from pathlib import Path
from typing import Final

from arpwatch_k8s import __version__

DOCS: Final = Path(__file__).resolve().parent
PAGES: Final = (
    "tutorial.md",
    "capturing.md",
    "collecting.md",
    "collect.md",
    "remote.md",
    "printed.md",
    "logs.md",
    "times.md",
    "live.md",
    "wireshark.md",
    "metrics.md",
    "watch-config.md",
    "lint.md",
    "history.md",
    "many-captures.md",
    "compare.md",
    "howto/alerts.md",
    "howto/lint-in-ci.md",
    "agents.md",
    "security.md",
    "rules/README.md",
    "checks/README.md",
    "calibration.md",
    "field.md",
    "benchmark.md",
    "tables.md",
    "columns.md",
    "differences.md",
    "explanation/ownership.md",
    "explanation/speakers.md",
    "architecture.md",
    "decisions/README.md",
    "development.md",
    "api.md",
    "benchmarks.md",
    "many-captures-cost.md",
    "man/arpwatch-k8s.1",
)
"""In the order in which somebody needs them."""
ABOUT: Final = {
    "man/arpwatch-k8s.1": "the command's man page, which leads to those of its commands; made from their --help",
}
"""What pages are whose first sentence does not say it."""


def first_sentence(path: Path) -> str:
    """The first paragraph of a page up to its first full stop."""
    text = path.read_text(encoding="utf-8").split("\n\n")[1].replace("\n", " ")
    return text.partition(". ")[0].rstrip(".")


def title(path: Path) -> str:
    """The heading of a page."""
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def rules_index() -> str:
    """docs/rules/README.md."""
    pages = sorted(path for path in (DOCS / "rules").glob("*.md") if path.name != "README.md")
    lines = [
        "# The rules",
        "",
        "A page for each cause that a rule can find: what it is, what tells it, and what it must not be confused with.",
        "",
        "| rule | in a sentence |",
        "|---|---|",
        *(f"| [{path.stem}]({path.name}) | {first_sentence(path)}. |" for path in pages),
    ]
    return "\n".join(lines) + "\n"


def decisions_index() -> str:
    """docs/decisions/README.md."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    lines = [
        "# Decisions",
        "",
        "What was decided that shapes the rest, why, and what follows. What is revised gets a record of its own.",
        "",
        "| decision | in a sentence |",
        "|---|---|",
        *(f"| [{title(path)}]({path.name}) | {first_sentence(path)}. |" for path in pages),
    ]
    return "\n".join(lines) + "\n"


def index() -> str:
    """docs/README.md."""
    lines = ["# Documentation", "", f"Of arpwatch-k8s {__version__}.", "", "| page | about |", "|---|---|"]
    for name in PAGES:
        path = DOCS / name
        about = ABOUT.get(name) or first_sentence(path)
        called = title(path) if path.suffix == ".md" else "arpwatch-k8s(1)"
        lines.append(f"| [{called}]({name}) | {about}. |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write all."""
    (DOCS / "decisions" / "README.md").write_text(decisions_index(), encoding="utf-8")
    (DOCS / "rules" / "README.md").write_text(rules_index(), encoding="utf-8")
    (DOCS / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
