"""`watch --record` on a real wire: as whom it writes, what is in the file, and what a second watch is told."""

import json
import os
import signal
import stat
from pathlib import Path

import matplotlib
import pytest

import arpwatch_k8s as aw
from tests.live.namespaces import INTERFACE, command, pair
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange

pytestmark = pytest.mark.lab


def test_a_move_is_recorded_with_what_was_before_it_by_one_who_has_no_rights(reachable: Path) -> None:
    folder = reachable / "rec"
    options = ("-i", INTERFACE, "--vip", VIP, "-q", "--record", str(folder), "--no-record-report")
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until("watching")
        wire.send(announcement(MAC_A), *(frame for _, frame in exchange(NS, 40000)))
        running.until("is claimed by")
        wire.send(announcement(MAC_B))
        opened = running.until("incident: ")
        with command(wire.here, "watch", *options) as second:
            second.until("another watch records there")
            assert second.wait()[0] == 3
        (incomplete,) = folder.iterdir()
        code, lines = running.end(signal.SIGTERM)
    (recording,) = folder.iterdir()
    assert code == 0
    assert incomplete.name == f"{recording.name}.incomplete"
    assert recording.name in opened
    assert any("recording ended early" in line and recording.name in line for line in lines)
    status = recording.stat()
    assert (status.st_uid != 0, stat.S_IMODE(status.st_mode), stat.S_IMODE(folder.stat().st_mode)) == (
        True,
        0o640,
        0o750,
    )
    analysis = aw.analyze(str(recording))
    (vip,) = analysis.result.case.vips
    assert [epoch.mac & 0xFF for epoch in vip.ownership.epochs] == [0x0A, 0x0B]
    assert analysis.result.case.captures[0].frames == 1 + len(exchange(NS, 40000)) + 1


FROM_AFAR = """
mount --bind "$2" "$1"
export PYTHONPATH="$1"
shift 2
exec "$@"
"""
"""A command, the packages that it uses in a folder below one that root alone may enter."""


def test_a_report_is_made_by_one_who_does_not_reach_python(reachable: Path, tmp_path: Path) -> None:
    site = Path(matplotlib.__file__).resolve().parents[1]
    tmp_path.chmod(0o700)
    (tmp_path / "site").mkdir()
    folder = reachable / "rec"
    before = ("unshare", "--mount", "--propagation", "private", "sh", "-euc", FROM_AFAR, "-")
    options = ("-i", INTERFACE, "--vip", VIP, "--record", str(folder))
    with (
        pair() as wire,
        command(wire.here, "watch", *options, before=(*before, str(tmp_path / "site"), str(site))) as running,
    ):
        running.until("watching")
        wire.send(announcement(MAC_A), announcement(MAC_B))
        running.until("incident: ")
        code, lines = running.end(signal.SIGTERM)
    assert code == 0, lines
    assert any("report written" in line for line in lines), "\n".join(lines)
    (report,) = folder.glob("*.report")
    assert report.stat().st_uid != 0
    assert {"report.html", "timeline.pdf", "timeline.png", "evidence.pcapng"} <= {
        path.name for path in report.iterdir()
    }
    assert "DejaVuSans.ttf" in {path.name for path in (folder / ".fonts").iterdir()}
    versions = json.loads((report / "manifest.json").read_text())["versions"]
    assert None not in versions.values()


def test_a_file_says_how_to_record_and_what_only_a_new_start_changes_is_told(reachable: Path) -> None:
    folder, file = reachable / "rec", reachable / "watch.toml"
    text = f"""
[watch]
interfaces = "{INTERFACE}"
vips = "{VIP}"
[record]
folder = "{folder}"
before = "0s"
after = "0s"
keep = 1
reports = false
"""
    file.write_text(text)
    file.chmod(0o644)
    with pair() as wire, command(wire.here, "watch", "--config", str(file)) as running:
        running.until("watching")
        wire.send(announcement(MAC_A))
        running.until("is claimed by")
        wire.send(announcement(MAC_B))
        opened = running.until("incident: ")
        file.write_text(text.replace("keep = 1", "keep = 2"))
        os.kill(running.pid, signal.SIGHUP)
        running.until("settings were read again; only a new start changes record")
        code, lines = running.end(signal.SIGTERM)
    assert code == 0, lines
    (recording,) = folder.iterdir()
    assert recording.name in opened
    assert aw.analyze(str(recording)).result.case.captures[0].frames
