"""The command on frames that were printed, alone and beside a capture."""

import json
from pathlib import Path

from tests.cli.command import run
from tests.savefiles import NS, announcement, pcap

DUMP = """\
11:36:00.749678 IP (tos 0xc0, ttl 64, id 35462, offset 0, flags [none], proto ICMP (1), length 88)
192.0.2.22 > 192.0.2.10: ICMP host 192.0.2.80 unreachable, length 68
IP (tos 0x0, ttl 63, id 57322, offset 0, flags [DF], proto TCP (6), length 60)
192.0.2.10.55328 > 192.0.2.80.443: Flags [S], seq 410361499, win 64240, length 0
"""


def dump(tmp_path: Path) -> str:
    """A file of such lines."""
    path = tmp_path / "dump.txt"
    path.write_text(DUMP)
    return str(path)


def test_frames_are_cited_by_line_and_times_have_no_date(tmp_path: Path) -> None:
    done = run("analyze", dump(tmp_path), "--vip", "192.0.2.80")
    assert done.returncode == 0
    assert "no date, UTC" in done.stdout
    assert "1970" not in done.stdout
    assert "[lines 1]" in done.stdout or "cited by line" in " ".join(done.stdout.split())


def test_the_date_may_be_named(tmp_path: Path) -> None:
    done = run("analyze", dump(tmp_path), "--date", "2026-11-22", "--tz", "Asia/Tokyo", "--format", "json")
    (capture,) = json.loads(done.stdout)["captures"]
    assert capture["first_time"] == "2026-11-22T02:36:00.749678000Z"
    assert (capture["numbered_by"], capture["dateless"], capture["format"]) == ("line", False, "text")
    assert run("analyze", dump(tmp_path), "--date", "soon").returncode == 2


def test_what_has_no_date_is_left_out_beside_what_has_one_and_that_is_told(tmp_path: Path) -> None:
    capture = tmp_path / "a.pcap"
    capture.write_bytes(pcap([(1795388040 * NS, announcement("52:54:00:00:02:15", "192.0.2.80"))]))
    both = run("analyze", str(capture), dump(tmp_path))
    assert "its times have no date" in " ".join(both.stdout.split())
    dated = run("analyze", str(capture), dump(tmp_path), "--date", "2026-11-22", "--format", "json")
    assert [one["name"] for one in json.loads(dated.stdout)["captures"]] == ["dump.txt", "a.pcap"]


def test_bytes_that_were_not_printed_are_not_made_up(tmp_path: Path) -> None:
    path = dump(tmp_path)
    written = run("evidence", path, "-w", str(tmp_path / "out.pcapng"))
    assert (written.returncode, "as they were printed" in written.stderr) == (3, True)
    report = run("report", path, "-o", str(tmp_path / "report"))
    assert (report.returncode, f"{tmp_path / 'report'} has no evidence.pcapng: frames that" in report.stderr) == (
        0,
        True,
    )
    assert not (tmp_path / "report" / "evidence.pcapng").exists()


def test_show_shows_the_line_that_a_frame_is_cited_by_and_what_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text(DUMP.replace("\n192.0.2.22 > ", "\n    192.0.2.22 > ") + "12:00:00.000001 ARP\x1b[31m\n")
    assert run("show", str(path), "1").stdout.splitlines() == [
        "11:36:00.749678 IP (tos 0xc0, ttl 64, id 35462, offset 0, flags [none], proto ICMP (1), length 88)",
        "    192.0.2.22 > 192.0.2.10: ICMP host 192.0.2.80 unreachable, length 68",
    ]
    assert run("show", str(path), "5").stdout == "12:00:00.000001 ARP\\x1b[31m\n"
    none = run("show", str(path), "6")
    assert (none.returncode, len(none.stderr.splitlines())) == (2, 2)
