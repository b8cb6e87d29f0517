"""What each scenario cost, held against its clients' own log and nginx's: every failed request is an attempt's, an
echo of one (amplified by nginx), or not explained."""

from collections import Counter
from collections.abc import Container
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.logs.details.detail import CONNECTING, ProxyLine
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES, REPO, Golden, maybe_none
from tests.scenarios.analyses import analyzed
from tests.scenarios.truths import capture_of

OURS = sorted(path.parent for path in (REPO / "captures").glob("*/expected.toml"))
MORE = sorted(path.parent for path in (MORE_CAPTURES / "lab").glob("*/truth.json"))
REQUESTS: dict[str, dict[str, int]] = {
    "service-not-programmed": {"attempt": 41},
    "backend-rejects": {"attempt": 12},
    "missed-announcement": {"attempt": 16},
    "stale-cache": {"attempt": 26},
    "two-vips-one-sick": {"attempt": 8},
    "owner-silent": {"attempt": 15, "unexplained": 1},
    "two-controllers": {"attempt": 6},
    "healthy": {},
    "metallb-failover": {},
    "keepalived-failover": {},
    "reconcile_loop": {"attempt": 3, "amplified": 164},
    "backend_reset": {"attempt": 2, "amplified": 110},
    "two_controllers": {"attempt": 5},
    "metallb_failover": {},
    "keepalived_failover": {},
}
"""Failed requests while the capture ran, by what explains them. The unexplained asked an open connection in vain."""
ONGOING = ("two_controllers",)
"""Failures too far apart to be one outage."""
UNSEEN = {"capture-with-drops": 34, "begun-in-mid-incident": 7}
"""Lines about connections of which the capture does not have the SYN."""
EFFECTS = {
    "service-not-programmed": ({"ended": 20, "after_end": 3}, 4),
    "reconcile_loop": ({"ended": 5, "after_answer": 8, "after_end": 2}, 9),
}
"""What host-unreachables did to whom they hurt, and how many redirects there were."""
REFUSALS = {"backend-refuses": 40, "backend_reset": 4}


def capture_told(folder: Path) -> aw.Analysis:
    log = folder / "nginx-error.log"
    return analyzed(capture_of(folder), logs=[f"nginx-error={log}@UTC"] if log.exists() else [])


def failed_requests(folder: Path, a: aw.Analysis) -> Counter[str]:
    """Requests in client.log that failed while the capture ran, by what the lines of nginx about them go back to.

    Lines of one request end in "no live upstreams" where nginx had nobody left to retry with; those that do not may be
    of a request that was retried and went well.
    """
    lines: dict[int, list[tuple[int, str]]] = {}
    for tie in a.result.case.ties:
        request = tie.event.detail.request if isinstance(tie.event.detail, ProxyLine) else None
        lines.setdefault(request or 0, []).append((tie.event.time // NS, tie.state))
    ends = {request: told[-1][0] for request, told in lines.items()}
    end = (a.result.case.end or 0) / NS
    found: Counter[str] = Counter()
    for line in (folder / "client.log").read_text().splitlines():
        time, status = line.split()[:2] if len(line.split()) > 1 else ("0", "")
        if status not in ("502", "504", "EXC") or float(time) > end:
            continue
        near = [request for request, second in ends.items() if 0 <= float(time) - second < 2]
        near.sort(key=lambda request: lines[request][-1][1] != "amplified")
        states = {state for _, state in lines[near[0]]} if near else {"unexplained"}
        if near:
            del ends[near[0]]
        found[next(state for state in ("attempt", "amplified", "unexplained", "outside") if state in states)] += 1
    return found


def named(folders: list[Path], names: Container[str]) -> list[Path]:
    """Those of some folders that have certain names."""
    return [folder for folder in folders if folder.name in names]


@pytest.mark.parametrize("folder", named(OURS + MORE, REQUESTS), ids=lambda folder: folder.name)
def test_every_failed_request_is_explained_or_an_echo(folder: Path) -> None:
    assert failed_requests(folder, capture_told(folder)) == REQUESTS[folder.name]


def failed_to_connect(folder: Path) -> bool:
    """Whether nginx says that it could not open a connection."""
    return "while connecting to upstream" in (folder / "nginx-error.log").read_text()


@pytest.mark.parametrize("folder", list(filter(failed_to_connect, OURS + MORE)), ids=lambda folder: folder.name)
def test_every_connection_that_nginx_could_not_open_is_explained(folder: Path) -> None:
    ties = capture_told(folder).result.case.ties
    opening = [tie for tie in ties if isinstance(tie.event.detail, ProxyLine) and tie.event.detail.phase == CONNECTING]
    assert opening
    assert sum(tie.state == "unexplained" for tie in opening) == UNSEEN.get(folder.name, 0)


@pytest.mark.parametrize("folder", named(OURS + MORE, REQUESTS), ids=lambda folder: folder.name)
def test_resets_and_messages_of_a_clean_network_fail_nothing(folder: Path) -> None:
    records = capture_told(folder).result.case.vips
    assert bool(REQUESTS[folder.name]) == any(len(record.failed) for record in records)
    assert any(record.outages for record in records) == (bool(REQUESTS[folder.name]) and folder.name not in ONGOING)


@pytest.mark.parametrize("folder", named(OURS + MORE, EFFECTS), ids=lambda folder: folder.name)
def test_messages_hurt_whom_they_hurt(folder: Path) -> None:
    """A host-unreachable ends a connection that is not open yet; it may come after the SYN-ACK, or repeat."""
    told = capture_told(folder).symptoms
    unreachable = told[told["kind"] == "icmp_unreachable"]
    assert (Counter(unreachable["effect"]), sum(told["kind"] == "icmp_redirect")) == EFFECTS[folder.name]


@pytest.mark.parametrize("folder", named(OURS + MORE, REFUSALS), ids=lambda folder: folder.name)
def test_refusals_come_from_a_stable_owner(folder: Path) -> None:
    told = capture_told(folder).symptoms
    refusals = told[told["kind"] == "tcp_refusal"]
    assert len(refusals) == REFUSALS[folder.name]
    assert len(set(refusals["mac"]) | {*refusals["claimed"].map(str)}) == 2  # one MAC, one owner's name


def outcomes(folders: list[Path]) -> str:
    """A line a scenario and VIP: attempts, then each outcome that occurs."""
    lines = []
    for folder in folders:
        for record in capture_told(folder).result.case.vips:
            told = "  ".join(f"{name} {n}" for name, n in record.outcomes().items())
            lines.append(f"{folder.name:<34} {record.vip:<18} {len(record.attempts):>5} attempts:  {told}")
    return "\n".join(lines) + "\n"


def test_the_table_of_outcomes_is_as_it_was(golden: Golden) -> None:
    golden.check("outcomes.txt", outcomes(OURS))


@pytest.mark.parametrize("folders", maybe_none([MORE] if MORE else []), ids=["more captures"])
def test_the_table_of_outcomes_of_more_captures_is_as_it_was(folders: list[Path], golden: Golden) -> None:
    golden.check("outcomes-more.txt", outcomes(folders))
