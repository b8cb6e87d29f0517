"""The table scenario x rule: what each rule says of each capture that the project has. `make verdicts` prints it."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.diagnosis.rules import RULES
from tests.scenarios.analyses import analyzed
from tests.scenarios.truths import truth_of

REPO = Path(__file__).resolve().parents[2]
LOGS = {"nginx-error": "nginx-error.log", "ip-monitor-neigh": "ip-monitor-neigh.log", "ip-neigh": "ip-neigh.log"}
ABSENT, UNDECIDED = "-", "?"


def scenarios(captures: Path) -> list[Path]:
    """The folders of the scenarios, by name."""
    return sorted(path.parent for path in captures.glob("*/expected.toml"))


def judged(folder: Path) -> Verdict:
    """The verdict on a scenario with all that is known of it: the names of its nodes, the logs beside its capture."""
    truth = truth_of(folder)
    nodes = {name: macs for name, (_, *macs) in truth["nodes"].items()}
    sources = [folder / name for name in truth.get("captures", ["proxy.pcapng"])]
    expected = tomllib.loads((folder / "expected.toml").read_text())
    vips = truth["vips"] if expected.get("vip_is_given") else ()
    logs = [f"{kind}={folder / name}@UTC" for kind, name in LOGS.items() if (folder / name).exists()]
    return analyzed(*sources, nodes=nodes, vip=vips, logs=logs).verdict


def cell(verdict: Verdict, rule: str) -> str:
    """What a rule says: the gravest severity and the surest confidence of its findings, that it found nothing, or that
    the capture cannot tell."""
    mine = [finding for finding in verdict.findings if finding.rule == rule]
    if mine:
        leading = max(mine, key=lambda finding: (finding.severity.rank, finding.confidence.rank))
        return f"{leading.severity}, {leading.confidence}"
    return UNDECIDED if any(out.rule == rule for out in verdict.undecided) else ABSENT


def table(folders: Sequence[Path]) -> str:
    """The table as Markdown: a row a rule, a column a scenario."""
    return "\n".join(rows(folders)) + "\n"


def rows(folders: Sequence[Path]) -> Iterator[str]:
    """Line by line."""
    verdicts = [judged(folder) for folder in folders]
    yield "# What each rule says of each capture"
    yield ""
    yield f"Severity and confidence where a rule found its cause, `{ABSENT}` where it did not, `{UNDECIDED}` where the"
    yield "capture cannot tell. Made by `make verdicts`."
    yield ""
    yield f"| rule | {' | '.join(folder.name for folder in folders)} |"
    yield "|---|" + "---|" * len(folders)
    yield f"| **verdict** | {' | '.join(headline(verdict) for verdict in verdicts)} |"
    for rule in RULES:
        yield f"| {rule.id} | {' | '.join(cell(verdict, rule.id) for verdict in verdicts)} |"


def headline(verdict: Verdict) -> str:
    """Outcome and cause."""
    return f"**{verdict.cause or verdict.outcome.value}**"


if __name__ == "__main__":
    sys.stdout.write(table(scenarios(REPO / "captures")))
