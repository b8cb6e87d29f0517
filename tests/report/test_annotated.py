"""evidence.pcapng: cited frames and their neighbors, comments that tshark reads back, nothing made wrong."""

import re
import struct
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.report.annotated import Shape, write_cited, write_commented
from arpwatch_k8s.report.citations import about, citations, comment
from arpwatch_k8s.report.pseudonymous import Words
from tests.conftest import MORE_CAPTURES, REPO
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NS,
    announcement,
    block,
    enhanced,
    exchange,
    icmp,
    option,
    pcap,
    pcapng,
    question,
    save,
    section,
    segment,
)

SCENARIOS = (
    "healthy", "service-not-programmed", "two-controllers", "keepalived-failover-ipv6", "vlan-trunk", "any-interface",
    "vrid-collision", "stalled",
)  # fmt: skip
"""One of each link type, tag, address family and kind of frame that findings cite."""
OWN = [REPO / "captures" / name for name in SCENARIOS]
MORE = sorted(path.parent for path in (MORE_CAPTURES / "lab").glob("keepalived_failover/truth.json"))
CLEAN = [
    "-o", "tcp.analyze_sequence_numbers:FALSE", "-o", "arp.detect_duplicate_ips:FALSE",
    "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
]  # fmt: skip
"""What is wrong with a frame by itself: what Wireshark says of sequences depends on frames that were left out."""
SHAPES = [Shape(), Shape(anonymize=True), Shape(anonymize=True, keep_vendor=True), Shape(snap=80)]
SHOULD_BE = re.compile(r" \[should be 0x[0-9a-f]+\]")


def tshark(path: Path, *fields: str, options: list[str] | None = None) -> list[list[str]]:
    """Fields of every frame."""
    wanted = [word for field in fields for word in ("-e", field)]
    command = ["tshark", "-n", "-r", str(path), *(options or []), "-T", "fields", "-E", "aggregator=\x1f", *wanted]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split("\t") for line in lines]


@cache
def analyzed(path: Path) -> Result:
    """The result of one capture, which several tests need."""
    return aw.analyze(path).result


@cache
def original(path: Path, *fields: str) -> list[list[str]]:
    """Fields of every frame of a capture, which several tests need."""
    return tshark(path, *fields, options=CLEAN)


def captures() -> list[Path]:
    return [next(iter(sorted(folder.glob("*.pcap*")))) for folder in OWN + MORE]


def sick(tmp_path: Path, name: str = "proxy.pcapng", *, ahead: int = 0) -> str:
    """The owner forwards four SYNs; frames beside that are no evidence."""
    frames = [(0, announcement(MAC_A)), (1000, question()), *exchange(NS, 40000)]
    for n in range(4):
        at = (10 + 4 * n) * NS
        frames += [(at, segment("S", port=41000 + n, seq=5)), (at + 1, segment("A", port=39999, seq=n, to=MAC_B))]
        frames += [(at + 3 * NS, icmp(3, 1, port=41000 + n, seq=5, quoted_bytes=40))]
    return save(tmp_path / name, pcapng([(time + ahead + 1_700_000_000 * NS, data) for time, data in frames]))


@pytest.mark.tshark
@pytest.mark.parametrize("path", captures(), ids=lambda path: path.parent.name)
def test_every_cited_frame_is_there_with_its_comments_bytes_and_time(path: Path, tmp_path: Path) -> None:
    result = analyzed(path)
    target = tmp_path / "e.pcapng"
    write_cited(result, str(target))
    cited = citations(result)
    assert len(cited) > 0 or not result.verdict.findings
    name = result.case.captures[0].name
    got = tshark(target, "frame.comment", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.encap_type")
    near = {n for place in cited for n in (place.frame - 1, place.frame, place.frame + 1)}
    numbers = sorted(n for n in near if 1 <= n <= result.case.captures[0].frames)
    assert len(got) == len(numbers)
    for number, (comments, *_) in zip(numbers, got, strict=True):
        expected = [comment(one, name, number) for one in cited.get(FrameRef(0, number), ())]
        assert comments == "\x1f".join(expected)
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    source = tshark(path, "frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.encap_type")
    assert [row[1:] for row in got] == [source[number - 1][1:] for number in numbers]
    assert first < last


@pytest.mark.tshark
@pytest.mark.parametrize("path", captures(), ids=lambda path: path.parent.name)
def test_all_frames_are_there_by_their_numbers_the_cited_ones_with_their_comments(path: Path, tmp_path: Path) -> None:
    result = analyzed(path)
    target = tmp_path / "all.pcapng"
    (info,) = result.case.captures
    assert write_commented(result, str(target)) == info.frames
    cited = citations(result)
    fields = ("frame.time_epoch", "frame.len", "frame.cap_len", "frame.encap_type")
    got = tshark(target, *fields, "frame.comment")
    assert [row[:-1] for row in got] == tshark(path, *fields)
    for number, row in enumerate(got, 1):
        assert row[-1] == "\x1f".join(comment(one, info.name, number) for one in cited.get(FrameRef(0, number), ()))


@pytest.mark.tshark
@pytest.mark.parametrize("path", captures(), ids=lambda path: path.parent.name)
def test_wireshark_remarks_nothing_that_it_did_not_before(path: Path, tmp_path: Path) -> None:
    for number, shape in enumerate(SHAPES):
        check_remarks(path, shape, tmp_path / f"{number}.pcapng")


def check_remarks(path: Path, shape: Shape, target: Path) -> None:
    """What is written in some shape, against its source."""
    result = analyzed(path)
    write_cited(result, str(target), shape)
    near = {n for place in citations(result) for n in (place.frame - 1, place.frame, place.frame + 1)}
    source = original(path, "_ws.expert.message", "ip.ttl", "arp.opcode", "tcp.seq_raw")
    before = [source[n - 1] for n in sorted(near) if 1 <= n <= result.case.captures[0].frames]
    after = tshark(target, "_ws.expert.message", "ip.ttl", "arp.opcode", "tcp.seq_raw", options=CLEAN)
    for was, now in zip(before, after, strict=True):
        remarks = {text for text in SHOULD_BE.sub("", now[0]).split("\x1f") if not text.startswith("[")} - {""}
        assert remarks <= set(SHOULD_BE.sub("", was[0]).split("\x1f"))
        assert was[1:] == now[1:]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    result = aw.analyze(sick(tmp_path)).result
    for number, shape in enumerate((Shape(), Shape(anonymize=True))):
        paths = [tmp_path / f"{number}{letter}.pcapng" for letter in "ab"]
        for path in paths:
            write_cited(result, str(path), shape)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_an_anonymous_file_holds_no_name_and_no_address(tmp_path: Path) -> None:
    result: Result = aw.analyze(sick(tmp_path, "tokyo-proxy.pcapng"), nodes={"k8s-worker-7": MAC_A}).result
    target = tmp_path / "e.pcapng"
    write_cited(result, str(target), Shape(anonymize=True))
    data = target.read_bytes()
    macs = [bytes.fromhex(mac.replace(":", "")) for mac in (MAC_A, "52:54:00:00:00:10")]
    texts = [b"k8s-worker", b"tokyo", b"192.0.2", b"52:54:00", b"eth7"]
    assert [thing for thing in (*macs, *texts, bytes([192, 0, 2])) if thing in data] == []
    assert b"node-1 (02:00:00:00:00:01)" in data
    assert b"capture-1" in data


@pytest.mark.tshark
def test_a_snap_cuts_and_says_how_long_frames_were(tmp_path: Path) -> None:
    result = aw.analyze(sick(tmp_path)).result
    target = tmp_path / "e.pcapng"
    write_cited(result, str(target), Shape(snap=50))
    lengths = [(int(length), int(captured)) for length, captured in tshark(target, "frame.len", "frame.cap_len")]
    assert {captured for _, captured in lengths} == {42, 50}
    assert max(length for length, _ in lengths) > 50


@pytest.mark.tshark
def test_several_captures_keep_their_interfaces_names_and_clocks(tmp_path: Path) -> None:
    frames = [(1_700_000_000 * NS + n, data) for n, data in fight()]
    named = block(1, struct.pack("<HHI", 1, 0, 0) + option(2, b"bond0") + option(3, b"uplink") + option(9, b"\x09"))
    mine = [frame for number, frame in enumerate(frames) if number < 8 or number % 3]
    one = save(tmp_path / "one.pcapng", section() + named + b"".join(enhanced(*frame) for frame in mine))
    others = [(time + 7, data) for number, (time, data) in enumerate(frames) if number < 8 or number % 3 != 1]
    two = save(tmp_path / "two.pcap", pcap(others))
    result = aw.analyze(one, two, vip="192.0.2.80").result
    assert {place.capture for place in citations(result)} == {0, 1}
    target = tmp_path / "e.pcapng"
    write_cited(result, str(target))
    got = tshark(target, "frame.interface_name", "frame.interface_description", "frame.time_epoch", "frame.comment")
    names = {name: description for name, description, *_ in got}
    assert set(names) == {"bond0", "two.pcap"}
    assert names["bond0"].startswith("interface 0 of one.pcapng; uplink")
    assert "its clock is" in "".join(names.values())
    times = [int(time.replace(".", "")) for _, _, time, _ in got]
    assert all(a <= b for a, b in pairwise(times))
    original = {time for time, _ in mine} | {time for time, _ in others}
    assert set(times) <= original
    assert all(("one.pcapng" in text) == (name == "bond0") for name, _, _, text in got if text)


def fight() -> list[tuple[int, bytes]]:
    """Two nodes claim one address in turns."""
    return [(n * NS, announcement((MAC_A, MAC_B)[n % 2])) for n in range(40)]


def test_a_capture_that_changed_since_is_refused(tmp_path: Path) -> None:
    path = Path(sick(tmp_path))
    result = aw.analyze(path).result
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(aw.InputError, match="has changed"):
        write_cited(result, str(tmp_path / "e.pcapng"))
    assert not (tmp_path / "e.pcapng").exists()


@pytest.mark.tshark
def test_nothing_to_cite_is_said_in_a_file_without_frames(repo: Path, tmp_path: Path) -> None:
    result = aw.analyze(repo / "captures/healthy/proxy.pcapng").result
    target = tmp_path / "e.pcapng"
    write_cited(result, str(target))
    assert tshark(target, "frame.number") == []
    about = subprocess.run(["capinfos", str(target)], capture_output=True, text=True, check=True).stdout
    assert "Verdict: healthy" in about


def test_the_files_comment_names_the_lines_that_a_step_cites() -> None:
    result = aw.analyze(
        REPO / "captures" / "proxy-amplified" / "proxy.pcapng",
        logs=f"{REPO / 'captures' / 'proxy-amplified' / 'nginx-error.log'}@UTC",
    ).result
    (told,) = [text for text in about(result) if "proxy-amplified" in text.partition("\n")[0]]
    assert re.search(r"\(frames [\d, ]+ of proxy\.pcapng; lines [\d, ]+ of nginx-error\.log\)", told)
    number = next(n for n, one in enumerate(result.verdict.findings, 1) if one.rule == "proxy-amplified")
    hidden = Words(Pseudonyms(keep_vendor=False), result, keep_vendor=False).text(told)
    assert hidden.startswith(f"[{number}] proxy-amplified")
    assert "of log-1)" in hidden
    assert "nginx-error.log" not in hidden
