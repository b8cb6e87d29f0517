"""Captures of connections that are accepted and then hang, come late, or are answered by another way."""

from __future__ import annotations

from tests.diagnosis.cast import Cast, owned
from tests.savefiles import Timed

ROUTER = 3
"""The node that plays a router."""
AGAIN = (0, 0.2, 0.6, 1.4, 3.0, 6.2)
"""When the same bytes are sent (s), as RFC 6298 doubles the wait."""


def busy(cast: Cast, start: int, end: int, *, node: int = 0, size: int = 200) -> list[Timed]:
    """A connection a second that goes well, with a request of `size` bytes."""
    frames: list[Timed] = []
    for second in range(start, end):
        port = 42000 + second
        frames += [
            cast.send(second, "S", port, 1000, node=node),
            cast.back(second + 0.001, "SA", port, 9000, 1001, node=node),
            cast.send(second + 0.002, "PA", port, 1001, 9001, node=node, data=size),
            cast.back(second + 0.003, "PA", port, 9001, 1001 + size, node=node, data=500),
            cast.send(second + 0.004, "FA", port, 1001 + size, 9501, node=node),
            cast.back(second + 0.005, "FA", port, 9501, 1002 + size, node=node),
        ]
    return frames


def in_vain(cast: Cast, start: float, port: int, size: int, *, node: int = 0, seq: int = 1201) -> list[Timed]:
    """On a connection that was opened the client sends the same bytes again and again, then gives up."""
    sent = [cast.send(start + wait, "PA", port, seq, 9501, node=node, data=size) for wait in AGAIN]
    return [*sent, cast.send(start + 9, "RA", port, seq + size, 9501, node=node)]


def large(cast: Cast, start: float, port: int, size: int = 1400) -> list[Timed]:
    """A small request is answered, and a large one is never acknowledged."""
    return [*cast.opened(start, port), *in_vain(cast, start + 0.01, port, size)]


def gone(cast: Cast, opened: float, start: float, port: int, *, heard: bool) -> list[Timed]:
    """After a while without traffic a large request is never acknowledged, nor is the small FIN behind it; unless it is
    `heard`, and the server says once more how far it had come."""
    sent = [cast.send(start + wait, "A", port, 1201, 9501, data=1400) for wait in AGAIN]
    sent += [cast.send(start + 9 + wait, "FPA", port, 2601, 9501, data=200) for wait in (0, 0.3, 0.9)]
    said = [cast.back(start + 9.001, "A", port, 9501, 1201)] if heard else []
    return [*cast.opened(opened, port), *sent, *said]


def narrow(cast: Cast) -> list[Timed]:
    """Large requests never arrive; it is captured where they are sent."""
    return [*owned(cast), *busy(cast, 4, 26), *(f for n in range(3) for f in large(cast, 5 + 4 * n, 41000 + n))]


def behind(cast: Cast, start: float, port: int, missing: int = 2800) -> list[Timed]:
    """An answer of which the end alone arrives."""
    return [
        cast.send(start, "S", port, 1000),
        cast.back(start + 0.001, "SA", port, 9000, 1001),
        cast.send(start + 0.002, "PA", port, 1001, 9001, data=200),
        cast.back(start + 0.003, "A", port, 9001, 1201),
        cast.back(start + 0.004, "PA", port, 9001 + missing, 1201, data=212),
        cast.send(start + 0.005, "A", port, 1201, 9001),
        cast.send(start + 9, "FA", port, 1201, 9001),
        cast.back(start + 9.001, "A", port, 9213 + missing, 1202),
    ]


def far(cast: Cast) -> list[Timed]:
    """Large answers never arrive; it is captured where they should."""
    return [*owned(cast), *busy(cast, 4, 26), *(f for n in range(3) for f in behind(cast, 5 + 4 * n, 41000 + n))]


def dropped(cast: Cast) -> list[Timed]:
    """The VIP moves, and the new owner drops without a word what it does not know."""
    frames = owned(cast)
    for number in range(3):
        frames += cast.opened(3 + number, 41000 + number)
        frames += in_vain(cast, 11 + number, 41000 + number, 300, node=1)
    return [*frames, cast.announce(10, 1), *busy(cast, 12, 26, node=1)]


def late(cast: Cast, start: float, port: int, *tries: float) -> list[Timed]:
    """A handshake whose first SYNs nobody answers."""
    return [*(cast.send(start + wait, "S", port, 1000) for wait in tries[:-1]), *cast.served(start + tries[-1], port)]


def delayed(cast: Cast) -> list[Timed]:
    """Some of many handshakes need two or three SYNs."""
    frames = [*owned(cast), *busy(cast, 3, 40)]
    for number in range(6):
        frames += late(cast, 4.5 + 5 * number, 41000 + number, *((0, 1, 3) if number % 2 else (0, 1)))
    return frames


def split(cast: Cast, start: float, port: int, *, answered: int = 62, reset: int = 63) -> list[Timed]:
    """The second SYN goes to another backend, the first bytes to the first one, which resets."""
    return [
        cast.send(start, "S", port, 1000),
        cast.send(start + 1, "S", port, 1000),
        cast.back(start + 1.001, "SA", port, 9000, 1001, ttl=answered),
        cast.send(start + 1.002, "PA", port, 1001, 9001, data=200),
        cast.back(start + 1.003, "R", port, 9001, ttl=reset),
    ]


def splitting(cast: Cast) -> list[Timed]:
    """Connections are reset whose SYN was sent again, and no others."""
    return [*owned(cast), *busy(cast, 3, 40), *(f for n in range(3) for f in split(cast, 5.5 + 9 * n, 41000 + n))]


def router(cast: Cast) -> list[Timed]:
    """A router says who it is."""
    return [cast.ask(0.5, ROUTER, of=cast.client), cast.ask(9.5, ROUTER, of=cast.client)]


def detour(cast: Cast, start: float, port: int) -> list[Timed]:
    """A connection that goes well, its answers by the router."""
    return [*cast.served(start, port, back=ROUTER)]


def unheard(cast: Cast, start: float, port: int, *, back: int = ROUTER, first: bool = True) -> list[Timed]:
    """The server repeats its SYN-ACK, though the client went on."""
    frames = [cast.send(start, "S", port, 1000)] if first else []
    frames += [cast.back(start + wait, "SA", port, 9000, 1001, node=back) for wait in (0.001, 1.1, 3.1)]
    frames += [cast.send(start + wait, "PA", port, 1001, 9001, data=200) for wait in (0.002, 0.2, 0.6, 1.4, 3.0)]
    return [*frames, cast.send(start + 9, "FA", port, 1201, 9001)]


def astray(cast: Cast) -> list[Timed]:
    """Answers come back by a router, and what the client sends then never arrives."""
    return [cast.announce(0), *router(cast), *(f for n in range(3) for f in unheard(cast, 2 + 4 * n, 41000 + n))]


def polled(cast: Cast, start: float, port: int, *, wait: float = 25, size: int = 400, to: int = 443) -> list[Timed]:
    """A request that is acknowledged and not answered; as the client gives up, the server closes at once."""
    end = start + wait
    return [
        *taken(cast, start, port, wait=wait, size=size, to=to),
        cast.back(end + 0.001, "FA", port, 9001, 1002 + size, to=to),
    ]


def taken(cast: Cast, start: float, port: int, *, wait: float = 25, size: int = 400, to: int = 443) -> list[Timed]:
    """A request that is acknowledged and not answered, until the client gives up."""
    return [
        cast.send(start, "S", port, 1000, to=to),
        cast.back(start + 0.001, "SA", port, 9000, 1001, to=to),
        cast.send(start + 0.002, "PA", port, 1001, 9001, data=size, to=to),
        cast.back(start + 0.003, "A", port, 9001, 1001 + size, to=to),
        cast.send(start + wait, "FA", port, 1001 + size, 9001, to=to),
    ]


def streamed(cast: Cast, start: float, port: int, seconds: int, *, to: int = 443, rest: float = 0.01) -> list[Timed]:
    """A client that sends a message a second and closes `rest` after the last one, to a server that says nothing."""
    frames = [cast.send(start, "S", port, 1000, to=to), cast.back(start + 0.001, "SA", port, 9000, 1001, to=to)]
    for number in range(seconds):
        at = start + number + 0.01
        frames.append(cast.send(at, "PA", port, 1001 + 100 * number, 9001, data=100, to=to))
        frames.append(cast.back(at + 0.001, "A", port, 9001, 1101 + 100 * number, to=to))
    end, sent = start + seconds - 0.99 + rest, 1001 + 100 * seconds
    frames.append(cast.send(end, "FA", port, sent, 9001, to=to))
    return [*frames, cast.back(end + 0.001, "FA", port, 9001, sent + 1, to=to)]


def never(cast: Cast) -> list[Timed]:
    """The owner refuses every connection from the first on."""
    frames = [cast.announce(0), cast.ask(0.5), cast.reply(0.501)]
    for number in range(12):
        frames.append(cast.send(1 + number, "S", 41000 + number, 1000))
        frames.append(cast.back(1.001 + number, "RA", 41000 + number, 0, 1001))
    return frames
