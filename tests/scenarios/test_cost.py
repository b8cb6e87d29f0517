"""What each scenario cost, held against its clients' own log and nginx's: every failed request is an attempt's, an
echo of one (amplified by nginx), or not explained."""

import json
from collections import Counter
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.logs.detail import ProxyLine
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES, REPO, Golden, maybe_none
from tests.scenarios.analyses import analyzed

OURS = sorted(path.parent for path in (REPO / "captures").glob("*/expected.toml"))
MORE = sorted(path.parent for path in (MORE_CAPTURES / "lab").glob("*/truth.json"))
UNFAILING = ("healthy", "metallb_failover", "keepalived_failover")
REQUESTS = {
    "reconcile_loop": {"attempt": 3, "amplified": 164},
    "backend_reset": {"attempt": 2, "amplified": 110},
    "two_controllers": {"attempt": 5},
    "healthy": {},
    "metallb_failover": {},
    "keepalived_failover": {},
}
"""Failed requests while the capture ran, by what explains them."""


def capture_of(folder: Path) -> Path:
    """The capture taken on the proxy, or where else the scenario looks from."""
    truth = json.loads((folder / "truth.json").read_text())
    names = ("proxy.pcapng", "proxy.pcap", *truth.get("captures", ()))
    return next(path for name in names if (path := folder / name).exists())


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


@pytest.mark.parametrize("folder", maybe_none(MORE), ids=lambda folder: folder.name)
def test_every_failed_request_is_explained_or_an_echo(folder: Path) -> None:
    assert failed_requests(folder, capture_told(folder)) == REQUESTS[folder.name]


@pytest.mark.parametrize("folder", maybe_none(MORE), ids=lambda folder: folder.name)
def test_resets_and_messages_of_a_clean_network_fail_nothing(folder: Path) -> None:
    (record,) = capture_told(folder).result.case.vips
    assert (len(record.failed) == 0) == (folder.name in UNFAILING)
    assert bool(record.outages) == (folder.name in ("reconcile_loop", "backend_reset"))


@pytest.mark.parametrize(
    "folder", maybe_none(f for f in MORE if f.name == "reconcile_loop"), ids=lambda folder: folder.name
)
def test_messages_hurt_whom_they_hurt(folder: Path) -> None:
    """Of 15 host-unreachables 5 ended a connection that was not open yet, 8 came after the SYN-ACK, 2 repeat."""
    told = capture_told(folder).symptoms
    unreachable = told[told["kind"] == "icmp_unreachable"]
    assert Counter(unreachable["effect"]) == {"ended": 5, "after_answer": 8, "after_end": 2}
    assert len(told[told["kind"] == "icmp_redirect"]) == 9


@pytest.mark.parametrize(
    "folder", maybe_none(f for f in MORE if f.name == "backend_reset"), ids=lambda folder: folder.name
)
def test_refusals_come_from_a_stable_owner(folder: Path) -> None:
    told = capture_told(folder).symptoms
    refusals = told[told["kind"] == "tcp_refusal"]
    assert len(refusals) == 4
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
