"""What two hosts say on one connection, in seconds: what tests of connections are written in."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.connections.connection import Connection
from tests.savefiles import MAC_A, NS, VIP, Timed, icmp, pcap, save, segment

PORT, ISN, SERVER = 40000, 1000, 9000


def syn(at: float = 0, to: str = MAC_A, data: bytes = b"") -> Timed:
    return round(at * NS), segment("S", port=PORT, seq=ISN, to=to, data=data)


def synack(at: float = 0.001, by: str = MAC_A) -> Timed:
    return round(at * NS), segment("SA", port=PORT, seq=SERVER, ack=ISN + 1, to=by, server=True)


def server(flags: str, at: float, sent: int = 0, by: str = MAC_A, *, data: bytes = b"", received: int = 0) -> Timed:
    ack = ISN + 1 + received
    return round(at * NS), segment(flags, port=PORT, seq=SERVER + 1 + sent, ack=ack, to=by, server=True, data=data)


def client(flags: str, at: float, received: int = 0, data: bytes = b"", sent: int = 0) -> Timed:
    return round(at * NS), segment(flags, port=PORT, seq=ISN + 1 + sent, ack=SERVER + 1 + received, data=data)


def unreachable(at: float, code: int = 1, flags: str = "S", seq: int = ISN) -> Timed:
    return round(at * NS), icmp(3, code, port=PORT, seq=seq, flags=flags)


def remembered(at: float) -> Timed:
    """A challenge ACK: what the server expects of a connection that the client has forgotten."""
    return round(at * NS), segment("A", port=PORT, seq=SERVER - 5000, ack=ISN - 400_000 & 0xFFFF_FFFF, server=True)


def told_off(at: float) -> Timed:
    return round(at * NS), segment("R", port=PORT, seq=ISN - 400_000 & 0xFFFF_FFFF)


def marker(at: float) -> Timed:
    """Something later, so that the capture lasts."""
    return round(at * NS), segment("S", port=59999, seq=1)


def run(tmp_path: Path, *frames: Timed) -> Result:
    return analyze([save(tmp_path / "x.pcap", pcap(frames))], vips=[VIP])


def outcome(tmp_path: Path, *frames: Timed) -> Connection:
    (record,) = run(tmp_path, *frames).case.vips
    (found,) = [c for c in record.connections if c.sender_port == PORT]
    return found


def served(turn: int, by: str) -> bytes:
    """A hundred bytes of the server's."""
    return segment("PA", port=PORT, seq=SERVER + 1 + 100 * (turn - 1), ack=ISN + 1, to=by, server=True, data=b"z" * 100)
