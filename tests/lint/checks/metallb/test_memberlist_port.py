"""memberlist-port: what firewalls of nodes let in."""

from __future__ import annotations

import pytest

from arpwatch_k8s.grades import Severity
from tests.lint.linting import faults, linted, undecided
from tests.lint.objects import advertisement, listing, node, pool

CHECK = "memberlist-port"
METALLB = {"pool.yaml": pool("lan", "192.0.2.128/28"), "l2.yaml": advertisement("lan")}
NODES = {"nodes.yaml": listing(node("a", address="192.0.2.11"), node("b", address="192.0.2.12"))}
IPTABLES = """*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:MINE - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -j MINE
-A MINE -p tcp -m tcp --dport 10250 -m comment --comment "the kubelet, ours" -j ACCEPT
-A MINE -p tcp -m multiport --dports 22,6443 -j ACCEPT
{}COMMIT
"""
UDP = "-A MINE -p udp -m udp --dport 7946 -j ACCEPT\n"
NFT = """#!/usr/sbin/nft -f
flush ruleset
table inet filter {{
  chain input {{
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state {{ established, related }} accept
    ct state invalid drop
    ip protocol icmp accept
    tcp dport {{ 22, 6443, 10250 }} accept
    {}
  }}
}}
"""
LISTED = """public (active)
  target: default
  interfaces: eth0
  sources: {}
  services: ssh{}
  ports: 6443/tcp 10250/tcp{}
  rich rules: {}
"""
UFW = """Status: active
Logging: on (low)
{}
To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere
10250/tcp                  ALLOW IN    192.0.2.0/24
{}22/tcp (v6)                ALLOW IN    Anywhere (v6)
"""
DENY = "Default: deny (incoming), allow (outgoing), disabled (routed)"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("node1/iptables.rules", IPTABLES.format(""), 2),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -p tcp -m tcp --dport 7946 -j ACCEPT\n"), 2),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -s 198.51.100.0/24 -j ACCEPT\n"), 2),
        ("node1/iptables.rules", IPTABLES.replace(":INPUT DROP", ":INPUT ACCEPT").format("-A MINE -j REJECT\n"), 11),
        ("etc/nftables.conf", NFT.format(""), 5),
        ("etc/nftables.conf", NFT.format("tcp dport 7946 accept"), 5),
        ("etc/nftables.conf", NFT.format("counter reject with icmpx type admin-prohibited"), 11),
        ("node1/firewalld.txt", LISTED.format("", "", "", ""), 2),
        ("node1/firewalld.txt", LISTED.format("", " https", " 7946/tcp", ""), 2),
        ("node1/ufw.txt", UFW.format(DENY, ""), 3),
        ("node1/ufw.txt", UFW.format(DENY, "7946/tcp                   ALLOW IN    192.0.2.0/24\n"), 3),
    ],
)
def test_a_firewall_that_drops_the_port_is_told(name: str, text: str, line: int) -> None:
    assert faults({**METALLB, **NODES, name: text}, CHECK) == [[f"{name}:{line}", "pool.yaml:4"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("node1/iptables.rules", IPTABLES.format(UDP.replace("udp", "tcp") + UDP)),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -s 192.0.2.0/24 -j ACCEPT\n")),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -s 192.0.2.0/24 -p tcp --dport 7000:8000 -j ACCEPT\n" + UDP)),
        ("node1/iptables.rules", IPTABLES.replace(":INPUT DROP", ":INPUT ACCEPT").format("")),
        ("etc/nftables.conf", NFT.format("meta l4proto { tcp, udp } th dport 7946 accept")),
        ("etc/nftables.conf", NFT.format("ip saddr { 192.0.2.0/24, 198.51.100.0/24 } counter accept")),
        ("etc/nftables.conf", NFT.replace("policy drop", "policy accept").format("")),
        ("node1/firewalld.txt", LISTED.format("", "", " 7946/tcp 7946/udp", "")),
        ("node1/firewalld.txt", LISTED.replace("default", "ACCEPT").format("", "", "", "")),
        ("node1/ufw.txt", UFW.format(DENY, "7946                       ALLOW IN    192.0.2.0/24\n")),
        ("node1/ufw.txt", UFW.format(DENY, "Anywhere                   ALLOW IN    192.0.2.0/24\n")),
        ("node1/ufw.txt", UFW.format(DENY, "").replace("active", "inactive")),
    ],
)
def test_one_that_lets_it_in_is_not(name: str, text: str) -> None:
    for more in ({}, NODES):
        if more or "ALLOW" not in text or "Anywhere    " not in text:
            assert faults({**METALLB, **more, name: text}, CHECK) == []
    assert undecided({**METALLB, **NODES, name: text}, CHECK) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("node1/iptables.rules", IPTABLES.format("-A MINE -m set --match-set nodes src -j ACCEPT\n")),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -s 192.0.2.12/32 -j ACCEPT\n")),
        ("node1/iptables.rules", IPTABLES.format("-A MINE -j ELSEWHERE\n")),
        ("etc/nftables.conf", NFT.format("ip saddr @nodes accept")),
        ("etc/nftables.conf", NFT.format('iifname "eth1" accept')),
        ("node1/firewalld.txt", LISTED.format("", " our-own", "", "")),
        ("node1/firewalld.txt", LISTED.format("", "", "", "\n\trule family=ipv4 source address=192.0.2.0/24 accept")),
        ("node1/ufw.txt", UFW.format("", "")),
    ],
)
def test_conditions_that_no_file_tells_leave_it_open(name: str, text: str) -> None:
    assert faults({**METALLB, **NODES, name: text}, CHECK) == []
    assert len(undecided({**METALLB, **NODES, name: text}, CHECK)) == 1


def test_zones_of_sources_are_left() -> None:
    texts = {**METALLB, "node1/firewalld.txt": LISTED.format("192.0.2.0/24", "", "", "")}
    assert faults(texts, CHECK) == undecided(texts, CHECK) == []


def test_a_zone_has_a_file_of_its_own() -> None:
    zone = '<?xml version="1.0"?>\n<zone>\n  <service name="ssh"/>\n  <port port="10250" protocol="tcp"/>\n{}</zone>\n'
    name = "node1/etc/firewalld/zones/public.xml"
    assert faults({**METALLB, name: zone.format("")}, CHECK) == [[f"{name}:2", "pool.yaml:4"]]
    both = '  <port port="7946" protocol="tcp"/>\n  <port port="7946" protocol="udp"/>\n'
    assert faults({**METALLB, name: zone.format(both)}, CHECK) == []


def test_a_host_of_which_nothing_says_that_it_is_a_node_hurts_less() -> None:
    text = IPTABLES.format("").replace("10250", "443")
    (told,) = [each for each in linted({**METALLB, "x/iptables.rules": text}).faults if each.check.id == CHECK]
    assert told.severity is Severity.INFO
    proxy = {"x/nginx.conf": "upstream vip {\n    server 192.0.2.130:80;\n}\n"}
    assert faults({**METALLB, **proxy, "x/iptables.rules": text}, CHECK) == []


def test_where_memberlist_is_off_or_metallb_is_not_there_nothing_is_told() -> None:
    text = {"node1/iptables.rules": IPTABLES.format("")}
    off = {"metallb/values.yaml": "speaker:\n  memberlist: {enabled: false}\ncontroller: {}\n"}
    assert faults({**METALLB, **off, **text}, CHECK) == faults(text, CHECK) == []


def test_another_port_is_another_port() -> None:
    values = {"metallb/values.yaml": "speaker:\n  memberlist: {enabled: true, mlBindPort: 6443}\ncontroller: {}\n"}
    text = IPTABLES.format("-A MINE -p udp --dport 6443 -j ACCEPT\n")
    assert faults({**METALLB, **values, "node1/iptables.rules": text}, CHECK) == []


POLICY = """apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata:
  name: nodes
spec:
  nodeSelector: {{}}
  ingress:
  - fromEntities: [world]
    toPorts: [{{ports: [{{port: "22", protocol: TCP}}]}}]
  - fromEntities: [{}]
    toPorts: [{{ports: [{{port: "{}", protocol: ANY}}]}}]
"""


def test_a_policy_of_cilium_for_nodes_is_asked_about() -> None:
    texts = {**METALLB, "policy.yaml": POLICY.format("cluster", "10250")}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == [
        "whether Cilium's policy nodes of each node drops 7946/tcp and 7946/udp of other nodes: Cilium's host firewall "
        "has to be on for that, which was not among what was read"
    ]
    for entity in ("cluster", "remote-node"):
        assert undecided({**METALLB, "policy.yaml": POLICY.format(entity, "7946")}, CHECK) == []
    assert undecided({**METALLB, "policy.yaml": POLICY.format("health", "7946")}, CHECK)
