"""What tcpdump and tshark print of the project's own captures has their rows, but for what is not shown."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.frame import to_frame
from tests.conftest import CAPTURES

pytestmark = pytest.mark.long
ELSEWHERE = {"time", "capture", "frame", "interface", "ifindex", "offset", "captured_len"}
"""Columns of where a frame is from."""
NOT_SHOWN = {
    "tcpdump": {("arp_announcement", "target_mac"), ("arp_reply", "target_mac"), ("arp_reply", "target_ip")},
    "tshark": set[tuple[str, str]](),
}
PROGRAMS = [
    pytest.param(["tcpdump", "-n", "-e", "-vv", "-tt", "-S"], marks=pytest.mark.tcpdump, id="tcpdump"),
    pytest.param(["tcpdump", "-n", "-e", "-vv", "-tt", "--number"], marks=pytest.mark.tcpdump, id="tcpdump --number"),
    pytest.param(["tshark", "-V"], marks=pytest.mark.tshark, id="tshark -V"),
]


def rows(path: Path) -> list[dict[str, Any]]:
    """Rows of evidence in order, without those columns and what is missing."""
    table = to_frame(load([path]).evidence, ["x"]).astype(object)
    return [
        {name: value for name, value in row.items() if name not in ELSEWHERE and value not in (None, "", [])}
        for row in table.where(table.notna(), None).to_dict("records")
    ]


@pytest.mark.parametrize("name", ["keepalived-failover-ipv6", "vlan-trunk", "backend-rejects", "stale-cache"])
@pytest.mark.parametrize("command", PROGRAMS)
def test_a_print_has_the_rows_of_its_capture(name: str, command: list[str], tmp_path: Path) -> None:
    capture = CAPTURES / name / "proxy.pcapng"
    program = shutil.which(command[0])
    assert program is not None
    path = tmp_path / "dump.txt"
    with path.open("w") as out:
        subprocess.run(
            [program, *command[1:], "-r", str(capture)],
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC"},
            check=True,
        )
    found, whole = rows(path), rows(capture)
    hidden = NOT_SHOWN[command[0]]
    assert len(found) == len(whole)
    for one, other in zip(found, whole, strict=True):
        left = {name for name in other if (other["kind"], name) in hidden}
        assert {name: one[name] for name in one if name not in left} == {
            name: other[name] for name in other if name not in left
        }
        assert all(one.get(name, other[name]) == other[name] for name in left)
