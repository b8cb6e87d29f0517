"""What a file's values amount to: names, thresholds, who is woken when."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.alerting.receivers import ToAlertmanager, ToCommand, ToMessenger
from arpwatch_k8s.monitor.settings import work
from arpwatch_k8s.monitor.settings.file import Values, read
from arpwatch_k8s.monitor.settings.secret import VARIABLE
from arpwatch_k8s.thresholds import DEFAULTS, NS
from arpwatch_k8s.wording.times import parse_instant

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path / "watch.toml"


def values(path: Path, text: str) -> Values:
    path.write_text(text)
    path.chmod(0o600)
    return read(str(path))


def receivers(given: Values, **told: object) -> tuple[object, ...]:
    usual = {"alertmanagers": (), "notify_file": None, "command": ()}
    return work.receivers(given, **{**usual, **told})  # type: ignore[arg-type]


def test_an_empty_file_changes_nothing(path: Path) -> None:
    given = values(path, "")
    assert work.thresholds(given) == DEFAULTS
    assert work.policy(given, TOKYO) == Policy()
    assert receivers(given) == ()
    assert not work.known(given).nodes


def test_names_are_those_of_files_and_those_below(path: Path) -> None:
    more = path.with_name("more.toml")
    more.write_text('[nodes]\nnode3 = "192.0.2.23"\n')
    text = f'[names]\ninventory = "{more}"\n[names.nodes]\nnode1 = "52:54:00:12:34:56"\n'
    known = work.known(values(path, text + '[names.services]\n"a/b" = "192.0.2.80"\n'))
    assert {given.name for given in known.nodes} == {"node1", "node3"}
    assert known.services == {"192.0.2.80": "a/b"}


def test_planned_work_is_in_the_zone_of_the_watch_unless_it_names_its_own(path: Path) -> None:
    text = (
        "[[muted]]\nfrom = 2026-11-28T22:00:00\nto = 2026-11-28T23:30:00.5\n"
        '[[muted]]\nfrom = 2026-11-28T22:00:00Z\nto = 2026-11-29T00:00:00+01:00\nvips = "192.0.2.80"\n'
    )
    one, two = work.policy(values(path, text), TOKYO).muted
    assert one.start == parse_instant("2026-11-28T22:00:00", TOKYO)
    assert one.end - one.start == 5400 * NS + NS // 2
    assert two.end - two.start == 3600 * NS
    assert two.vips == {"192.0.2.80"}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[[muted]]\nto = 2026-11-28T22:00:00Z\n", 1, "muted: has no from"),
        ("\n[[muted]]\nfrom = 2026-11-28T22:00:00Z\n", 2, "muted: has no to"),
        ("[[muted]]\nfrom = 2026-11-28T22:00:00Z\nto = 2026-11-28T22:00:00Z\n", 3, "muted.to: is not later"),
        ('[severities]\nsplit-brian = "info"\n', 2, "severities.split-brian: no such rule"),
    ],
)
def test_what_contradicts_itself_is_told_with_its_line(path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        work.policy(values(path, text), TOKYO)
    assert caught.value.what.startswith(f"{path}, line {line}: {what}")


def test_severities_and_pauses_are_taken_over(path: Path) -> None:
    text = (
        '[alerts]\nleast = "info"\nwait = "2s"\napart = "1h"\n[severities]\nsplit-brain = "warning"\nunknown = "info"\n'
    )
    policy = work.policy(values(path, text), TOKYO)
    assert (policy.least, policy.wait_ns, policy.apart_ns) == (Severity.INFO, 2 * NS, 3600 * NS)
    assert policy.severities == {"split-brain": Severity.WARNING, "unknown": Severity.INFO}


def test_the_command_line_takes_the_place_of_the_file_and_the_environment_is_besides(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = path.with_name("urls")
    listed.write_text("json://c\n")
    listed.chmod(0o600)
    text = '[alerts]\nalertmanager = "http://a:9093"\nrepeat = "5s"\nnotify = "json://b"\ncommand = ["/bin/true"]\n'
    given = values(path, text)
    assert receivers(given) == (
        ToAlertmanager(url="http://a:9093", repeat_ns=5 * NS),
        ToMessenger(url="json://b", number=1),
        ToCommand(argv=("/bin/true",)),
    )
    monkeypatch.setenv(VARIABLE, "json://d\n json://e")
    told = receivers(given, alertmanagers=("http://z",), notify_file=str(listed), command=("/bin/false",))
    assert told == (
        ToAlertmanager(url="http://z", repeat_ns=5 * NS),
        *(ToMessenger(url=url, number=0) for url in ("json://c", "json://d", "json://e")),
        ToCommand(argv=("/bin/false",)),
    )
    assert "json://" not in repr(told)


def test_more_than_can_be_told_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, " ".join(f"json://host{number}" for number in range(17)))
    with pytest.raises(UsageError, match="17 to be told, at most 16 are"):
        receivers(Values())
