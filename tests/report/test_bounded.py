"""What is written stays small enough to be opened, however many nodes a capture shows."""

import json
import os
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.plotter import Look
from arpwatch_k8s.report.formats.card import card
from arpwatch_k8s.report.formats.markdown import markdown
from arpwatch_k8s.report.formats.page import html
from arpwatch_k8s.report.formats.text import text
from arpwatch_k8s.report.manifest import manifest
from tests.cli.command import run
from tests.savefiles import VIP, pcap, save

NS = 1_000_000_000
MIB = 1 << 20


def claimed_by(owners: int) -> bytes:
    """A capture in which so many MACs announce one VIP, one after the other."""
    address = bytes(map(int, VIP.split(".")))
    frames = []
    for number in range(owners):
        mac = b"\x02\x10" + struct.pack(">I", number)
        arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + b"\0" * 6 + address
        frames.append((1_700_000_000 * NS + number * NS // 100, b"\xff" * 6 + mac + b"\x08\x06" + arp + b"\0" * 18))
    return pcap(frames)


@pytest.mark.long
def test_four_thousand_owners_are_a_page_that_opens(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", claimed_by(4_000)), "-o", str(tmp_path / "report"))
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) < 2_000
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "report").iterdir() if path.is_file()}
    assert sizes["report.html"] < 10 * MIB
    assert max(sizes[name] for name in ("timeline.svg", "timeline.png", "timeline.pdf")) < 5 * MIB
    assert len((tmp_path / "report/tables/epochs.csv").read_text().splitlines()) > 4_000, "the tables have all"


@pytest.mark.long
def test_hundreds_of_captures_are_told_in_a_few_lines_and_counted(tmp_path: Path) -> None:
    address = bytes(map(int, VIP.split(".")))
    arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + b"\x02" * 6 + address + b"\0" * 6 + address
    frame = b"\xff" * 6 + b"\x02" * 6 + b"\x08\x06" + arp + b"\0" * 18
    folder = tmp_path / "captures"
    folder.mkdir()
    for number in range(200):
        broken = [((number + 1) * NS, b"\xff")] if number == 150 else []
        save(folder / f"dump.{number}.pcap", pcap([((number + 1) * NS, frame), *broken]))
    said = " ".join(run("analyze", str(folder)).stdout.split())
    assert said.count("Read dump.") == 60
    assert "Read dump.150.pcap: 2 frames" in said, "what lacks something is told of"
    assert "... 140 more captures, in --format json" in said


@pytest.mark.long
def test_two_hundred_thousand_changes_of_owner_take_less_than_a_kibibyte_each(tmp_path: Path) -> None:
    address = bytes(map(int, VIP.split(".")))
    frames = []
    for number in range(200_000):
        mac = b"\x02\x10\0\0\0" + bytes([number % 2])
        arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + b"\0" * 6 + address
        frames.append((NS + number * NS // 1000, b"\xff" * 6 + mac + b"\x08\x06" + arp + b"\0" * 18))
    path = save(tmp_path / "x.pcap", pcap(frames))
    quiet = peak_of(save(tmp_path / "one.pcap", pcap(frames[:1])))
    assert peak_of(path) - quiet < 200 * MIB


def peak_of(path: str) -> int:
    """The most memory that a run took, in bytes."""
    command = [sys.executable, "-m", "arpwatch_k8s", "analyze", path]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * 1024


def announced(vips: int) -> bytes:
    """A capture in which three MACs announce so many addresses twice."""
    frames = []
    for number in range(2 * vips):
        at = number % vips
        mac, address = b"\x02\x10\0\0\0" + bytes([at % 3]), bytes([10, 0, at >> 8, at & 255])
        arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + b"\0" * 6 + address
        frames.append((1_700_000_000 * NS + number * NS // 100, b"\xff" * 6 + mac + b"\x08\x06" + arp + b"\0" * 18))
    return pcap(frames)


@pytest.mark.long
def test_hundreds_of_vips_are_told_in_a_few_words_and_listed_in_full(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", announced(400)), "-o", str(tmp_path / "report"))
    said = done.stdout.splitlines()
    assert len(said) < 600
    assert "  ... 376 more VIPs, in --format json" in said
    assert "10.0.0.5 and 394 more in it" in " ".join(done.stdout.split())
    document = json.loads((tmp_path / "report/analysis.json").read_text())
    assert len(document["vips"]) == 400


def redirects(senders: int) -> bytes:
    """A capture in which so many hosts, none twice, send a redirect about a VIP that was announced."""
    vip, client = bytes(map(int, VIP.split("."))), bytes([192, 0, 2, 9])
    owner, asker = b"\x02\x10\0\0\0\1", b"\x02\x10\0\0\0\2"
    arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + owner + vip + b"\0" * 6 + vip
    frames = [(1_700_000_000 * NS, b"\xff" * 6 + owner + b"\x08\x06" + arp)]
    quoted = struct.pack(">BBHHHBBH4s4sHHI", 0x45, 0, 40, 0, 0, 63, 6, 0, client, vip, 40_000, 443, 7)
    message = struct.pack(">BBH4s", 5, 1, 0, bytes([192, 0, 2, 1])) + quoted
    for number in range(senders):
        mac, source = b"\x02\x20" + struct.pack(">I", number), struct.pack(">I", 0x0A00_0000 + number)
        header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(message), 0, 0, 64, 1, 0, source, client)
        frames.append((frames[-1][0] + NS // 100, asker + mac + b"\x08\0" + header + message))
    return pcap(frames)


@pytest.mark.long
def test_thousands_of_hosts_that_send_symptoms_are_some_lines_and_a_count(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", redirects(3_000)))
    said = done.stdout.splitlines()
    assert len([line for line in said if "icmp_redirect" in line]) == 8
    assert "  2,992 more symptoms from others, in --format json" in said


def test_what_is_said_of_each_owner_is_told_of_sixty_and_counted(tmp_path: Path) -> None:
    result = analyze([save(tmp_path / "x.pcap", claimed_by(2))])
    caveats = tuple(f"owner {number} had no frame of its own" for number in range(200))
    result = replace(result, verdict=replace(result.verdict, caveats=caveats))
    told = text(result, UTC)
    assert told.count("had no frame of its own") == 60
    assert "  ... 140 more caveats, in --format json" in told.splitlines()
    assert card(result).count("had no frame of its own") == 60
    assert "140 more caveats" in card(result)
    wiki = markdown(result, UTC, made=manifest(result, []), figures=["x.svg"])
    assert wiki.count("had no frame of its own") == 60
    assert "- 140 more caveats: " in wiki
    page = html(result, Look(), made=manifest(result, []), svg="<svg/>")
    assert page.count("<li>owner ") == 60
    assert "140 more caveats are in analysis.json" in page


def test_of_very_many_inputs_pages_name_the_first_and_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.report.crowded.MOST_INPUTS", 4)
    paths = [save(tmp_path / f"dump.{number}.pcap", claimed_by(1)) for number in range(7)]
    for number, path in enumerate(paths):
        Path(path).write_bytes(pcap([((number + 1) * NS, b"\xff" * 60)]))
    result = analyze(paths)
    made = manifest(result, ())
    pages = (html(result, Look(tz=UTC), made=made, svg="<svg/>"), markdown(result, UTC, made=made, figures=["x.svg"]))
    for page in pages:
        inputs = page[page.rindex("Made from") :].partition("</table>")[0]
        assert [f"dump.{number}.pcap" in inputs for number in range(7)] == [True, True, False, False, False, True, True]
        assert "... 3 more, in manifest.json" in inputs
    assert isinstance(made["inputs"], list)
    assert len(made["inputs"]) == 7
