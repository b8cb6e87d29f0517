"""Options of watch and its file: what the command line names wins."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live.privilege import Account
from arpwatch_k8s.cli.choosing import CommandLine
from arpwatch_k8s.cli.configured import as_before, configured
from arpwatch_k8s.cli.told import alerting
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor.alerting.receivers import ToCommand
from arpwatch_k8s.monitor.config import Output, WatchConfig
from arpwatch_k8s.monitor.recordings.settings import Recordings
from arpwatch_k8s.monitor.settings.secret import VARIABLE
from tests.cli.command import run
from tests.savefiles import NS

USUAL = {
    "expression": None,
    "interface": None,
    "vip": None,
    "node": None,
    "inventory": None,
    "form": "text",
    "tui": False,
    "out": None,
    "metrics": None,
    "textfile": None,
    "history": None,
    "keep_days": 400,
    "record": None,
    "before": "60s",
    "after": "30s",
    "keep": 50,
    "keep_bytes": "1GiB",
    "no_record_report": False,
    "alertmanager": None,
    "notify_file": None,
    "on_incident": None,
    "config": None,
    "control_only": False,
    "full": False,
    "snaplen": 0,
    "no_promiscuous": False,
    "buffer_kib": 65536,
    "user": None,
    "tz": "UTC",
}
FILE = """
[watch]
interfaces = ["eth1"]
vips = ["192.0.2.81"]
filter = "vlan 3"
buffer_kib = 1024
user = "daemon"
tz = "Asia/Tokyo"
format = "ndjson"
[outputs]
report = "/from/file"
metrics = ":1234"
[record]
folder = "/from/file/rec"
before = "2min"
after = "0s"
keep = 7
keep_bytes = "64MiB"
reports = false
[names.nodes]
node1 = "52:54:00:12:34:56"
[thresholds]
contest_changes = 7
"""


@pytest.fixture(autouse=True)
def _no_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def account(name: str | None) -> Account | None:
    """Any user there is."""
    if name == "nobody-by-this-name":
        raise UsageError(f"--user {name}: no such user", fix="Make one.")
    return None if name is None else Account(name=name, uid=7, gid=7, told=True)


def said(path: Path | None = None, **options: object) -> WatchConfig:
    """What options and a file come to."""
    told = {**options, **({} if path is None else {"config": str(path)})}
    return configured(CommandLine(values={**USUAL, **told}, named=set(told)), account)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "watch.toml"
    file.write_text(FILE)
    return file


def test_the_file_takes_the_place_of_options(path: Path) -> None:
    config = said(path)
    assert config.interfaces == ("eth1",)
    assert config.passing.vips == (address_number("192.0.2.81"),)
    assert (config.passing.user, config.settings.buffer_bytes) == ("vlan 3", 1 << 20)
    assert config.account is not None
    assert (config.account.name, str(config.zone), config.output) == ("daemon", "Asia/Tokyo", Output.NDJSON)
    assert (config.report, config.metrics) == (Path("/from/file"), ("127.0.0.1", 1234))
    assert [given.name for given in config.known.nodes] == ["node1"]
    assert config.thresholds.contest_changes == 7


def test_how_to_record_is_taken_from_the_file_and_options_win(path: Path) -> None:
    told = Recordings(
        folder=Path("/from/file/rec"), before_ns=120 * NS, after_ns=0, keep=7, keep_bytes=64 << 20, reports=False
    )
    assert said(path).recordings == told
    usual = {name: USUAL[name] for name in ("before", "after", "keep", "keep_bytes")}
    assert said(path, record="rec", no_record_report=True, **usual).recordings == Recordings(
        folder=Path("rec"), reports=False
    )
    assert said(path, keep_bytes="2MiB").recordings == replace(told, keep_bytes=2 << 20)
    assert said(path, record="").recordings is None


@pytest.mark.parametrize("line", ['before = "2min"', "keep = 7", "reports = true"])
def test_a_file_that_says_how_to_record_and_not_where_is_refused_with_its_line(path: Path, line: str) -> None:
    path.write_text(f'[watch]\ninterfaces = "eth0"\n[record]\n{line}\n')
    with pytest.raises(UsageError, match=r"watch.toml, line 3: record: has no folder") as caught:
        said(path)
    assert caught.value.fix == 'Add folder = "/var/lib/arpwatch-k8s/recordings"'
    assert said(path, record="rec").recordings is not None


def test_options_win_over_the_file_also_those_that_say_what_is_usual(path: Path) -> None:
    config = said(
        path,
        interface=["eth0"],
        vip=["192.0.2.80"],
        expression=["vlan", "4"],
        buffer_kib=65536,
        user="root",
        tz="UTC",
        form="text",
        out="/from/option",
        metrics=":4321",
        node=["node2=52:54:00:12:34:57"],
    )
    assert config.interfaces == ("eth0",)
    assert config.passing.vips == (address_number("192.0.2.80"),)
    assert (config.passing.user, config.settings.buffer_bytes) == ("vlan 4", 64 << 20)
    assert config.account is not None
    assert (config.account.name, str(config.zone), config.output) == ("root", "UTC", Output.TEXT)
    assert (config.report, config.metrics) == (Path("/from/option"), ("127.0.0.1", 4321))
    assert [given.name for given in config.known.nodes] == ["node1", "node2"]


def test_without_a_file_options_are_as_they_were() -> None:
    config = said(interface=["eth0", "eth0"], on_incident="/bin/page --team 'a b'")
    assert config.interfaces == ("eth0",)
    assert config.passing.vips == ()
    assert config.receivers == (ToCommand(argv=("/bin/page", "--team", "a b")),)


def test_a_user_of_the_file_that_is_none_is_told_with_its_line(path: Path) -> None:
    path.write_text('[watch]\n\nuser = "nobody-by-this-name"\n')
    with pytest.raises(UsageError, match=r"watch.toml, line 3: watch.user: nobody-by-this-name: no such user"):
        said(path)


def test_no_secret_is_taken_from_the_command_line() -> None:
    with pytest.raises(UsageError) as caught:
        said(alertmanager=["http://me:tokenthatisasecret@192.0.2.9"])
    assert "tokenthatisasecret" not in str(caught.value)
    with pytest.raises(UsageError, match="--on-incident: No closing quotation"):
        said(on_incident="page 'x")


def test_no_program_is_run_as_root() -> None:
    root = Account(name="root", uid=0, gid=0, told=True)
    config = WatchConfig(interfaces=("eth0",), account=root, receivers=(ToCommand(argv=("/bin/true",)),))
    with pytest.raises(UsageError, match="no program is run as root"):
        alerting(config)


def test_whom_a_running_watch_became_is_held_against_whom_it_would_become() -> None:
    before = Account(name="daemon", uid=1, gid=1, told=True)
    become = as_before(WatchConfig(interfaces=("eth0",), account=before))
    assert become(None) == become("daemon") == before
    assert become("mail") != before


def test_the_command_tells_of_a_broken_file_in_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text("[watch]\nvips = [\n")
    done = run("watch", "--config", str(path))
    assert done.returncode == 2
    assert (
        done.stderr == f"arpwatch-k8s: {path}, line 2: no TOML: Invalid value\n  docs/watch-config.md has every key.\n"
    )


@pytest.mark.parametrize("option", ["before", "after", "keep", "keep_bytes", "no_record_report"])
def test_how_to_record_is_refused_where_nothing_is(option: str) -> None:
    with pytest.raises(UsageError, match=f"--{option.replace('_', '-')}: nothing is recorded"):
        said(interface=["eth0"], **{option: USUAL[option]})
