"""Failures that a proxy multiplied, as its error log tells, and failures that are just many."""

from datetime import UTC, datetime
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.logs.sources import parse_log
from tests.diagnosis.cast import Cast, found, owned, why_not
from tests.savefiles import Timed, pcapng, save

RULE = "proxy-amplified"
START = 1_795_378_470
CAST = Cast(start=START)
REFUSED = "connect() failed (111: Connection refused) while connecting to upstream"
NO_LIVE = "no live upstreams while connecting to upstream"


def line(second: int, message: str, *, vip: str = CAST.vip) -> str:
    time = datetime.fromtimestamp(START + second, UTC).strftime("%Y/%m/%d %H:%M:%S")
    upstream = f"https://{vip}:443/" if message != NO_LIVE else "https://backend/"
    return f'{time} [error] 1#1: *{second} {message}, client: x, request: "GET /", upstream: "{upstream}", host: "h"'


def judge(tmp_path: Path, frames: list[Timed], *lines: str, zone: str = "@UTC") -> Verdict:
    ordered = sorted(frames, key=lambda frame: frame[0])
    log = save(tmp_path / "error.log", "\n".join(lines).encode())
    capture = save(tmp_path / "x.pcapng", pcapng(ordered))
    return analyze([capture], vips=[CAST.vip], logs=[parse_log(f"{log}{zone}")]).verdict


def refused(seconds: float, port: int) -> list[Timed]:
    return [CAST.send(seconds, "S", port, 1000), CAST.back(seconds + 0.001, "RA", port, 0, 1001)]


FRAMES = [*owned(CAST), *refused(5.2, 41000), *CAST.served(20, 42000)]


def test_lines_without_a_packet_are_tied_to_the_failure_that_made_nginx_give_up(tmp_path: Path) -> None:
    verdict = judge(tmp_path, FRAMES, line(5, REFUSED), *(line(6 + i, NO_LIVE) for i in range(5)))
    (finding,) = found(verdict, RULE)
    assert (finding.confidence, finding.failed) == (Confidence.HIGH, 0)
    assert "5 more failed requests of 1 failure" in finding.summary
    assert [step.lines for step in finding.because] == [(LineRef(0, 1),), tuple(LineRef(0, n) for n in (2, 3, 5, 6))]
    assert f"name {CAST.vip}:443 once" in finding.remedy
    assert verdict.cause == "backend-refuses"


def test_a_log_without_a_zone_makes_it_less_sure(tmp_path: Path) -> None:
    verdict = judge(tmp_path, FRAMES, line(5, REFUSED), *(line(6 + i, NO_LIVE) for i in range(5)), zone="")
    (finding,) = found(verdict, RULE)
    assert finding.confidence == Confidence.MEDIUM
    assert "names no time zone" in finding.against[0]


def test_failures_of_their_own_are_not_amplified(tmp_path: Path) -> None:
    frames = [*owned(CAST), *(f for i in range(5) for f in refused(5.2 + i, 41000 + i)), *CAST.served(20, 42000)]
    assert found(judge(tmp_path, frames, *(line(5 + i, REFUSED) for i in range(5))), RULE) == []


def test_lines_long_after_the_last_failure_are_of_something_else(tmp_path: Path) -> None:
    frames = [*FRAMES, *CAST.served(60, 42001), *CAST.served(90, 42002)]
    assert found(judge(tmp_path, frames, line(5, REFUSED), line(70, NO_LIVE)), RULE) == []


def test_lines_after_a_failure_that_was_not_captured_prove_nothing(tmp_path: Path) -> None:
    verdict = judge(tmp_path, owned(CAST) + CAST.served(20, 42000), line(5, REFUSED), line(6, NO_LIVE))
    assert found(verdict, RULE) == []
    assert "not in the capture" in why_not(verdict, RULE)
