"""An address that is taken back and announced again, as speakers say it."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.correlator.testimony.told import announced, idle, metallb, withdrawn
from tests.diagnosis.testimony.lines import only, rules, verdict

ID = "flapping"


def elected(*nodes: str, each: int = 10, reason: str = "notOwner") -> dict[str, list[str]]:
    """Speakers' logs of an address that is handed on every `each` seconds."""
    lines: dict[str, list[str]] = {node: [idle(0)] for node in nodes}
    for turn, node in enumerate(nodes, 1):
        lines[node] += [announced(each * turn), withdrawn(each * (turn + 1) - 1, reason)]
    return {f"speaker-{node}.log": said for node, said in lines.items()}


def test_an_election_that_goes_to_and_fro_is_the_cause_with_its_reason(tmp_path: Path) -> None:
    found = verdict(tmp_path, elected(*["node1", "node2"] * 4))
    one = only(found, ID)
    assert (found.outcome, found.cause, one.confidence) == (Outcome.ROOT_CAUSE, ID, Confidence.MEDIUM)
    assert "notOwner 7 times" in one.summary
    assert one.remedy.startswith("MetalLB says why: another node was elected")
    assert one.severity is Severity.WARNING


def test_a_service_that_loses_its_address_again_and_again_points_at_who_writes_it(tmp_path: Path) -> None:
    one = only(verdict(tmp_path, elected(*["node1"] * 8, reason="noIPAllocated")), ID)
    assert "on speaker-node1.log (noIPAllocated 7 times)" in one.summary
    assert "find who else writes its status (two-controllers)" in one.remedy


def test_nodes_that_left_are_told_with_it(tmp_path: Path) -> None:
    files = elected(*["node1", "node2"] * 4)
    left = {"node event": "NodeLeave", "node name": "node1"}
    files["speaker-node3.log"] = [metallb(at, msg="node event - forcing sync", **left) for at in (19, 39)]
    steps = [step.text for step in only(verdict(tmp_path, files), ID).because]
    assert "Nodes are said to have left, or to have failed: node1 twice" in steps


@pytest.mark.parametrize(
    "files",
    [
        elected("node1", "node2"),
        elected("node1", "node2", "node1"),
        elected("node1", "node2", "node3", "node4", "node5", "node6", "node7"),
        elected(*["node1", "node2"] * 4, each=120),
        {"speaker-node1.log": [announced(at) for at in range(0, 100, 5)]},
    ],
    ids=["a move", "there and back", "drained one behind the other", "every two minutes", "one that says it again"],
)
def test_moves_that_are_none_too_many(tmp_path: Path, files: dict[str, list[str]]) -> None:
    found = verdict(tmp_path, files)
    assert (found.outcome, rules(found)) == (Outcome.INCONCLUSIVE, set())
