"""Lines of nginx's error log, tied to the attempts in a capture."""

from datetime import UTC, datetime
from pathlib import Path

import arpwatch_k8s as aw
from tests.savefiles import CLIENT, NS, VIP, Timed, announcement, exchange, icmp, pcap, question, save, segment

MAC = "52:54:00:00:00:0a"
START = 1_795_378_470


def at(seconds: float) -> int:
    return round((START + seconds) * NS)


def line(second: int, message: str, *, upstream: str = f"https://{VIP}:443/") -> str:
    time = datetime.fromtimestamp(START + second, UTC).strftime("%Y/%m/%d %H:%M:%S")
    return f'{time} [error] 1#1: *{second} {message}, client: x, request: "GET /", upstream: "{upstream}", host: "h"'


NO_ROUTE = "connect() failed (113: No route to host) while connecting to upstream"
TIMED_OUT = "upstream timed out (110: Connection timed out) while connecting to upstream"
RESET = "recv() failed (104: Connection reset by peer) while reading response header from upstream"
NO_LIVE = "no live upstreams while connecting to upstream"


def syns(port: int, *seconds: float) -> list[Timed]:
    return [(at(second), segment("S", port=port, seq=1000)) for second in seconds]


def gone(port: int, begun: float, told: float) -> list[Timed]:
    """An attempt that ends in host unreachable, retried as Linux does until then."""
    retries = [begun + number * 1.02 for number in range(4) if begun + number * 1.02 < told]
    return [*syns(port, *retries), (at(told), icmp(3, 1, port=port, seq=1000))]


def good(port: int, begun: float) -> list[Timed]:
    return exchange(at(begun), port)


def ties(tmp_path: Path, frames: list[Timed], *lines: str) -> list[tuple[int, str, str | None, int | None]]:
    """Line, what explains it, the attempt's outcome, the line that it echoes."""
    frames = sorted([(at(0), announcement(MAC)), *frames, (at(100), announcement(MAC))])
    capture = save(tmp_path / "proxy.pcap", pcap(frames))
    log = save(tmp_path / "error.log", "\n".join(lines).encode())
    told = aw.analyze(capture, vip=VIP, logs=f"{log}@UTC").log_lines
    outcomes = [None if o is None or o != o else o for o in told["outcome"]]
    causes = [
        None if missing else int(line)
        for line, missing in zip(told["cause_line"], told["cause_line"].isna(), strict=True)
    ]
    return list(zip(told["line"].tolist(), told["explained_by"].tolist(), outcomes, causes, strict=True))


def test_a_line_is_tied_to_the_attempt_that_ended_within_its_second(tmp_path: Path) -> None:
    frames = [*gone(40001, 5, 8.07), *gone(40002, 6.5, 9.07)]
    assert ties(tmp_path, frames, line(8, NO_ROUTE), line(9, NO_ROUTE)) == [
        (1, "attempt", "unreachable", None),
        (2, "attempt", "unreachable", None),
    ]


def test_each_attempt_explains_one_line(tmp_path: Path) -> None:
    told = ties(tmp_path, gone(40001, 5, 8.07), line(8, NO_ROUTE), line(8, NO_ROUTE))
    assert [state for _, state, _, _ in told] == ["attempt", "unexplained"]


def test_an_attempt_of_another_outcome_explains_nothing(tmp_path: Path) -> None:
    assert ties(tmp_path, good(40001, 8.2), line(8, NO_ROUTE), line(8, RESET)) == [
        (1, "unexplained", None, None),
        (2, "unexplained", None, None),
    ]


def test_the_length_of_a_timeout_is_found(tmp_path: Path) -> None:
    begun = [5.9, 8.2, 13.4, 21.7]
    frames = [frame for number, second in enumerate(begun) for frame in syns(40001 + number, second, second + 1)]
    told = ties(tmp_path, frames, *(line(int(second + 4.0), TIMED_OUT) for second in begun))
    assert [(state, outcome) for _, state, outcome, _ in told] == [("attempt", "unanswered")] * 4


def test_what_nginx_gave_up_is_not_what_was_told_unreachable_later(tmp_path: Path) -> None:
    """Given up after 4 s, unreachable 6 s after its SYN: the line about a route belongs to the other."""
    frames = [*syns(40001, 2, 3.02, 4.04, 5.06), *gone(40002, 5.5, 11.6), *gone(40003, 8.5, 11.6)]
    told = ties(tmp_path, frames, line(6, TIMED_OUT), line(9, TIMED_OUT), line(11, NO_ROUTE))
    assert [(state, outcome) for _, state, outcome, _ in told] == [
        ("attempt", "unanswered"),
        ("attempt", "unreachable"),
        ("attempt", "unreachable"),
    ]


def test_a_handshake_that_nobody_answered_on_is_a_timeout_of_another_length(tmp_path: Path) -> None:
    """Accepted, the request sent again and again: nothing on the wire shows when nginx gave up."""
    handshaking = TIMED_OUT.replace("connecting", "SSL handshaking")
    frames: list[Timed] = []
    for number, begun in enumerate((5.9, 8.2, 13.4)):
        port = 40001 + number
        frames += good(port, begun)[:2]
        frames += [(at(begun + more), segment("PA", port=port, seq=1001, data=b"x" * 90)) for more in (0.1, 0.4, 1, 4)]
    told = ties(tmp_path, frames, line(10, handshaking), line(13, handshaking), line(18, handshaking))
    assert [(state, outcome) for _, state, outcome, _ in told] == [("attempt", "unserved")] * 3


def test_an_answer_in_time_is_no_timeout(tmp_path: Path) -> None:
    assert ties(tmp_path, good(40001, 5), line(9, TIMED_OUT)) == [(1, "unexplained", None, None)]


def test_no_live_upstreams_echoes_the_failure_that_ejected_the_peer(tmp_path: Path) -> None:
    group = {"upstream": "https://ingress/"}
    frames = [*gone(40001, 5, 8.07), *good(40002, 30)]
    told = ties(tmp_path, frames, line(8, NO_ROUTE), line(8, NO_LIVE, **group), line(17, NO_LIVE, **group))
    assert told[1:] == [(2, "amplified", "unreachable", 1), (3, "amplified", "unreachable", 1)]


def test_no_live_upstreams_long_after_is_an_echo_only_while_nobody_was_asked(tmp_path: Path) -> None:
    group = {"upstream": "https://ingress/"}
    log = (line(8, NO_ROUTE), line(40, NO_LIVE, **group))
    assert ties(tmp_path, gone(40001, 5, 8.07), *log)[1] == (2, "amplified", "unreachable", 1)
    asked = [*gone(40001, 5, 8.07), *good(40002, 30)]
    assert ties(tmp_path, asked, *log)[1] == (2, "unexplained", None, None)


def test_no_live_upstreams_without_a_failure_before_is_unexplained(tmp_path: Path) -> None:
    assert ties(tmp_path, good(40001, 5), line(8, NO_LIVE, upstream="https://ingress/"))[0][1] == "unexplained"


def test_lines_of_another_time_or_upstream_are_told_apart(tmp_path: Path) -> None:
    other = line(8, NO_ROUTE, upstream="https://192.0.2.99:443/")
    told = ties(tmp_path, good(40001, 5), line(-50, NO_ROUTE), other, line(4000, NO_ROUTE), line(100, NO_ROUTE))
    assert [state for _, state, _, _ in told] == ["outside", "elsewhere", "outside", "outside"]


def test_no_route_without_a_syn_goes_back_to_questions_that_nobody_answered(tmp_path: Path) -> None:
    """The host's own ARP fails: not one packet to the VIP leaves it."""
    frames = [*good(40001, 1), *((at(second), question()) for second in (20, 21.02, 22.05))]
    assert ties(tmp_path, frames, line(23, NO_ROUTE)) == [(1, "question", None, None)]
    assert CLIENT != VIP


def test_an_empty_log_is_read_and_told(tmp_path: Path) -> None:
    capture = save(tmp_path / "proxy.pcap", pcap(good(40001, 5)))
    log = save(tmp_path / "error.log", b"\n")
    a = aw.analyze(capture, vip=VIP, logs=log)
    assert a.log_lines.empty
    assert any("error.log is empty" in caveat for caveat in a.verdict.caveats)


def untold(begin: float, end: float) -> str:
    """A line of HAProxy that tells of a try between two times, and not why it failed."""
    accepted = datetime.fromtimestamp(START + begin, UTC)
    lasted = round((end - begin) * 1000)
    stamp = accepted.strftime("%d/%b/%Y:%H:%M:%S.") + f"{accepted.microsecond // 1000:03d}"
    return (
        f"haproxy[7]: 192.0.2.9:33317 [{stamp}] fe be/{VIP}:443 0/0/-1/-1/{lasted} 503 217 - - SC-- 1/1/0/0/0 0/0 "
        '"GET / HTTP/1.1"'
    )


def refused(port: int, begun: float) -> list[Timed]:
    return [*syns(port, begun), (at(begun + 0.01), segment("RA", port=port, seq=0, ack=1001, server=True))]


def haproxy(*lines: str) -> list[str]:
    """Behind syslog's stamp, in whole seconds."""
    return [f"Nov 22 12:00:00 lb {line}" for line in lines]


def test_a_line_without_an_errno_is_tied_to_what_failed_in_its_span(tmp_path: Path) -> None:
    frames = [*gone(40001, 5, 8.07), *refused(40002, 20.5), *good(40003, 30)]
    log = haproxy(untold(4.99, 8.08), untold(20.49, 20.52), untold(29.9, 30.3))
    assert ties(tmp_path, frames, *log) == [
        (1, "attempt", "unreachable", None),
        (2, "attempt", "refused", None),
        (3, "unexplained", None, None),
    ]


def test_a_line_without_an_errno_is_ambiguous_where_two_failed_in_different_ways(tmp_path: Path) -> None:
    frames = [*gone(40001, 5, 8.07), *refused(40002, 7.5)]
    assert ties(tmp_path, frames, *haproxy(untold(4.99, 8.08))) == [(1, "ambiguous", None, None)]
    assert ties(tmp_path, [*refused(40001, 7.1), *refused(40002, 7.5)], *haproxy(untold(6.9, 8.08))) == [
        (1, "attempt", "refused", None)
    ]
