"""`evidence`, as a user runs it."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from arpwatch_k8s.evidence.frame import COLUMNS, FLOW_COLUMNS
from tests.cli.command import run
from tests.savefiles import (
    MAC_A,
    NS,
    VIP,
    announcement,
    arp,
    enhanced,
    exchange,
    interface,
    pcap,
    pcapng,
    question,
    save,
    section,
)

FRAMES = [(0, announcement(MAC_A)), (1_000_000_007, question()), *exchange(2 * NS, 40000)]


@pytest.fixture
def source(tmp_path: Path) -> str:
    return save(tmp_path / "x.pcapng", pcapng(FRAMES))


def test_csv_has_every_documented_column_and_nanoseconds(source: str) -> None:
    done = run("evidence", source)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == [column.name for column in COLUMNS] + [column.name for column in FLOW_COLUMNS]
    assert [row["kind"] for row in rows] == [
        "arp_announcement",
        "arp_request",
        "tcp_syn",
        "tcp_synack",
        "tcp_fin",
        "tcp_fin",
    ]
    assert rows[1]["time"] == "1970-01-01T00:00:01.000000007Z"


def test_ndjson_is_an_object_a_line_with_nanoseconds(source: str) -> None:
    done = run("evidence", source, "--format", "ndjson", "--kind", "arp_request")
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["time"], row["sender_ip"], row["ttl"]) == ("1970-01-01T00:00:01.000000007Z", "192.0.2.10", None)


def test_rows_are_picked_by_kind_address_and_time(source: str) -> None:
    def frames(*arguments: str) -> list[str]:
        return [row["frame"] for row in csv.DictReader(io.StringIO(run("evidence", source, *arguments).stdout))]

    assert frames("--kind", "tcp_syn", "--kind", "tcp_synack") == ["3", "4"]
    assert frames("--from", "1970-01-01T00:00:01Z", "--to", "2") == ["2", "3"]
    assert frames("--from", "1970-01-01 09:00:02.002", "--tz", "Asia/Tokyo") == ["5", "6"]
    assert frames("--vip", VIP, "--kind", "arp_announcement") == ["1"]


def test_parquet_holds_the_same_table(source: str, tmp_path: Path) -> None:
    target = tmp_path / "evidence.parquet"
    assert run("evidence", source, "--format", "parquet", "-o", str(target)).returncode == 0
    table = pd.read_parquet(target)
    assert table["kind"].tolist()[:3] == ["arp_announcement", "arp_request", "tcp_syn"]
    assert table["time"][1].value == 1_000_000_007


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "arp"), "no kind of evidence"),
        (("--from", "yesterday"), "is no time"),
        (("--format", "parquet"), "cannot go to standard output"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(source: str, arguments: tuple[str, ...], words: str) -> None:
    done = run("evidence", source, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True)


def test_a_spreadsheet_finds_no_formula_in_a_capture_name(tmp_path: Path) -> None:
    done = run("evidence", save(tmp_path / "=cmd()", pcap(FRAMES)), "--kind", "arp_request")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["capture"] == "'=cmd()"


@pytest.mark.tshark
def test_frames_are_written_byte_for_byte_with_their_times(tmp_path: Path) -> None:
    odd = arp(1, MAC_A, VIP, MAC_A, VIP) + b"trailer"
    data = section() + interface() + interface(linktype=101, resolution=6) + enhanced(5, odd, length=99)
    data += enhanced(7, exchange(0, 40000)[0][1][14:], number=1) + section(big=True) + interface(big=True)
    data += enhanced(9, announcement(MAC_A), big=True)
    source, target = save(tmp_path / "x.pcapng", data), str(tmp_path / "out.pcapng")
    assert run("evidence", source, "--vip", VIP, "-w", target).returncode == 0
    assert run("evidence", source, "--vip", VIP, "-w", target).returncode == 2
    fields = ["-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.cap_len", "-e", "frame.encap_type"]
    done = subprocess.run(["tshark", "-r", target, "-T", "fields", *fields], capture_output=True, text=True, check=True)
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        ["0.000000005", "99", str(len(odd)), "1"],
        ["0.000007000", "40", "40", "7"],
        ["0.000000009", "42", "42", "1"],
    ]
    raw = Path(target).read_bytes()
    assert all(frame in raw for frame in (odd, announcement(MAC_A)))


@pytest.mark.tshark
def test_cited_frames_are_written_with_comments(repo: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "out.pcapng")
    done = run("evidence", str(repo / "captures/service-not-programmed/proxy.pcapng"), "--cited", "-w", target)
    assert (done.returncode, done.stdout) == (0, "")
    told = subprocess.run(
        ["tshark", "-r", target, "-Y", 'frame.comment contains "[1.1]"', "-T", "fields", "-e", "frame.comment"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "service-not-programmed, 192.0.2.80, step 1 of" in told


def test_frames_can_be_written_short_and_without_addresses(source: str, tmp_path: Path) -> None:
    target = tmp_path / "out.pcapng"
    assert run("evidence", source, "-w", str(target), "--anonymize", "--snap", "40").returncode == 0
    data = target.read_bytes()
    assert bytes.fromhex(MAC_A.replace(":", "")) not in data
    assert bytes([192, 0, 2]) not in data


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cited",), "none are written"),
        (("--snap", "60"), "none are written"),
        (("--anonymize",), "none are written"),
        (("--keep-vendor", "-w", "x"), "--keep-vendor says what --anonymize leaves"),
        (("--cited", "-w", "x", "--kind", "vrrp"), "pick others"),
    ],
)
def test_options_that_do_not_go_together_are_usage_errors(source: str, arguments: tuple[str, ...], words: str) -> None:
    done = run("evidence", source, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True)
