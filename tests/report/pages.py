"""Reports of every sort, for tests of the page: sick, healthy, of text alone, of many VIPs, of nothing."""

from datetime import UTC
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.report import folder
from tests.conftest import REPO
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcap, save, segment

CAPTURES = REPO / "captures"
NODES = {f"node{number}": f"52:54:00:00:00:2{number}" for number in range(1, 9)}
SORTS = ("sick", "healthy", "text alone", "many VIPs", "nothing")
VIPS = 20
SICK = (3, 11, 17)
"""Of twenty VIPs, those that two nodes claim, and where attempts fail."""


def packed(address: str) -> bytes:
    """An IPv4 address's bytes."""
    return bytes(map(int, address.split(".")))


def hardware(mac: str) -> bytes:
    """A MAC's bytes."""
    return bytes.fromhex(mac.replace(":", ""))


def many_vips() -> bytes:
    """A minute of twenty VIPs on eight nodes; three are fought over for twenty seconds, and do not answer then."""
    frames = []
    macs = list(NODES.values())
    for number in range(VIPS):
        vip, mac, rival = f"192.0.2.{100 + number}", macs[number % 8], macs[(number + 1) % 8]

        def turned(frame: bytes, vip: str = vip, mac: str = mac) -> bytes:
            """A frame of the one VIP and node as one of these."""
            return frame.replace(packed(VIP), packed(vip)).replace(hardware(MAC_A), hardware(mac))

        for second in range(0, 60, 2):
            start, port = second * NS + number * NS // 1000, 20_000 + number * 100 + second
            frames.append((start - number, announcement(mac, vip)))
            if number in SICK and 20 <= second < 40:
                frames.append((start + NS, announcement(rival, vip)))
                frames.append((start, turned(segment("S", port=port, seq=second))))
            else:
                frames += [(time, turned(frame)) for time, frame in exchange(start, port)]
    return pcap(sorted((time + NS, frame) for time, frame in frames))


def written(sort: str, target: Path) -> Path:
    """The page of a report of one sort."""
    target.mkdir()
    sources: dict[str, str | Path] = {
        "sick": CAPTURES / "service-not-programmed",
        "healthy": CAPTURES / "healthy",
        "text alone": CAPTURES / "text-only",
    }
    if sort == "many VIPs":
        sources[sort] = save(target / "many.pcap", many_vips())
    elif sort == "nothing":
        sources[sort] = save(target / "empty.pcap", pcap([]))
    a = aw.analyze(sources[sort], nodes=NODES if sort == "many VIPs" else None)
    return folder.write(a.result, str(target / "case"), zone=UTC, force=False).page
