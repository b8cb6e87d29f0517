"""Parts of the time, as every command takes them, tried on six hours with an incident of 75 s."""

import json
from pathlib import Path

import pytest

from tests import long
from tests.cli.command import run
from tests.savefiles import MAC_A, NS, VIP, announcement, pcap, save

FORMS = (
    "2026-11-23T00:58:04Z",
    "2026-11-23 00:58:04",
    "00:58:04",
    "+2h4m",
    "+7440s",
    "frame 3024",
    "frame:3024",
    "six.pcap:3024",
    "1795395484",
)
"""When the incident begins, in every form."""
WRONG = ("soon", "25:00", "+1h5", "frame x")


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> str:
    return long.write(tmp_path_factory.mktemp("long") / "six.pcap")


@pytest.fixture(scope="module")
def document(six: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("analyze", "-q", six, "--format", "json", "--around", "1").stdout)
    return found


def test_the_frame_is_the_first_of_the_incident(six: str) -> None:
    shown = {run("evidence", "-q", six, "--from", form, "--kind", "tcp_syn").stdout.splitlines()[1] for form in FORMS}
    assert len(shown) == 1
    assert next(iter(shown)).startswith("2026-11-23T00:58:04.000000000Z,six.pcap,3024,")


@pytest.mark.parametrize("form", FORMS)
def test_analyze_takes_every_form(six: str, form: str) -> None:
    done = run("analyze", "-q", six, "--from", form)
    assert "  Shown: 2026-11-23 00:58:04.000 - 04:53:54.003, 3.9 h of 6.0 h." in done.stdout


@pytest.mark.parametrize("form", FORMS)
def test_explain_takes_every_form(six: str, form: str) -> None:
    assert run("explain", "-q", six, "--at", form).stdout.startswith("At 2026-11-23 UTC (+0000) 00:58:04.000")


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "command",
    [
        ("analyze", "--from"),
        ("report", "-o", "new", "--to"),
        ("timeline", "-o", "new.svg", "--from"),
        ("explain", "--at"),
        ("evidence", "--to"),
        ("history", "--since"),
    ],
)
def test_a_wrong_form_is_told_in_two_lines_before_anything_is_read(
    command: tuple[str, ...], wrong: str, tmp_path: Path
) -> None:
    source = () if command[0] == "history" else ("not-there.pcap",)
    done = run(*command, wrong, *source, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
    assert f"{command[-1]} '{wrong}' is no time" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--around", "1", "--to", "+1h"), "--around shows an incident"),
        (("--around", "2"), "--around 2: there is no such incident"),
        (("--from", "+3h", "--to", "+2h"), "--from +3h is not before --to +2h"),
        (("--from", "2026-12-01T00:00:00Z"), "there is no time to show between the ends given"),
        (("--from", "22:00", "--to", "22:30"), "there is no time to show between the ends given"),
        (("--from", "frame 8771"), "there is no time to show between the ends given"),
        (("--from", "frame 99999999"), "six.pcap has no frame 99999999"),
    ],
)
def test_a_part_that_there_is_not_is_told(six: str, arguments: tuple[str, ...], said: str) -> None:
    done = run("analyze", "-q", six, *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 2)
    assert said in done.stderr


def test_around_an_incident_is_from_the_last_that_went_well_to_the_first_that_did_again(
    document: dict[str, dict[str, str]],
) -> None:
    """It lasts from 00:58:04 to 00:59:14; connections are 10 s apart, and a tenth of it is beside."""
    assert document["shown"] == {
        "start": "2026-11-23T00:57:46.999700000Z",
        "end": "2026-11-23T00:59:31.000300000Z",
        "findings": [1, 2],
    }


def test_the_verdict_and_counts_are_of_all_and_what_is_listed_is_of_the_part(six: str) -> None:
    quiet = run("analyze", "-q", six, "--to", "+1h").stdout
    assert quiet.startswith("ROOT CAUSE: duplicate-address\n")
    assert "(2 findings and 1 incident outside of it)" in " ".join(quiet.split())
    assert "connections: 8 of 2,159 attempts failed" in quiet
    for listed in ("\nduplicate-address: critical", "incident 1", "handover 00:58:04", "- 00:59:24.000  192.0.2.22"):
        assert listed not in quiet
    document = json.loads(run("analyze", "-q", six, "--to", "+1h", "--format", "json").stdout)
    assert (document["findings"], document["shown"]["findings"]) == ([], [])
    assert (document["vips"][0]["incidents"], document["vips"][0]["handovers"]) == ([], [])
    assert document["vips"][0]["connections"]["failed"] == 8
    assert document["verdict"]["cause"] == "duplicate-address"


def test_of_one_frame_the_whole_is_an_instant_that_can_be_asked_for(tmp_path: Path) -> None:
    source = save(tmp_path / "one.pcap", pcap([(long.START, announcement(MAC_A))]))
    assert run("timeline", "-q", source, "-o", "x.svg", "--from", "22:00", cwd=tmp_path).returncode == 0
    assert run("analyze", "-q", source, "--vip", VIP, "--to", "+5s").returncode == 0


def test_the_exit_code_is_of_all(six: str) -> None:
    assert run("analyze", "-q", six, "--to", "+1h", "--fail-on", "critical").returncode == 1


def test_rows_of_evidence_are_those_of_the_part(six: str) -> None:
    done = run("evidence", "-q", six, "--from", "six.pcap:3024", "--to", "+2h4m1s", "--format", "ndjson")
    times = [json.loads(line)["time"] for line in done.stdout.splitlines()]
    assert times[0] == "2026-11-23T00:58:04.000000000Z"
    assert times[-1] <= "2026-11-23T00:58:05.000000000Z"
    assert long.BEGIN == 1_795_395_484 * NS
