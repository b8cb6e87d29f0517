"""Attempts and symptoms are as many as tshark counts in the same captures."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from tests.conftest import MORE_CAPTURES, REPO

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


def vip_of(path: Path) -> str:
    """The VIP of a capture's scenario."""
    return "192.0.2.80" if path.suffix == ".pcapng" else "192.168.200.99"


def fields(path: Path, display_filter: str, *names: str) -> list[tuple[str, ...]]:
    """Fields of the frames that match, as tshark prints them."""
    options = [option for name in names for option in ("-e", name)]
    command = ["tshark", "-n", "-r", str(path), "-o", "tcp.relative_sequence_numbers:FALSE", "-Y", display_filter]
    done = subprocess.run([*command, "-T", "fields", *options], capture_output=True, text=True, check=True)
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


@pytest.mark.tshark
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.parent.name)
def test_attempts_and_messages_are_those_that_tshark_counts(path: Path) -> None:
    vip = vip_of(path)
    (record,) = aw.analyze(path, vip=vip).result.vips
    opened = fields(
        path,
        f"tcp.flags.syn==1 && tcp.flags.ack==0 && ip.dst=={vip} && !icmp",
        "ip.src",
        "tcp.srcport",
        "tcp.seq_raw",
    )
    assert len(record.attempts) == len(set(opened))
    assert sum(len(attempt.tries) for attempt in record.attempts) == len(opened)
    answered = fields(path, f"tcp.flags.syn==1 && tcp.flags.ack==1 && ip.src=={vip} && !icmp", "tcp.dstport")
    assert sum(attempt.answer_time is not None for attempt in record.attempts) == len(answered)
    counts = Counter(symptom.kind for symptom in record.symptoms)
    assert counts["icmp_unreachable"] == len(fields(path, "icmp.type==3 && icmp.code!=4", "frame.number"))
    assert counts["icmp_redirect"] == len(fields(path, "icmp.type==5", "frame.number"))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.parent.name)
def test_the_verdict_is_that_of_the_scenario(path: Path) -> None:
    verdict = aw.analyze(path, vip=vip_of(path)).verdict
    assert (verdict.outcome, verdict.cause) == VERDICTS[path.parent.name]
