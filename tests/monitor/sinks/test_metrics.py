"""Metrics: over HTTP, and as a file; in Prometheus' own format."""

import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from arpwatch_k8s.cli.told import listening
from arpwatch_k8s.errors import OutputError, UsageError
from arpwatch_k8s.monitor.measures import FAMILIES, Kind
from arpwatch_k8s.monitor.rehearsal import analyzed
from arpwatch_k8s.monitor.sinks import metrics
from arpwatch_k8s.monitor.sinks.metrics import PREFIX, Metrics, Published, served
from arpwatch_k8s.monitor.sinks.sink import State
from tests.changes.samples import SAMPLES, T0


@pytest.fixture
def published() -> Iterator[tuple[Published, str]]:
    """What is published, and where."""
    what = Published()
    server = served(what, "127.0.0.1", 0)
    server.start()
    yield what, f"http://127.0.0.1:{server.port}/metrics"
    server.close()


def names(text: str) -> dict[str, str]:
    """Metrics and their kinds, as Prometheus' own parser reads them."""
    return {family.name: family.type for family in text_string_to_metric_families(text)}


def test_a_scrape_gets_every_family_with_its_kind(published: tuple[Published, str]) -> None:
    what, url = published
    sink = Metrics(("eth0",), what, None)
    for change in SAMPLES:
        sink.tell(change)
    sink.show(State(time=T0, result=analyzed()))
    with urlopen(url) as answer:
        text = answer.read().decode()
    kinds = names(text)
    assert kinds.pop(f"{PREFIX}build_info") == "gauge"
    assert kinds == {PREFIX + name: kind.value for name, (kind, *_) in FAMILIES.items()}
    owner = 'mac="52:54:00:00:00:01",node="",segment="eth0",track="claimed",vip="192.0.2.1"'
    assert f"arpwatch_k8s_vip_owner_info{{{owner}}} 1.0" in text.splitlines()
    assert FAMILIES["attempts"][0] is Kind.COUNTER
    assert "arpwatch_k8s_captured_frames_total 1.0" in text.splitlines()


def test_a_file_is_replaced_at_once_and_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "arpwatch.prom"
    sink = Metrics(("eth0",), Published(), path)
    sink.show(State(time=T0, result=analyzed()))
    first = path.read_text()
    assert "arpwatch_k8s_captured_frames_total 1.0" in first
    for change in SAMPLES:
        sink.tell(change)
    sink.show(State(time=T0, result=analyzed()))
    assert path.read_text() == first
    sink.close()
    assert "arpwatch_k8s_incidents_total{" in path.read_text()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "APART_S", 0.0)
    caplog.set_level(logging.WARNING, "arpwatch_k8s")
    sink = Metrics(("eth0",), Published(), tmp_path / "missing" / "arpwatch.prom")
    for _ in range(3):
        sink.show(State(time=T0, result=analyzed()))
    sink.close()
    (record,) = caplog.records
    assert "not written (No such file or directory)" in record.getMessage()


def test_a_port_that_is_taken_is_told(published: tuple[Published, str]) -> None:
    port = int(published[1].split(":")[2].split("/")[0])
    with pytest.raises(OutputError, match=f"--metrics 127.0.0.1:{port}: cannot be served"):
        served(Published(), "127.0.0.1", port)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (":9731", ("127.0.0.1", 9731)),
        ("9731", ("127.0.0.1", 9731)),
        ("192.0.2.10:9731", ("192.0.2.10", 9731)),
        ("[::1]:9731", ("::1", 9731)),
    ],
)
def test_where_it_is_served_is_the_loopback_unless_told(text: str, where: tuple[str, int]) -> None:
    assert listening(text) == where


@pytest.mark.parametrize("text", ["", ":", "eth0", ":0", ":65536", ":123456", ":-1", ":9731x", ":٣"])
def test_what_names_no_port_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names no port"):
        listening(text)
