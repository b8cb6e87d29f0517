"""`capture` on a real wire: what arrives, what is counted, and as whom."""

import signal
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import read
from tests.live.namespaces import INTERFACE, Pair, captured, command, pair
from tests.savefiles import MAC_A, MAC_B, VIP, announcement, arp, ether, segment

pytestmark = pytest.mark.lab

DATA = segment("A", port=40000, seq=1, data=b"x" * 1000)
OTHER = segment("PA", port=40000, seq=1, data=b"x" * 1000).replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 99]))


def tagged(frame: bytes, *vlans: int) -> bytes:
    """A frame behind VLAN tags."""
    return frame[:12] + b"".join(b"\x81\x00" + vlan.to_bytes(2, "big") for vlan in vlans) + frame[12:]


SENT = [
    announcement(MAC_A),
    tagged(announcement(MAC_B), 200),
    tagged(announcement(MAC_B), 100, 200),
    DATA,
    tagged(DATA, 200),
    OTHER,
    tagged(OTHER, 200),
]


def test_what_passed_the_filter_is_in_the_file_and_counted(tmp_path: Path) -> None:
    target = tmp_path / "x.pcapng"
    with pair() as wire, command(wire.here, "capture", "-i", INTERFACE, "-w", str(target), "--vip", VIP) as running:
        assert "running as" in running.until("listening on")
        wire.send(*SENT)
        read_until(target, 5)
        status = running.status()
        code, lines = running.end(signal.SIGTERM)
    assert code == 0
    assert lines[-1] == "arpwatch-k8s: eth0: 5 frames captured; 0 dropped by the kernel, 0 by the interface"
    assert status["Uid"].split()[0] != "0"
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1"
    frames = captured(target)
    assert frames[:3] == SENT[:3]
    assert [len(frame) for frame in frames[3:]] == [192, 196]
    (info,) = read([str(target)], [VIP]).captures
    assert (info.frames, info.drops, info.complete) == (5, 0, True)


@pytest.mark.parametrize("what", ["capture", "watch"])
def test_what_was_sent_just_before_the_end_is_in(tmp_path: Path, what: str) -> None:
    """The kernel hands frames on in blocks: the last one is not full when the end is asked for."""
    options = ("-w", str(tmp_path / "x.pcapng")) if what == "capture" else ("--vip", VIP, "--format", "ndjson", "-q")
    with pair() as wire, command(wire.here, what, "-i", INTERFACE, *options) as running:
        running.until("listening on" if what == "capture" else '"started"')
        wire.send(*[announcement(MAC_A)] * 500)
        code, lines = running.end(signal.SIGTERM)
    assert code == 0
    assert ("500 frames captured" if what == "capture" else '"frames": 500') in lines[-1]


def read_until(path: Path, frames: int) -> None:
    """Until a file that grows has so many frames; each is written as soon as the kernel hands it over."""
    while len(captured(path)) < frames:
        pass


@pytest.mark.parametrize(
    ("options", "lengths"),
    [
        (("--control-only", "--vip", VIP), [42, 46, 50]),
        (("--full",), [len(frame) for frame in SENT]),
        (("--full", "-s", "60"), [42, 46, 50, 60, 60, 60, 60]),
        (("--vip", VIP, "vlan", "200"), [46, 196]),
        (("-p", "-c", "2"), [42, 46]),
    ],
    ids=["control only", "full", "snaplen", "user's filter", "count"],
)
def test_options_choose_frames_and_their_lengths(tmp_path: Path, options: tuple[str, ...], lengths: list[int]) -> None:
    target = tmp_path / "x.pcapng"
    count = () if "-c" in options else ("-c", str(len(lengths)))
    with (
        pair() as wire,
        command(wire.here, "capture", "-i", INTERFACE, "-w", str(target), *count, *options) as running,
    ):
        running.until("listening on")
        wire.send(*SENT)
        assert running.wait()[0] == 0
    assert [len(frame) for frame in captured(target)] == lengths


def test_any_listens_everywhere(tmp_path: Path) -> None:
    target = tmp_path / "x.pcapng"
    with pair() as wire, command(wire.here, "capture", "-i", "any", "-w", str(target), "-c", "2") as running:
        running.until("listening on")
        wire.send(announcement(MAC_A), DATA, ether(b"\x00" * 50, MAC_A, MAC_B), arp(2, MAC_B, VIP, MAC_A, "192.0.2.10"))
        assert running.wait()[0] == 0
    loaded = read([str(target)], [VIP])
    assert len(loaded.evidence) == 2


def test_without_root_one_capability_is_enough(reachable: Path) -> None:
    # not compiled: a user without a home would compile anew
    one = (
        "env",
        "NUMBA_DISABLE_JIT=1",
        "setpriv",
        "--reuid=daemon",
        "--clear-groups",
        "--inh-caps=-all,+net_raw",
        "--ambient-caps=-all,+net_raw",
    )
    target = reachable / "x.pcapng"
    with (
        pair() as wire,
        command(wire.here, "capture", "-i", INTERFACE, "-w", str(target), "-c", "1", before=one) as running,
    ):
        assert "running as daemon, without capabilities" in running.until("listening on")
        wire.send(announcement(MAC_A))
        assert running.wait()[0] == 0
    assert captured(target) == [announcement(MAC_A)]


def test_without_any_right_it_says_what_to_do(reachable: Path) -> None:
    none = ("env", "NUMBA_DISABLE_JIT=1", "setpriv", "--reuid=daemon", "--clear-groups", "--inh-caps=-all")
    with (
        pair() as wire,
        command(wire.here, "capture", "-i", INTERFACE, "-w", str(reachable / "x"), before=none) as running,
    ):
        code, lines = running.wait()
    assert code == 3
    assert any("cannot be listened to" in line for line in lines)
    assert any("CAP_NET_RAW" in line for line in lines)
    assert not any("Traceback" in line for line in lines)


def rotated(wire: Pair, folder: Path, *options: str) -> list[Path]:
    """The files that a rotation of three frames leaves."""
    with command(wire.here, "capture", "-i", INTERFACE, "-w", str(folder / "x.pcapng"), "-c", "3", *options) as running:
        running.until("listening on")
        for number in range(3):
            wire.send(announcement(MAC_A, f"192.0.2.{number + 1}"))
            while len(list(folder.iterdir())) < number + 1:
                pass
        assert running.wait()[0] == 0
    return sorted(folder.iterdir())


def test_a_folder_that_the_user_may_not_write_to_is_refused(reachable: Path) -> None:
    reachable.chmod(0o755)
    with (
        pair() as wire,
        command(wire.here, "capture", "-i", INTERFACE, "-w", str(reachable / "x"), "-G", "1") as running,
    ):
        code, lines = running.wait()
    assert code == 3
    assert any("the next file cannot be made there" in line for line in lines)


def test_rotation_makes_files_that_read_as_one_capture(reachable: Path) -> None:
    with pair() as wire:
        files = rotated(wire, reachable, "-C", "0.00001", "--zstd")
    assert all(path.suffix == ".zst" for path in files)
    loaded = read([str(reachable)])
    assert sum(info.frames for info in loaded.captures) == 3
