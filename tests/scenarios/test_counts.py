"""Attempts and symptoms are as many as tshark counts in the same captures."""

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import MORE_CAPTURES, REPO
from tests.scenarios.analyses import analyzed
from tests.scenarios.dissected import Row, dissected
from tests.scenarios.truths import vip_of

CAPTURES = sorted([*(REPO / "captures").glob("*/proxy.pcapng"), *MORE_CAPTURES.glob("lab/*/proxy.pcap")])
VERDICTS = {
    "healthy": ("healthy", None),
    "metallb_failover": ("healthy", None),
    "keepalived_failover": ("healthy", None),
    "reconcile_loop": ("root-cause", "service-not-programmed"),
    "service-not-programmed": ("root-cause", "service-not-programmed"),
    "backend_reset": ("root-cause", "backend-refuses"),
    "two_controllers": ("root-cause", "two-controllers"),
}


UNSET = ("0", "False")


def rows_of(path: Path) -> list[Row]:
    """SYNs, their answers and ICMP, as tshark prints them."""
    found = dissected(path)
    return [row for row in found.of("tcp", "icmp", "icmpv6") if row["icmp.type"] or row["icmpv6.type"] or opens(row)]


def opens(row: Row) -> bool:
    """Whether a segment has SYN set."""
    return row["tcp.flags.syn"] not in ("", *UNSET)


@pytest.mark.tshark
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.parent.name)
def test_attempts_and_messages_are_those_that_tshark_counts(path: Path) -> None:
    vip = vip_of(path.parent)
    ip = "ipv6" if ":" in vip else "ip"
    (record,) = analyzed(path, vip=vip).result.case.vips
    rows = rows_of(path)
    tcp = [row for row in rows if not row["icmp.type"] and not row["icmpv6.type"]]
    opened = [row for row in tcp if row["tcp.flags.ack"] in UNSET and row[f"{ip}.dst"] == vip]
    assert len(record.attempts) == len({(row[f"{ip}.src"], row["tcp.srcport"], row["tcp.seq_raw"]) for row in opened})
    assert sum(len(attempt.tries) for attempt in record.attempts) == len(opened)
    answers = [row for row in tcp if row["tcp.flags.ack"] not in UNSET and row[f"{ip}.src"] == vip]
    # an answer whose acknowledgment is lost is sent again
    answered = {(row[f"{ip}.dst"], row["tcp.dstport"], row["tcp.seq_raw"]) for row in answers}
    assert sum(attempt.answer_time is not None for attempt in record.attempts) == len(answered)
    told = [row for row in rows if vip in (row[f"{ip}.src"] + "," + row[f"{ip}.dst"]).split(",")]
    counts = Counter(symptom.kind for symptom in record.symptoms)
    unreachable = [
        row for row in told if (row["icmp.type"] == "3" and row["icmp.code"] != "4") or row["icmpv6.type"] == "1"
    ]
    assert counts["icmp_unreachable"] == len(unreachable)
    assert counts["icmp_redirect"] == sum(row["icmp.type"] == "5" or row["icmpv6.type"] == "137" for row in told)


@pytest.mark.parametrize("path", [p for p in CAPTURES if p.parent.name in VERDICTS], ids=lambda path: path.parent.name)
def test_the_verdict_is_that_of_the_scenario(path: Path) -> None:
    verdict = analyzed(path, vip=vip_of(path.parent)).verdict
    assert (verdict.outcome, verdict.cause) == VERDICTS[path.parent.name]
