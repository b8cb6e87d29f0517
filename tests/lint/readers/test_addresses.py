"""Addresses on interfaces, from listings."""

from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.addresses import read

LISTING = """\
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:00:02:16 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.22/24 brd 192.0.2.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 192.0.2.80/32 scope global deprecated eth0
       valid_lft forever preferred_lft forever
"""


def told(texts: dict[str, str]) -> list[tuple[str, str, str, int]]:
    facts = read([File(name=name, text=text) for name, text in texts.items()]).facts
    return [
        (each.host, each.interface, each.address.text, each.address.place.line if each.address.place else 0)
        for each in facts.addresses
    ]


def test_a_listing_has_its_addresses_with_their_lines() -> None:
    assert told({"node1/ip-addr.txt": LISTING}) == [
        ("node1", "eth0", "", 2),
        ("node1", "eth0", "192.0.2.22/24", 3),
        ("node1", "eth0", "192.0.2.80/32", 5),
    ]


def test_a_prompt_names_the_host() -> None:
    assert {host for host, *_ in told({"listing.txt": f"root@node7:~# ip addr\n{LISTING}"})} == {"node7"}


def test_one_address_a_line_and_json_are_read_too() -> None:
    assert told({"ip-br-addr-node1.txt": "eth0             UP             192.0.2.22/24 \n"}) == [
        ("node1", "eth0", "192.0.2.22/24", 1)
    ]
    json = (
        '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"address":"52:54:00:00:02:16",'
        '"addr_info":[{"family":"inet","local":"192.0.2.22","prefixlen":24}]}]\n'
    )
    assert told({"node1.json": json})[-1] == ("node1", "eth0", "192.0.2.22/24", 1)


def test_other_texts_are_none() -> None:
    assert told({"notes.txt": "we saw inet 192.0.2.1/24 there\nand nothing else\nat all\n"}) == []
