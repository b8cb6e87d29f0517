"""The clocks of scenarios' logs: right as they are, and told to be off where they are shifted."""

from datetime import UTC
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.testimony.skew import skews
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.shift import moved
from arpwatch_k8s.logs.sources import parse_log, read_log
from arpwatch_k8s.thresholds import NS
from tests.conftest import REPO
from tests.scenarios.analyses import analyzed
from tests.scenarios.truths import capture_of, macs_of, vip_of

OURS = sorted(path.parent for path in (REPO / "captures").glob("*/expected.toml"))
TOLD = ["backend-refuses", "every-node-answers", "foreign-host", "orphan-address", "two-controllers"]
"""Those whose proxy had failures enough, at times that repeat no pattern."""
SHIFTS = [0.8, -3.3, 9 * 3600.0, -5 * 3600.0, 5.75 * 3600, 9 * 3600 + 2.0]


def looked_at(folder: Path) -> aw.Analysis:
    """A scenario's capture, its nodes named as the truth names them."""
    nodes = {name: macs for name, macs in macs_of(folder).items() if name.startswith("node")}
    return analyzed(capture_of(folder), vip=vip_of(folder), nodes=nodes)


def logs_of(folder: Path) -> list[Log]:
    """Its logs that say something."""
    patterns = ("nginx-error.log", "ip-monitor-neigh.log", "metallb-*.log", "keepalived-node*.log", "kube-vip-*.log")
    paths = [path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.stat().st_size]
    return [read_log(parse_log(f"{path}@UTC"), UTC, near=looked_at(folder).result.case.start) for path in paths]


@pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)
def test_no_scenarios_clock_is_told_to_be_off(folder: Path) -> None:
    case = looked_at(folder).result.case
    assert skews(logs_of(folder), case.vips, case.inventory, case.start, case.end) == ()


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("name", TOLD)
def test_a_shifted_log_is_told_to_be_off_by_as_much(name: str, shift: float) -> None:
    folder = REPO / "captures" / name
    case = looked_at(folder).result.case
    ahead = round(shift * NS)
    (found,) = skews([moved(logs_of(folder)[0], -ahead)], case.vips, case.inventory, case.start, case.end)
    assert abs(found.ahead_ns - ahead) <= max(found.spread_ns, NS // 50)
    assert abs(found.zone_ns - ahead) <= 2 * NS if abs(shift) > 60 else found.zone_ns == 0


@pytest.mark.parametrize("name", ["backend-refuses", "flapping", "two-controllers"])
def test_the_logs_of_other_scenarios_are_held_against_nothing(name: str) -> None:
    """All were made within hours, and about the same VIP."""
    case = looked_at(REPO / "captures" / name).result.case
    for folder in OURS[::4]:
        if folder.name != name:
            logs = [
                read_log(parse_log(f"{path}@UTC"), UTC) for path in [folder / "nginx-error.log"] if path.stat().st_size
            ]
            assert skews(logs, case.vips, case.inventory, case.start, case.end) == (), folder.name
