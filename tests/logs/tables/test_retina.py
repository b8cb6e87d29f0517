"""What Retina keeps of a node beside a capture, and its archive as a case."""

import io
import json
import tarfile
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s import archives
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.details.listed import AddressListed
from arpwatch_k8s.logs.event import Undated
from arpwatch_k8s.logs.tables.retina import SOURCE, parse
from tests.savefiles import MAC_A, NODE_A, NS, VIP, announcement, pcap

ADDRESSES = [
    {
        "ifindex": 2,
        "ifname": "eth0",
        "flags": ["BROADCAST", "UP"],
        "address": MAC_A,
        "addr_info": [{"family": "inet", "local": NODE_A, "prefixlen": 24}],
    }
]
NEIGHBORS = [{"dst": VIP, "dev": "eth0", "lladdr": MAC_A, "state": ["STALE"]}]
COMMANDS = ("ip -d -j addr show", "ip -d -j neighbor show", "ip rule list", "ip route show table all")
RESOURCES = f"""\
Summary:

{"".join(f"/usr/sbin/{command}(what it is for){chr(10)}" for command in COMMANDS)}
Execute:

/usr/sbin/{COMMANDS[0]}

{json.dumps(ADDRESSES)}
/usr/sbin/{COMMANDS[1]}

{json.dumps(NEIGHBORS)}
/usr/sbin/{COMMANDS[2]}

0:\tfrom all lookup local
/usr/sbin/{COMMANDS[3]}

default via 192.0.2.1 dev eth0 proto static
"""
"""As processMetadataFile writes it (pkg/capture/provider/network_capture_unix.go)."""
STEM = "retina-capture-node-a-20261122225400UTC"


def retina(target: Path, capture: bytes, *, values: int = 0, stem: str = STEM) -> Path:
    """An archive as Retina makes it (compressFolderToTarGz): the folder's entries by their paths in it, `.` first;
    with so many of the kernel's values."""
    files = {
        f"{stem}.pcap": capture,
        "tcpdump.log": b"/usr/bin/tcpdump -w x -i any\n\n0 packets dropped by kernel\n",
        "ip-resources.txt": RESOURCES.encode(),
        "socket-stats.txt": b"Summary:\n\n/usr/bin/ss -s(Socket statistics summary)\n\nExecute:\n\n",
        "proc-net/arp": b"IP address       HW type     Flags       HW address            Mask     Device\n",
        "proc-net/route": b"Iface\tDestination\tGateway\n",
        "proc-sys-net/ipv4/conf/all/arp_ignore": b"1\n",
        **{f"proc-sys-net/ipv4/conf/veth{number}/mc_forwarding": b"0\n" for number in range(values)},
    }
    path = target / f"{stem}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for folder in (".", "proc-net", "proc-sys-net"):
            entry = tarfile.TarInfo(folder)
            entry.type = tarfile.DIRTYPE
            archive.addfile(entry)
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


CAPTURE = pcap([(second * NS, announcement(MAC_A)) for second in range(10)])


def test_addresses_and_neighbors_are_read_and_all_else_is_passed_over() -> None:
    items = list(parse(RESOURCES.splitlines(), "node-a"))
    assert all(isinstance(item, Undated) for item in items)
    details = [item.detail for item in items if isinstance(item, Undated)]
    assert [detail for detail in details if isinstance(detail, AddressListed)] == [
        AddressListed(address=None, interface="eth0", mac=parse_mac(MAC_A), host="node-a"),
        AddressListed(address=NODE_A, interface="eth0", mac=parse_mac(MAC_A), host="node-a", prefix=24),
    ]
    assert [(one.address, one.mac) for one in details if isinstance(one, NeighborEntry)] == [(VIP, parse_mac(MAC_A))]


@pytest.mark.parametrize("length", range(0, len(RESOURCES), 7))
def test_a_file_that_is_cut_short_is_read_as_far_as_it_goes(length: int, tmp_path: Path) -> None:
    path = tmp_path / "ip-resources.txt"
    path.write_text(RESOURCES[:length])
    SOURCE.read(path, ZoneClock(UTC))


def test_it_is_told_by_its_first_lines() -> None:
    assert SOURCE.recognize(RESOURCES.encode()) == 1.0
    assert SOURCE.recognize(RESOURCES.replace("addr show(", "link show(").encode()) == 0.0
    assert SOURCE.recognize(b"Summary:\n\n/usr/bin/ss -s(Socket statistics summary)\n") == 0.0


def test_an_archive_of_retina_is_a_case_whose_node_has_its_name(tmp_path: Path) -> None:
    result = analyze([retina(tmp_path, CAPTURE)], vips=[VIP])
    assert [info.name for info in result.case.captures] == [f"{STEM}.pcap"]
    assert {log.source for log in result.case.logs} == {"arp", "retina"}
    assert [node.name for node in result.case.inventory.nodes if parse_mac(MAC_A) in node.macs] == ["node-a"]
    assert [value for name, value in result.case.settings.read if name.endswith("arp_ignore")] == ["a kernel's value"]


def test_a_capture_that_somebody_named_does_not_name_its_node(tmp_path: Path) -> None:
    result = analyze([retina(tmp_path, CAPTURE, stem="mine-node-a-20261122225400UTC")], vips=[VIP])
    assert [node.name for node in result.case.inventory.nodes if "node-a" in (node.name or "")] == []


def test_thousands_of_the_kernels_files_do_not_count(tmp_path: Path) -> None:
    unpacked = archives.unpack(str(retina(tmp_path, CAPTURE, values=50)), most_members=20)
    assert len(unpacked.files) == 6
    assert [item.reason for item in unpacked.skipped] == [
        "51 of the kernel's files in it, which nothing here reads: not unpacked"
    ]
