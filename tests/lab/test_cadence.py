"""When the lab's announcers speak, by a clock that the test turns."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address

import pytest

from captures.lab.announcers import kubevip, metallb
from captures.lab.announcers.frames import REPLY, REQUEST
from captures.lab.announcers.kubevip import Manager
from captures.lab.announcers.metallb import Speaker
from captures.lab.announcers.orders import Announcer
from captures.lab.options import Address

MAC = "52:54:00:00:02:16"
A, B = "192.0.2.80", "192.0.2.81"


def play(announcer: Announcer, orders: dict[int, list[str]], *, until: int, at: Callable[[int], None]) -> None:
    """Give orders at tenths of a second and let the clock tick between them; `at` is told each tenth."""
    for tenth in range(until + 1):
        at(tenth)
        for order in orders.get(tenth, ()):
            announcer.order(order.split(), tenth / 10)
        # a little late, as a clock is: what is due at this tenth is due
        announcer.tick(tenth / 10 + 1e-6)


class Tongue:
    """A responder that only remembers."""

    wires = ()

    def __init__(self) -> None:
        self.now = 0
        self.said: list[tuple[int, str]] = []

    def announce(self, address: Address) -> None:
        self.said.append((self.now, str(address)))


def metallb_says(orders: dict[int, list[str]], *, until: int = 150) -> list[tuple[int, str]]:
    tongue = Tongue()
    speaker = Speaker((tongue,), seed=1)  # type: ignore[arg-type]
    play(speaker, orders, until=until, at=lambda tenth: setattr(tongue, "now", tenth))
    return tongue.said


def test_metallb_announces_for_five_seconds() -> None:
    assert metallb_says({3: [f"add {A}"]}) == [(3, A), (14, A), (25, A), (36, A), (47, A)]


def test_a_reconcile_in_a_burst_lengthens_it_and_says_nothing_at_once() -> None:
    times = [time for time, _ in metallb_says({0: [f"add {A}"], 40: [f"add {A}"]})]
    assert times == [0, 11, 22, 33, 44, 55, 66, 77, 88]


def test_reconciles_without_end_announce_without_end() -> None:
    times = [time for time, _ in metallb_says({tenth: [f"add {A}"] for tenth in range(0, 150, 30)})]
    assert times == list(range(0, 150, 11))


def test_one_ticker_serves_all_addresses() -> None:
    said = metallb_says({0: [f"add {A}"], 5: [f"add {B}"]}, until=20)
    assert [time for time, address in said if address == B] == [5, 11]


def test_an_address_that_is_given_up_is_silent_at_once_and_not_heard_again_before_the_next_tick() -> None:
    said = metallb_says({0: [f"add {A}"], 12: [f"delete {A}"], 15: [f"add {A}"]}, until=30)
    assert [time for time, _ in said] == [0, 11, 22]


def test_an_address_that_comes_back_after_its_burst_is_announced_at_once() -> None:
    said = metallb_says({0: [f"add {A}"], 57: [f"delete {A}"], 60: [f"add {A}"]}, until=60)
    assert [time for time, _ in said] == [0, 11, 22, 33, 44, 60]


def test_two_interfaces_announce_in_lockstep() -> None:
    tongues = (Tongue(), Tongue())

    def at(tenth: int) -> None:
        for tongue in tongues:
            tongue.now = tenth

    play(Speaker(tongues, seed=1), {0: [f"add {A}"]}, until=60, at=at)  # type: ignore[arg-type]
    assert tongues[0].said == tongues[1].said
    assert len(tongues[0].said) == 5


class Wire:
    """A socket that only remembers."""

    def __init__(self) -> None:
        self.now = 0
        self.sent: list[tuple[int, bytes]] = []

    def send(self, frame: bytes) -> None:
        self.sent.append((self.now, frame))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """kube-vip's, on an interface that takes every address."""
    monkeypatch.setattr(kubevip, "mac_of", lambda _: MAC)
    monkeypatch.setattr(kubevip, "link_local_of", lambda _: IPv6Address("fe80::16"))
    monkeypatch.setattr(Manager, "_run", lambda *_: False)
    return Wire()


def kube_vip_says(wire: Wire, orders: dict[int, list[str]], *, until: int) -> list[tuple[int, str, int]]:
    """Tenth, address and opcode (135 and up: ICMPv6 type)."""
    manager = Manager("eth0", wire=wire, seed=1, now=0.0)  # type: ignore[arg-type]
    play(manager, orders, until=until, at=lambda tenth: setattr(wire, "now", tenth))
    return [(tenth, *told(frame)) for tenth, frame in wire.sent]


def told(frame: bytes) -> tuple[str, int]:
    if frame[12:14] == b"\x08\x06":
        return str(IPv4Address(frame[28:32])), frame[21]
    return str(IPv6Address(frame[62:78])), frame[54]


def test_kube_vip_announces_at_its_next_tick_and_for_ever(wire: Wire) -> None:
    said = kube_vip_says(wire, {10: [f"add {A}"]}, until=125)
    assert said == [(30, A, REPLY), (60, A, REQUEST), (90, A, REPLY), (120, A, REQUEST)]


def test_kube_vips_turn_is_the_processs_not_the_addresss(wire: Wire) -> None:
    said = kube_vip_says(wire, {0: [f"add {A}", f"add {B}"]}, until=300)
    assert [opcode for _, _, opcode in said] == [REPLY, REQUEST] * 10
    # with a fixed order one address would always show the same opcode
    assert {opcode for _, address, opcode in said if address == A} == {REPLY, REQUEST}


@pytest.mark.parametrize("verb", ["delete", "keep"])
def test_kube_vip_falls_silent(wire: Wire, verb: str) -> None:
    assert len(kube_vip_says(wire, {0: [f"add {A}"], 70: [f"{verb} {A}"]}, until=150)) == 2


def test_an_ipv6_address_takes_no_turn(wire: Wire) -> None:
    said = kube_vip_says(wire, {0: [f"add {A}", "add 2001:db8::80"]}, until=65)
    assert sorted(said) == [
        (30, A, REPLY),
        (30, "2001:db8::80", 136),
        (60, A, REQUEST),
        (60, "2001:db8::80", 136),
    ]


def test_what_metallb_says_of_a_service_is_in_its_log(capsys: pytest.CaptureFixture[str]) -> None:
    metallb_says({0: [f"add {A}"], 1: [f"delete {A}"]}, until=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.count('"event":"serviceAnnounced"') for line in lines] == [0, 1, 0, 0]
    assert '"reason":"notOwner"' in lines[3]
    assert metallb.SERVICE in lines[0]
