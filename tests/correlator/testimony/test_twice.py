"""Logs that were given twice."""

from datetime import UTC
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.testimony.twice import given_twice
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.sources import LogFile, read_log

LINES = [
    f'{{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.{80 + n}"],"level":"info","msg":"m",'
    f'"protocol":"layer2","ts":"2026-11-22T12:00:{n:02}Z"}}'
    for n in range(20)
]


def log(folder: Path, name: str, lines: list[str]) -> Log:
    path = folder / name
    path.write_text("\n".join(lines))
    return read_log(LogFile(path=str(path)), UTC)


def found(*logs: Log) -> list[tuple[str, str, int]]:
    """Names of the part and the whole, and how many events they share."""
    return [(Path(one.part.path).name, Path(one.whole.path).name, one.events) for one in given_twice(logs)]


def test_a_copy_and_an_excerpt_are_told(tmp_path: Path) -> None:
    whole, copy = log(tmp_path, "speaker.log", LINES), log(tmp_path, "speaker-copy.log", LINES)
    tail = log(tmp_path, "tail.log", LINES[-8:])
    assert found(whole, copy) == [("speaker-copy.log", "speaker.log", 20)]
    assert found(tail, whole) == [("tail.log", "speaker.log", 8)]


def test_the_verdict_says_so(tmp_path: Path) -> None:
    paths = [log(tmp_path, name, LINES).path for name in ("a.log", "b.log")]
    told = analyze(paths).verdict.caveats
    assert any("b.log says with a time, 20 things, stands in " in note for note in told), told


def test_a_rotated_log_and_the_one_after_it_are_two(tmp_path: Path) -> None:
    assert found(log(tmp_path, "a.log.1", LINES[:10]), log(tmp_path, "a.log", LINES[10:])) == []


def test_what_two_programs_say_alike_at_one_instant_is_no_copy(tmp_path: Path) -> None:
    alike = [LINES[0]] * 8
    assert found(log(tmp_path, "node2.log", alike), log(tmp_path, "node3.log", [*alike, *LINES[1:]])) == []
    assert found(log(tmp_path, "node2.log", LINES[:4]), log(tmp_path, "node3.log", LINES)) == []


def test_logs_of_two_pods_are_two(tmp_path: Path) -> None:
    one, other = ([f"[pod/speaker-{pod}/speaker] {line}" for line in LINES] for pod in "ab")
    assert found(log(tmp_path, "a.log", one), log(tmp_path, "b.log", other)) == []


def test_a_log_with_other_lines_between_is_another(tmp_path: Path) -> None:
    assert found(log(tmp_path, "a.log", LINES[::2]), log(tmp_path, "b.log", LINES)) == []
