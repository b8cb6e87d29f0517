"""Hosts, addresses and MACs from listings."""

from arpwatch_k8s.correlator.testimony.hosts import known_from, on_interfaces
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.inventory.given import Given
from arpwatch_k8s.logs.details.detail import Detail, NeighborEntry
from arpwatch_k8s.logs.details.listed import AddressListed, NodeListed, ServiceListed
from arpwatch_k8s.logs.event import Log, LogEvent, Undated
from tests.correlator.conversation import A, B

VIP = "192.0.2.80"


def log(path: str, *details: Detail, time: int | None = None) -> Log:
    undated = tuple(
        Undated(source="any", listing=1, line=line, text="", detail=detail) for line, detail in enumerate(details, 1)
    )
    events = tuple(
        LogEvent(time=time or 0, width_ns=1, source="any", line=item.line, text="", detail=item.detail)
        for item in undated
    )
    return Log(
        path=path,
        source="any",
        tells=(),
        events=events if time else (),
        lines=len(details),
        unparsed=(),
        zone_assumed=None,
        undated=() if time else undated,
    )


def listed(address: str | None, *, mac: int | None = None, host: str | None = None, dev: str = "eth0") -> AddressListed:
    return AddressListed(address=address, interface=dev, mac=mac, host=host)


def test_the_host_is_that_of_the_text_or_of_the_files_name() -> None:
    logs = [log("ip-addr-node1.txt", listed(VIP), listed(VIP, host="node2")), log("ip-addr.txt", listed(VIP))]
    assert [(item.log, item.detail.host) for item in on_interfaces(logs)] == [(0, "node1"), (0, "node2"), (1, None)]


def test_a_mac_that_another_listing_of_the_host_has_is_the_interfaces() -> None:
    logs = [log("ip-br-addr-node1.txt", listed(VIP)), log("ip-br-link-node1.txt", listed(None, mac=A), time=5)]
    assert [item.detail.mac for item in on_interfaces(logs)] == [A, A]


def test_hosts_are_named_by_macs_of_interfaces_with_an_address_of_their_own() -> None:
    entries = [
        listed("127.0.0.1", mac=MAC_PRESENT, dev="lo"),
        listed("fe80::1", mac=B, dev="veth1"),
        listed(None, mac=B, dev="eth1"),
        listed("192.0.2.21", mac=A),
        listed(VIP, mac=A),
    ]
    assert known_from([log("ip-addr-node1.txt", *entries)]).nodes == (Given(name="node1", mac=A, address=None),)
    assert known_from([log("ip-addr.txt", *entries)]).nodes == ()


def test_nodes_neighbors_and_services_are_known_by_their_listings() -> None:
    known = known_from(
        [
            log("nodes.json", NodeListed(node="node2", address="192.0.2.22", ready=True)),
            log(
                "neigh.txt",
                NeighborEntry(address="192.0.2.22", interface="eth0", mac=B, state="STALE"),
                NeighborEntry(address="192.0.2.23", interface="eth0", mac=A, state="STALE"),
            ),
            log("svc.json", ServiceListed(service="web/ingress", address=VIP, type="LoadBalancer")),
            log("svc.json", ServiceListed(service="web/other", address=None, type="ClusterIP")),
        ]
    )
    assert known.nodes == (Given(name="node2", mac=None, address="192.0.2.22"),)
    assert known.neighbors == (("192.0.2.22", B),)
    assert known.services == {VIP: "web/ingress"}
