"""A file of settings: what it gives, and how every fault in it is told."""

from pathlib import Path
from typing import Any

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.settings import alert_keys, record_keys, watch_keys
from arpwatch_k8s.monitor.settings.file import Values, read
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.keys import KEYS, THRESHOLDS
from arpwatch_k8s.monitor.settings.secret import MOST_BYTES, urls

SECRET = "json://127.0.0.1/tokenthatisasecret"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watch.toml"


def written(path: Path, text: str, mode: int = 0o640) -> Values:
    path.write_text(text)
    path.chmod(mode)
    return read(str(path))


def test_values_are_found_by_their_keys(path: Path) -> None:
    values = written(
        path,
        '[watch]\ninterfaces = "eth0"\nvips = ["192.0.2.80", "2001:DB8::1"]\n'
        '[names.nodes]\nnode1 = "52:54:00:12:34:56"\nnode2 = ["52:54:00:12:34:57", "192.0.2.22"]\n'
        '[thresholds]\nincident_gap = "1.5min"\ncontest_changes = 4\n'
        "[[muted]]\nfrom = 2026-11-28T22:00:00\nto = 2026-11-29\n",
    )
    assert values.of(watch_keys.INTERFACES) == ("eth0",)
    assert values.of(watch_keys.VIPS) == ("192.0.2.80", "2001:db8::1")
    assert values.of(watch_keys.USER) is None
    assert values.named(watch_keys.NODES)["node2"] == ("52:54:00:12:34:57", "192.0.2.22")
    assert values.of(THRESHOLDS["incident_gap_ns"]) == 90_000_000_000
    assert values.of(THRESHOLDS["contest_changes"]) == 4
    assert [len(each) for each in values.repeated["muted"]] == [2]


def test_sizes_are_bytes_or_have_their_unit(path: Path) -> None:
    for form, count in (("1048576", 1 << 20), ('"1048576"', 1 << 20), ('"1.5GiB"', 3 << 29), ('"2097152B"', 2 << 20)):
        values = written(path, f"[record]\nkeep_bytes = {form}\n")
        assert values.of(record_keys.KEPT_BYTES) == count


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.full)
def test_the_example_of_each_key_is_one(path: Path, key: Key[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_keys.shutil, "which", lambda name: name)
    head = f"[[{key.table}]]" if key.is_repeated else f"[{key.table}]"
    values = written(path, f"{head}\n{key.name or 'unknown'} = {key.form}\n")
    assert values.by_key or values.repeated


@pytest.mark.parametrize(
    ("text", "line", "what", "fix"),
    [
        ("[watch]\nvips = [\n", 2, "no TOML: ", "docs/watch-config.md"),
        ("[watch]\n\nvips = nothing\n", 3, "no TOML: Invalid value", "docs/watch-config.md"),
        ("[wacht]\n", 1, "wacht: no such table", "Did you mean watch?"),
        ('vips = "192.0.2.80"\n', 1, "vips: no such table", "Write it below [watch]."),
        ("\n[watch]\nvip = 1\n", 3, "watch.vip: no such key", "Did you mean vips?"),
        ("[names.hosts]\n", 1, "names.hosts: no such key", "One of: inventory."),
        (
            '[watch]\nvips = ["192.0.2.80", "x"]\n',
            2,
            "watch.vips: number 2 of 2: expected an IPv4",
            "For example: vips",
        ),
        ('[record]\nfolder = "/rec"\nbefore = "2h"\n', 3, "record.before: expected a duration from 0s to 1h", "For"),
        ("[record]\nkeep = 0\n", 2, "record.keep: expected a whole number from 1 to", "For example: keep = 50"),
        ('[record]\nkeep_bytes = "1GB"\n', 2, "record.keep_bytes: expected a size of at least 1MiB", "For example"),
        ("[record]\nkeep_bytes = 1000\n", 2, "record.keep_bytes: expected a size of at least 1MiB", "For example"),
        ("[record]\nreports = 1\n", 2, "record.reports: expected true or false", "For example"),
        ('[record]\nfoldr = "/rec"\n', 2, "record.foldr: no such key", "Did you mean folder?"),
        ("watch = 1\n", 1, "watch: is a table", "Write [watch]"),
        ("[muted]\nfrom = 2026-11-28\n", 1, "muted: is written as [[muted]]", "Write [[muted]]."),
        ("[[muted]]\n[[muted]]\nfro = 1\n", 3, "muted.fro: no such key", "Did you mean from?"),
        ("[[muted]]\nfrom = 22:00:00\n", 2, "muted.from: expected a date and time", "For example: from = 2026"),
        ("[thresholds]\nincident_gap = 30\n", 2, "thresholds.incident_gap: expected a duration", '"30s"'),
        ('[thresholds]\nincident_gap = "25h"\n', 2, "expected a duration from 1us to 24h", '"30s"'),
        ("[thresholds]\ncontest_changes = 0\n", 2, "expected a whole number from 1 to", "contest_changes = 3"),
        ("[watch]\ncontrol_only = 1\n", 2, "watch.control_only: expected true or false", "true"),
        ('[watch]\ntz = "Mars"\n', 2, "watch.tz: expected the name of a time zone", "Asia/Tokyo"),
        ('[outputs]\nmetrics = "9731x"\n', 2, "outputs.metrics: expected a port", ":9731"),
        ('[names.nodes]\nnode1 = "here"\n', 2, "names.nodes.node1: expected a MAC or an address", "NAME = "),
        ('[severities]\nhandover = "bad"\n', 2, "severities.handover: expected one of: info, warning", '"info"'),
        ('[alerts]\nalertmanager = "ftp://x"\n', 2, "alerts.alertmanager: expected a URL", "http://"),
        ('[alerts]\ncommand = "page"\n', 2, "alerts.command: expected a program by its whole path", "page"),
        ('[alerts]\ncommand = "/no/such"\n', 2, "alerts.command: /no/such is no program", "page"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_write(path: Path, text: str, line: int, what: str, fix: str) -> None:
    with pytest.raises(UsageError) as caught:
        written(path, text)
    assert caught.value.what.startswith(f"{path}, line {line}: ")
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert "\n" not in caught.value.what + caught.value.fix


def test_no_url_is_shown_where_one_is_wrong(path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        written(path, '[alerts]\nnotify = ["json://x", "nosuch://tokenthatisasecret"]\n')
    assert "line 2: alerts.notify: number 2 of 2: expected a URL that Apprise knows" in caught.value.what
    assert "tokenthatisasecret" not in str(caught.value)


@pytest.mark.parametrize("line", [f'notify = "{SECRET}"', 'alertmanager = "http://me:tokenthatisasecret@192.0.2.9"'])
def test_a_file_with_secrets_is_refused_where_everybody_may_read_it(path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="there are secrets in it, and everybody may read it"):
        written(path, f"[alerts]\n{line}\n", 0o644)
    values = written(path, f"[alerts]\n{line}\n", 0o640)
    assert "tokenthatisasecret" not in repr(values)
    assert written(path, '[alerts]\nalertmanager = "http://192.0.2.9:9093"\n', 0o644).by_key


def test_a_file_of_urls_is_private_and_has_one_a_line(path: Path) -> None:
    path.write_text(f"# by the team\n{SECRET}\n\n  mailto://a:b@example.net  \n")
    path.chmod(0o600)
    assert urls(str(path)) == (SECRET, "mailto://a:b@example.net")
    path.chmod(0o604)
    with pytest.raises(UsageError, match="everybody may read it"):
        urls(str(path))


def test_a_file_that_is_not_there_or_no_text_or_too_large_is_told(path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(str(path))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not text"):
        read(str(path))
    path.write_text("#" * (MOST_BYTES + 1))
    with pytest.raises(UsageError, match="larger than 256 KiB"):
        read(str(path))
