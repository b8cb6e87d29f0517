"""Stories of attempts that go well or are lost while owners come and go, in seconds."""

from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.correlate import VipRecord
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, pcap, save, segment

BOTH = {"a": MAC_A, "b": MAC_B}


def lost(begun: float, port: int, *, to: str = MAC_A) -> list[Timed]:
    """An attempt that is refused at once by ICMP."""
    return [
        (round(begun * NS), segment("S", port=port, seq=1000, to=to)),
        (round(begun * NS) + 1_000_000, icmp(3, 1, port=port, seq=1000, mac=to)),
    ]


def good(begun: float, port: int, *, by: str = MAC_A) -> list[Timed]:
    return exchange(round(begun * NS), port, mac=by)


def said(second: float, mac: str) -> Timed:
    return round(second * NS), announcement(mac)


def analyzed(tmp_path: Path, frames: list[Timed]) -> aw.Analysis:
    return aw.analyze(save(tmp_path / "x.pcap", pcap(sorted(frames))), vip=VIP, nodes=BOTH)


def record(tmp_path: Path, frames: list[Timed]) -> VipRecord:
    (found,) = analyzed(tmp_path, frames).result.case.vips
    return found


def seconds(*times: int) -> tuple[float, ...]:
    return tuple(round(time / NS, 3) for time in times)
