"""What is said of the clocks of logs, in each command that reads one."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.diagnosis.clocks import amount, clocks, signed
from arpwatch_k8s.logs.shift import parse_skew
from arpwatch_k8s.savefile.info import PrintedFrames
from tests.cli import command

S = 10**9
FOLDER = Path(__file__).parents[2] / "captures" / "service-not-programmed"
CAPTURE = FOLDER / "proxy.pcapng"
STAMP = re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", re.MULTILINE)


def run(*arguments: object) -> command.Done:
    """The command with paths as texts."""
    return command.run(*map(str, arguments))


def shifted(folder: Path, hours: float, *, name: str = "nginx-error.log") -> Path:
    """nginx's error log of a scenario, its clock ahead by so much."""

    def later(match: re.Match[str]) -> str:
        time = datetime.strptime(match[0], "%Y/%m/%d %H:%M:%S") + timedelta(hours=hours)  # noqa: DTZ007 - it has none
        return time.strftime("%Y/%m/%d %H:%M:%S")

    path = folder / name
    path.write_text(STAMP.sub(later, (FOLDER / name).read_text()))
    return path


def test_a_log_nine_hours_off_is_named_with_the_zone_that_fits(tmp_path: Path) -> None:
    log = shifted(tmp_path, 9)
    a = aw.analyze(CAPTURE, logs=str(log))
    (said,) = [words for words in a.verdict.caveats if "ahead of the capture" in words]
    assert said == (
        f"the times in {log.name} read 9 h ahead of the capture (10 lines of it then meet their frames): its zone is "
        f"not UTC; name it: --as nginx-error={log}@+09:00 (where the file is in an archive: --skew nginx-error=+9h)"
    )
    assert not any("names no time zone" in words for words in a.verdict.caveats)
    again = aw.analyze(CAPTURE, logs=f"nginx-error={log}@+09:00")
    assert not any(str(log) in words for words in again.verdict.caveats)
    assert (again.log_lines["explained_by"] == "attempt").sum() == 41


@pytest.mark.parametrize(("hours", "zone"), [(-5, "-05:00"), (5.75, "+05:45")])
def test_other_zones_are_named_as_well(tmp_path: Path, hours: float, zone: str) -> None:
    a = aw.analyze(CAPTURE, logs=str(shifted(tmp_path, hours)))
    assert any(f"@{zone} " in words for words in a.verdict.caveats)


def test_a_clock_that_is_off_is_told_and_not_corrected_until_asked(tmp_path: Path) -> None:
    log = shifted(tmp_path, 3 / 3600)
    a = aw.analyze(CAPTURE, logs=f"nginx-error={log}@UTC")
    (said,) = [words for words in a.verdict.caveats if "ahead of the capture" in words]
    assert "nothing was shifted; --skew nginx-error=+" in said
    assert (a.log_lines["explained_by"] == "attempt").sum() < 41
    asked = said.partition("--skew ")[2].split(" ")[0]
    again = aw.analyze(CAPTURE, logs=f"nginx-error={log}@UTC", skew=asked)
    assert (again.log_lines["explained_by"] == "attempt").sum() == 41
    (told,) = [words for words in again.verdict.caveats if "as asked" in words]
    assert told.endswith("was taken off the times in nginx-error.log, as asked with --skew")


def test_a_clock_that_is_right_is_not_spoken_of() -> None:
    a = aw.analyze(CAPTURE, logs=f"nginx-error={FOLDER / 'nginx-error.log'}@UTC")
    assert not a.result.case.skews
    assert not any("nginx-error.log" in words for words in a.verdict.caveats)


def test_stamps_that_name_their_zone_and_are_hours_off_are_a_clock_set_to_a_wrong_one(tmp_path: Path) -> None:
    path = tmp_path / "nginx-error.log"
    lines = shifted(tmp_path, 9).read_text().splitlines()
    stamped = [f"{line[:10].replace('/', '-')}T{line[11:19]}Z {line}\n" for line in lines]
    path.write_text("".join(stamped))
    (said,) = [w for w in aw.analyze(CAPTURE, logs=str(path)).verdict.caveats if "ahead of the capture" in w]
    assert said.endswith(
        "they name their zone, so that a clock is set to a wrong one; --skew nginx-error=+9h corrects them"
    )


def test_every_command_that_reads_a_log_says_that_its_zone_is_wrong(tmp_path: Path) -> None:
    log = shifted(tmp_path, 9)
    words = "read 9 h ahead of the capture"
    as_text = run("analyze", CAPTURE, log)
    assert words in " ".join(as_text.stdout.split())
    document = json.loads(run("analyze", CAPTURE, log, "--format", "json").stdout)
    assert any(words in caveat for caveat in document["verdict"]["caveats"])
    assert document["logs"][0]["skew"] == {"ahead_s": 32400.0, "spread_s": 0.86, "lines": 10, "zone": "+09:00"}
    assert words in run("timeline", CAPTURE, log, "-o", tmp_path / "figure.svg").stderr
    assert words in " ".join(run("explain", CAPTURE, log, "--at", "+10s").stdout.split())
    told = json.loads(run("explain", CAPTURE, log, "--at", "+10s", "--format", "json").stdout)
    assert any(words in clock for clock in told["clocks"])
    assert words in run("evidence", CAPTURE, "--as", log, "--cited", "-w", tmp_path / "cited.pcapng").stderr


def test_a_shift_is_in_the_report_and_its_manifest(tmp_path: Path) -> None:
    log = shifted(tmp_path, 9)
    run("report", CAPTURE, log, "--skew", "nginx-error.log=+9h", "-o", tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text()
    assert "shifted as asked (--skew +9h)" in page
    assert "9 h was taken off the times in" in (tmp_path / "report" / "report.md").read_text()
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert [entry["shifted_s"] for entry in manifest["inputs"] if entry["kind"] == "log"] == [32400.0]


@pytest.mark.parametrize(
    ("ns", "words", "asked"),
    [
        (0, "0 s", "+0s"),
        (800_000_000, "0.80 s", "+0.80s"),
        (9 * 3600 * S, "9 h", "+9h"),
        (5 * 3600 * S + 45 * 60 * S + 500_000_000, "5 h 45 m 0.50 s", "+5h45m0.50s"),
        (59_999_000_000, "1 m", "+1m"),
    ],
)
def test_an_amount_reads_as_skew_takes_it(ns: int, words: str, asked: str) -> None:
    assert (amount(ns), signed(ns), signed(-ns)[1:]) == (words, asked, asked[1:])
    assert abs(parse_skew(f"x={asked}").ahead_ns - ns) <= S // 100


def test_a_time_that_came_twice_is_spoken_of_where_the_lines_do_not_tell(tmp_path: Path) -> None:
    log = shifted(tmp_path, 0)
    line = log.read_text().splitlines()[0]
    log.write_text(f"2026/10/25 02:30:00{line[19:]}\n")
    (said,) = [words for words in aw.analyze(CAPTURE, logs=f"{log}@Europe/Berlin").verdict.caveats if "twice" in words]
    assert said.startswith(f"1 time in {log.name} came twice, as clocks were put back")
    log.write_text(f"2026/10/25 01:59:00{line[19:]}\n2026/10/25 02:30:00{line[19:]}\n")
    assert not any("twice" in words for words in aw.analyze(CAPTURE, logs=f"{log}@Europe/Berlin").verdict.caveats)


def test_a_skew_that_is_none_or_of_no_log_is_an_error_of_two_lines() -> None:
    for asked, what in (("nginx-error", "does not say which log"), ("lb2.log=+1s", "no log of that kind or name")):
        done = run("analyze", CAPTURE, FOLDER / "nginx-error.log", "--skew", asked)
        assert done.returncode == 2
        assert what in done.stderr
        assert len(done.stderr.strip().splitlines()) == 2


def test_a_printed_capture_may_be_what_is_in_the_wrong_zone(tmp_path: Path) -> None:
    """Both the print and the log are local times without a zone, of two hosts."""
    a = aw.analyze(CAPTURE, logs=str(shifted(tmp_path, 9)))
    (info,) = a.result.case.captures
    told = PrintedFrames(
        program="tcpdump",
        frames=1,
        lines=1,
        dateless=False,
        counts=False,
        zone="UTC",
        named=0,
        odd=0,
        first_odd=None,
        segments=True,
    )
    case = replace(a.result.case, captures=(replace(info, printed=told),))
    (said,) = [words for words in clocks(case, 0) if "ahead" in words]
    assert "its zone is not UTC, or that of the printed frames: --tz; name it" in said
