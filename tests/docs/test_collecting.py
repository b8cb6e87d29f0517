"""What the page on collecting tells people to make is what the readers read, each file as the kind that is named."""

import json
import re
import shutil
import subprocess
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.telling import KINDS
from arpwatch_k8s.logs.mixed import read_mixed
from arpwatch_k8s.logs.sources import LogFile
from tests.cli.command import run
from tests.conftest import REPO

PAGE = (REPO / "docs" / "collecting.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
PLACES = ("On the proxy", "On each node", "In the cluster")
ROW = re.compile(r"^\| (`.+?`(?:, `.+?`)*) \| (.+) \| (.+) \|$", re.MULTILINE)
STAMP = "2026-11-25T14:17:40.123456+0000"
POD = "[pod/{0}/{0}] 2026-11-25T14:17:40.123456789Z "
LISTED = "2026-11-25T14:17:40+00:00\n"
ADDRESSES = f"""{LISTED}2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default
    link/ether 00:00:5e:00:53:16 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.22/24 brd 192.0.2.255 scope global eth0
       valid_lft forever preferred_lft forever
"""
KERNEL = f"{STAMP} node2 kernel: IPv6: eth0: IPv6 duplicate address 2001:db8::80 used by 00:00:5e:00:53:15 detected!\n"
REFUSED = (
    "2026/11/25 14:17:50 [error] 7#7: *8 connect() failed (111: Connection refused) while connecting to upstream, "
    'client: 198.51.100.9, server: shop.example, request: "GET / HTTP/1.1", upstream: "https://192.0.2.80:443/", '
    'host: "shop.example"\n'
)
SERVED = (
    '198.51.100.9 - - [25/Nov/2026:14:17:50 +0000] "GET / HTTP/1.1" 200 157 "-" "curl/8.5" 80 0.004 [web-ingress-443] '
    "[] 10.244.1.7:8080 157 0.004 200 0123456789abcdef0123456789abcdef\n"
)
RELOADED = 'I1125 14:17:40.123440       7 controller.go:190] "Backend successfully reloaded"\n'


NAMED = {"name": "ingress", "namespace": "web", "labels": {"kubernetes.io/service-name": "ingress"}}


def listed(kind: str, version: str = "v1", **fields: object) -> str:
    """A List of one object, as `kubectl get -o json` prints it."""
    item = {"apiVersion": version, "kind": kind, "metadata": NAMED, **fields}
    return json.dumps({"apiVersion": "v1", "items": [item], "kind": "List"}, indent=4)


WATCHED = {"apiVersion": "v1", "kind": "Service", "metadata": NAMED, "spec": {}}
LEASE = listed("Lease", "coordination.k8s.io/v1", spec={"holderIdentity": "node1", "renewTime": "2026-11-25T14:17:40Z"})
SAMPLES = {
    "ip-monitor-neigh.log": f"{STAMP} 192.0.2.80 dev eth0 lladdr 00:00:5e:00:53:16 REACHABLE\n",
    "ip-neigh.txt": f"{LISTED}192.0.2.80 dev eth0 lladdr 00:00:5e:00:53:16 REACHABLE\n" * 2,
    "ping.log": "PING 192.0.2.80 (192.0.2.80) 56(84) bytes of data.\n"
    "[1795378523.181601] 64 bytes from 192.0.2.80: icmp_seq=1 ttl=64 time=0.41 ms\n",
    "arping.log": f"{STAMP} ARPING 192.0.2.80 from 192.0.2.10 eth0\n"
    f"{STAMP} Unicast reply from 192.0.2.80 [00:00:5E:00:53:16]  0.731ms\n",
    "ip-addr-HOST.txt": ADDRESSES,
    "nginx-error.log": f"{STAMP} proxy nginx[7]: {REFUSED}",
    "kernel-HOST.log": KERNEL,
    "keepalived-HOST.log": f"{STAMP} node2 Keepalived_vrrp[71]: (VI_1) Entering MASTER STATE\n",
    "services-watch.ndjson": f"{json.dumps({'type': 'ADDED', 'object': WATCHED}, indent=4)}\n" * 2,
    "services.json": listed("Service", spec={"type": "LoadBalancer"}),
    "events.json": listed(
        "Event", reason="nodeAssigned", message='announcing from node "node2" with protocol "layer2"'
    ),
    "nodes.json": listed("Node", status={"addresses": [{"type": "InternalIP", "address": "192.0.2.22"}]}),
    "endpointslices.json": listed("EndpointSlice", "discovery.k8s.io/v1", endpoints=[{"addresses": ["10.244.1.7"]}]),
    "leases.json": LEASE,
    "leases-after.json": LEASE,
    "servicel2statuses.json": listed("ServiceL2Status", "metallb.io/v1beta1", status={"node": "node2"}),
    "metallb-speaker.log": POD.format("speaker")
    + '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"level":"info","msg":"service has IP, '
    'announcing","pool":"p","protocol":"layer2","ts":"2026-11-25T14:17:40Z"}\n',
    "metallb-controller.log": POD.format("controller")
    + '{"caller":"main.go:136","event":"serviceUpdated","level":"info","msg":"updated service object",'
    '"ts":"2026-11-25T14:17:40Z"}\n',
    "kube-vip.log": POD.format("kube-vip")
    + "2026/11/25 14:17:40 INFO (svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress\n",
    "kube-proxy.log": POD.format("kube-proxy") + 'I1125 14:17:40.123440       1 server_linux.go:66] "Using iptables"\n',
    "cilium.log": POD.format("cilium-agent")
    + 'time="2026-11-25T14:17:40Z" level=info msg="successfully acquired lease '
    'kube-system/cilium-l2announce-web-ingress" subsys=klog\n',
    "ingress-nginx.log": "".join(
        POD.format("controller") + line for line in (SERVED, SERVED, SERVED, REFUSED, RELOADED) * 3
    ),
}
"""What each command writes, as its program does in the versions that docs/logs.md names."""


def rows(place: str) -> dict[str, set[str]]:
    """The files that a section's table names, with the kinds that they are read as."""
    found: dict[str, set[str]] = {}
    for names, _, kinds in ROW.findall(SECTIONS[place]):
        for name in re.findall(r"`([^`]+)`", names):
            found[name] = set(re.findall(r"\[([^\]]+)\]\(logs\.md#", kinds)) or {kinds}
    return found


def block(place: str) -> str:
    """What is to be pasted there."""
    return "\n".join(line[4:] for line in SECTIONS[place].splitlines() if line.startswith("    "))


@pytest.mark.parametrize("place", PLACES)
def test_a_block_makes_the_files_that_its_table_names(place: str) -> None:
    made = re.findall(r'"\$D/([^"]+)"', block(place).replace("$(hostname)", "HOST"))
    assert set(made) == set(rows(place))
    assert len(made) == len(set(made))


@pytest.mark.parametrize("place", PLACES)
def test_a_block_is_what_a_shell_can_read(place: str) -> None:
    bash = shutil.which("bash")
    assert bash is not None, "the blocks are for bash: install it"
    assert subprocess.run([bash, "-n"], input=block(place), text=True, capture_output=True, check=False).stderr == ""


@pytest.mark.parametrize("place", PLACES)
def test_each_kind_that_is_named_is_one(place: str) -> None:
    named = set().union(*rows(place).values())
    assert named <= {source.name for source in KINDS}


@pytest.mark.parametrize(
    ("name", "kinds"), [item for place in PLACES for item in rows(place).items() if item[1] != {"capture"}]
)
def test_each_file_is_read_as_what_is_said_with_no_time_or_line_left(
    name: str, kinds: set[str], tmp_path: Path
) -> None:
    path = tmp_path / name.replace("HOST", "node2")
    path.write_text(SAMPLES[name], encoding="utf-8")
    logs = read_mixed(LogFile(path=str(path)), UTC)
    assert {log.source for log in logs} == kinds
    for log in logs:
        assert (log.unparsed, log.zone_assumed, log.years_assumed, log.zone_doubt) == ((), None, (), None)


def test_what_lint_takes_for_settings_of_what_a_cluster_lists_it_reads_to_the_end(tmp_path: Path) -> None:
    for name in rows("In the cluster"):
        (tmp_path / name).write_text(SAMPLES[name], encoding="utf-8")
    done = run("lint", str(tmp_path))
    assert "Read as 1 Service of type LoadBalancer" in done.stdout
    assert "no more can be read" not in done.stdout


def test_samples_are_of_files_that_the_page_names() -> None:
    assert set(SAMPLES) == {name for place in PLACES for name, kinds in rows(place).items() if kinds != {"capture"}}


def test_the_filter_is_the_one_that_verdicts_ask_for() -> None:
    asked = "arp or icmp or icmp6 or vrrp or (host $VIP and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)"
    assert [asked in block(place) for place in PLACES] == [True, True, False]
