"""The report as Markdown: a table of the VIPs, then each in order of harm, with commands that can be pasted."""

from dataclasses import replace
from datetime import UTC

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.report.formats.markdown import markdown
from arpwatch_k8s.report.manifest import manifest
from tests.plotter.results import A, attempt, epoch, finding, incident, result, vip_record

FOUND = replace(
    finding("flapping", 20, 40, vip="192.0.2.2", summary="It moved"),
    remedy="Mend it (metallb/metallb#2177)",
    proofs=(Proof("On node2", "ip -br addr | grep -F 192.0.2.2", "no line = missing"), Proof("Its log")),
)


def written() -> list[str]:
    """Lines of a report on a VIP that nothing is known against, and one that flapped."""
    fine = vip_record("192.0.2.1", epochs=[epoch(A, 0, 60)], attempts=[attempt(1)])
    made = result(
        fine, incident(vip="192.0.2.2"), findings=[FOUND], outcome=Outcome.ROOT_CAUSE, summary="One VIP flapped"
    )
    return markdown(made, UTC, made=manifest(made, []), figures=["x.svg"]).splitlines()


def test_it_opens_with_a_table_the_sick_first() -> None:
    lines = written()
    at = lines.index("| VIP | owner | moves | failed of attempts | cause |")
    assert lines[0] == "# ROOT CAUSE: flapping"
    assert lines[at + 2].startswith("| 192.0.2.2 | node1 (52:54:00:00:ba:0a) and node2")
    assert lines[at + 2].endswith("| 5 changes in 1 contest | 10 of 22 (45 %) | flapping |")
    assert lines[at + 3] == "| 192.0.2.1 | node1 (52:54:00:00:ba:0a) | none seen | 0 of 1 | nothing failed |"
    assert [line for line in lines if line.startswith("## VIP")] == ["## VIP 192.0.2.2"]


def test_issues_are_links_and_commands_blocks() -> None:
    lines = written()
    assert "- change: Mend it ([metallb/metallb\\#2177](https://github.com/metallb/metallb/issues/2177))" in lines
    at = lines.index("- confirm:")
    assert lines[at + 1 : at + 6] == [
        "  - On node2 (no line = missing):",
        "    ```",
        "    ip -br addr | grep -F 192.0.2.2",
        "    ```",
        "  - Its log",
    ]


def test_every_page_of_the_figure_is_shown() -> None:
    made = result(incident())
    said = markdown(made, UTC, made=manifest(made, []), figures=["timeline.svg", "timeline-2.svg"])
    assert "![The ownership timeline, page 1 of 2](timeline.svg)" in said
    assert "![The ownership timeline, page 2 of 2](timeline-2.svg)" in said
