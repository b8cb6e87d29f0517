"""Lines of a proxy's log beside the failures that a finding explains."""

from datetime import UTC, datetime
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.tied import MOST_LINES
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.sources import parse_log
from tests.diagnosis.cast import Cast, found, owned
from tests.savefiles import Timed, pcapng, save

START = 1_795_378_470
CAST = Cast(start=START)


def line(second: int, error: str = "connect() failed (111: Connection refused)", *, vip: str = CAST.vip) -> str:
    time = datetime.fromtimestamp(START + second, UTC).strftime("%Y/%m/%d %H:%M:%S")
    where = f'upstream: "https://{vip}:443/", host: "h"'
    return f'{time} [error] 1#1: *{second} {error} while connecting to upstream, client: x, request: "GET /", {where}'


def refused(second: int) -> list[Timed]:
    port = 41000 + second
    return [CAST.send(second + 0.2, "S", port, 1000), CAST.back(second + 0.201, "RA", port, 0, 1001)]


def finding(folder: Path, seconds: range, *lines: str, zone: str = "@UTC") -> Finding:
    """That the backend refused, once in each of some seconds."""
    frames = [*owned(CAST), *(frame for second in seconds for frame in refused(second)), *CAST.served(40, 42000)]
    log = save(folder / "error.log", "\n".join(lines).encode())
    capture = save(folder / "x.pcapng", pcapng(sorted(frames, key=lambda frame: frame[0])))
    (one,) = found(analyze([capture], vips=[CAST.vip], logs=[parse_log(f"{log}{zone}")]).verdict, "backend-refuses")
    return one


def test_lines_that_fit_its_failures_are_a_step_of_their_own(tmp_path: Path) -> None:
    last = finding(tmp_path, range(5, 8), *(line(second) for second in range(5, 8))).because[-1]
    assert last.text == "3 lines of error.log fit failures that this explains, by time and kind of error"
    assert (last.frames, last.lines) == ((), tuple(LineRef(0, n) for n in (1, 2, 3)))


def test_of_many_lines_some_are_cited(tmp_path: Path) -> None:
    last = finding(tmp_path, range(5, 25), *(line(second) for second in range(5, 25))).because[-1]
    assert last.text.startswith("20 lines of error.log")
    assert (len(last.lines), last.lines[0], last.lines[-1]) == (MOST_LINES, LineRef(0, 1), LineRef(0, 20))


def test_lines_of_another_time_upstream_or_kind_are_not_its(tmp_path: Path) -> None:
    others = line(30), line(6, vip="192.0.2.99"), line(5, "connect() failed (113: No route to host)")
    assert all(not step.lines for step in finding(tmp_path, range(5, 8), *others).because)
    last = finding(tmp_path, range(5, 8), *others, line(6)).because[-1]
    assert last.text.startswith("1 line of error.log fits a failure that this explains")
    assert last.lines == (LineRef(0, 4),)


def test_a_zone_that_was_assumed_is_said_with_them(tmp_path: Path) -> None:
    last = finding(tmp_path, range(5, 8), line(5), line(6), zone="").because[-1]
    assert last.text.endswith("; the zone of error.log was assumed, UTC")
