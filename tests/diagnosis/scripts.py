"""For each rule about connections a script in which its cause, and no other, is at work."""

from __future__ import annotations

from collections.abc import Callable

from tests.diagnosis import hangs
from tests.diagnosis.cast import Cast, owned
from tests.savefiles import Timed

Script = Callable[[Cast], list[Timed]]


def firewall(cast: Cast) -> list[Timed]:
    """The owner's packet filter rejects some of the connections."""
    frames = owned(cast)
    for number in range(3):
        frames.append(cast.send(5 + number, "S", 41000 + number, 1000))
        frames.append(cast.error(5.001 + number, "prohibited", 41000 + number, 1000))
    return [*frames, *cast.served(20, 40001)]


def forgotten(cast: Cast) -> list[Timed]:
    """The owner resets connections that it carried, and nothing moved."""
    frames = owned(cast)
    for number in range(3):
        frames += cast.opened(3 + number, 41000 + number)
        frames.append(cast.send(30 + number, "PA", 41000 + number, 1201, 9501, data=300))
        frames.append(cast.back(30.001 + number, "R", 41000 + number, 9501, ttl=63))
    return [*frames, *cast.served(40, 40001)]


def race(cast: Cast) -> list[Timed]:
    """The server closes idle connections, the client's next request crosses with that."""
    frames = owned(cast)
    for number in range(3):
        frames += cast.opened(3 + number, 41000 + number)
        frames.append(cast.send(8.003 + number, "PA", 41000 + number, 1201, 9501, data=300))
        frames.append(cast.back(8.0031 + number, "FA", 41000 + number, 9501, 1201))
        frames.append(cast.back(8.0033 + number, "R", 41000 + number, 9501))
    return [*frames, *cast.served(40, 40001)]


def silent(cast: Cast) -> list[Timed]:
    """The owner vanishes; another node takes over after a while."""
    frames = [*owned(cast), *cast.lost(5, 41000), *cast.lost(6, 41001)]
    frames += [cast.ask(10 + i, to=cast.macs[0]) for i in range(3)]
    frames += [cast.bystander(7), cast.bystander(11)]
    return [*frames, cast.announce(20, 1), *cast.served(21, 40001, node=1)]


def dropping(cast: Cast) -> list[Timed]:
    """The owner drops SYNs to one port, after a redirect, and is alive."""
    frames = [*owned(cast), *cast.served(2, 40003, to=8443), cast.ask(7.5, 0, of=cast.client)]
    for number in range(2):
        tries = cast.lost(5 + number, 41000 + number, to=8443)
        frames += tries
        frames += [
            cast.error(
                (time - round(cast.start * 1e9)) / 1e9 + 0.0001, "redirect", 41000 + number, 1000, to=8443, ttl=63
            )
            for time, _ in tries
        ]
    return [*frames, *cast.served(7, 40001), *cast.served(15, 40002)]


def hung(cast: Cast) -> list[Timed]:
    """Handshakes complete, the request is acknowledged, then nothing."""
    frames = owned(cast)
    for number in range(2):
        port = 41000 + number
        frames += [
            cast.send(5 + number, "S", port, 1000),
            cast.back(5.001 + number, "SA", port, 9000, 1001),
            cast.send(5.002 + number, "PA", port, 1001, 9001, data=517),
            cast.back(5.003 + number, "A", port, 9001, 1518),
            cast.send(15 + number, "FA", port, 1518, 9001),
        ]
    return [*frames, *cast.served(30, 40001)]


def nobody(cast: Cast) -> list[Timed]:
    """The capturing host asks for the VIP in vain, for a while."""
    frames = [cast.ask(0), cast.reply(0.001), *cast.served(1, 40000)]
    frames += [cast.ask(10 + i) for i in range(6)]
    return [*frames, cast.ask(30), cast.reply(30.001), *cast.served(31, 40001)]


def stale(cast: Cast) -> list[Timed]:
    """The VIP moves, one client goes on using the old owner, which serves it no more."""
    frames = [*owned(cast), cast.announce(10, 1), *cast.served(11, 40001, node=1, back=1)]
    return [*frames, *cast.lost(20, 41000), *cast.lost(21, 41001), cast.bystander(22), *cast.served(30, 40002, node=1)]


def broken(cast: Cast) -> list[Timed]:
    """The VIP moves while connections are open; the new owner resets them."""
    frames = [*owned(cast), *cast.opened(3, 41000), *cast.opened(4, 41001), cast.announce(10, 1)]
    for number in range(2):
        frames.append(cast.send(11 + number, "PA", 41000 + number, 1201, 9501, data=300, node=1))
        frames.append(cast.back(11.001 + number, "R", 41000 + number, 9501, node=1, ttl=63))
    return [*frames, *cast.served(20, 40001, node=1)]


def shared(cast: Cast) -> list[Timed]:
    """Two nodes hold the VIP for two Services, each with a port of its own."""
    frames = [cast.announce(0, 0), cast.announce(0.5, 1)]
    for number in range(4):
        frames += cast.served(1 + 2 * number, 40000 + number, node=0, to=443)
        frames += cast.served(2 + 2 * number, 40100 + number, node=1, to=80)
    frames.append(cast.send(15, "S", 41000, 1000, node=0, to=80))
    frames.append(cast.back(15.001, "RA", 41000, 0, 1001, node=0, to=80))
    return [*frames, *cast.served(20, 40200, node=0)]


SCRIPTS: dict[str, tuple[Script, int]] = {
    "rejected-by-firewall": (firewall, 3),
    "conntrack-lost": (forgotten, 3),
    "keepalive-race": (race, 3),
    "owner-silent": (silent, 2),
    "no-local-endpoint": (dropping, 2),
    "stalled": (hung, 2),
    "path-mtu-blackhole": (hangs.narrow, 3),
    "retry-split": (hangs.splitting, 3),
    "handshakes-delayed": (hangs.delayed, 0),
    "return-path": (hangs.astray, 3),
    "backend-refuses": (hangs.never, 12),
    "vip-unanswered": (nobody, 0),
    "stale-cache": (stale, 2),
    "connections-broken-by-move": (broken, 2),
    "one-address-two-services": (shared, 1),
}
"""By rule: its script, and how many failed attempts it explains."""
