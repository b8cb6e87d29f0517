"""Captures of fights for a VIP, made frame by frame: who announces, who answers, who connects to whom."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Finding, Verdict
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.wire import link
from tests.savefiles import (
    CLIENT,
    MAC_A,
    NS,
    VIP,
    ZERO,
    Timed,
    answer,
    arp,
    at,
    exchange,
    pcap,
    question,
    save,
    segment,
)

EPOCH = 1_000 * NS
NODE_C, MAC_D = "192.0.2.23", "52:54:00:00:00:0d"


def result(
    tmp_path: Path,
    frames: Iterable[Timed],
    *,
    vip: Sequence[str] = (VIP,),
    nodes: Mapping[str, str | Sequence[str]] | None = None,
    linktype: int = link.ETHERNET,
) -> Result:
    """The analysis of a capture."""
    script = sorted((EPOCH + time, frame) for time, frame in frames)
    given = [
        parse_node(f"{name}={value}")
        for name, values in (nodes or {}).items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return analyze(
        [save(tmp_path / "x.pcap", pcap(script, linktype=linktype))], vips=vip, known=Known(nodes=tuple(given))
    )


def cooked_of(frame: bytes, *, here: str) -> bytes:
    """An Ethernet frame as the host `here` sees it on its device `any` (LINKTYPE_LINUX_SLL): no destination."""
    source = frame[6:12]
    way = 4 if source == bytes.fromhex(here.replace(":", "")) else 1 if frame[0] & 1 else 0
    return struct.pack("!HHH8s", way, 1, 6, source) + frame[12:]


def judge(tmp_path: Path, *frames: Timed) -> Verdict:
    """The verdict on a capture."""
    return result(tmp_path, frames).verdict


def causes(found: Result) -> list[str]:
    """Rules of the findings that are causes, the leading one first."""
    return [finding.rule for finding in found.verdict.findings if finding.severity is not Severity.INFO]


def told(found: Result) -> list[str]:
    """Rules of all findings."""
    return [finding.rule for finding in found.verdict.findings]


def finding(found: Result, rule: str) -> Finding:
    """The finding of a rule."""
    (one,) = [finding for finding in found.verdict.findings if finding.rule == rule]
    assert all(step.frames for step in one.because[:1])
    assert one.remedy
    assert one.confirm
    return one


def why_not(found: Result, rule: str) -> str:
    """Why a rule was ruled out."""
    return "; ".join(out.why for out in found.verdict.ruled_out if out.rule == rule)


def asked(seconds: float, *macs: str, delay: float = 0.0001, vip: str = VIP) -> list[Timed]:
    """A question to all, and answers by these MACs, one behind the other."""
    return [
        at(seconds, question(vip=vip)),
        *(at(seconds + delay * (i + 1), answer(mac, vip)) for i, mac in enumerate(macs)),
    ]


def asks(seconds: float, mac: str, vip: str = VIP) -> Timed:
    """A kernel's question in the VIP's name."""
    return at(seconds, arp(1, mac, vip, ZERO, CLIENT))


def served(start: float, end: float, mac: str = MAC_A, *, every: float = 1.0, port: int = 40000) -> list[Timed]:
    """Connections that go well, one behind the other."""
    found: list[Timed] = []
    number = 0
    while start + number * every < end:
        found += exchange(round((start + number * every) * NS), port + number, mac=mac, isn=1000 + 7 * number)
        number += 1
    return found


def lost(start: float, port: int, mac: str = MAC_A) -> list[Timed]:
    """An attempt that nobody answers."""
    return [at(start + i, segment("S", port=port, seq=77, to=mac)) for i in (0, 1, 3)]


def own(seconds: float, mac: str, address: str) -> Timed:
    """A node's question in its own name: who it is."""
    return at(seconds, arp(1, mac, address, ZERO, CLIENT))
