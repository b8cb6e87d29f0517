"""What may be named as a log: files and pipes, of a size that memory holds."""

import os
from datetime import UTC
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs import sources
from arpwatch_k8s.logs.cluster import kubectl_json
from arpwatch_k8s.logs.mixed import read_mixed
from arpwatch_k8s.logs.reading.pieces import whole
from arpwatch_k8s.logs.sources import LogFile, parse_log, read_log
from tests.logs.all_lines import MONITORED


def test_what_comes_out_of_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=(MONITORED,))
    writer.start()
    log = read_log(LogFile(path=str(pipe)), UTC)
    writer.join()
    assert (log.path, log.source, len(log.events)) == (str(pipe), "ip-monitor-neigh", 1)


def test_what_comes_out_of_a_pipe_is_read_by_one_source(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    klog = 'I1122 12:00:00.000000       7 controller.go:190] "Backend successfully reloaded"\n'
    writer = Thread(target=pipe.write_text, args=(MONITORED * 9 + klog * 4,))
    writer.start()
    (log,) = read_mixed(LogFile(path=str(pipe)), UTC)
    writer.join()
    assert (log.source, log.lines, len(log.unparsed)) == ("ip-monitor-neigh", 13, 4)


@pytest.mark.parametrize("is_pipe", [False, True], ids=["file", "pipe"])
def test_a_log_that_memory_might_not_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_pipe: bool
) -> None:
    monkeypatch.setattr(sources, "MOST_PIPED" if is_pipe else "MOST_BYTES", len(MONITORED) - 1)
    path = tmp_path / "log"
    if is_pipe:
        os.mkfifo(path)
    writer = Thread(target=path.write_text, args=(MONITORED,))
    writer.start()
    if not is_pipe:
        writer.join()
    with pytest.raises(InputError, match="larger than"):
        read_log(LogFile(path=str(path)), UTC)
    writer.join()


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(name: str) -> None:
    with pytest.raises(InputError) as told:
        read_log(parse_log(f"klog={name}"), UTC)
    assert str(told.value).splitlines() == [f"{name}: a device, and no log", "Name a file, a pipe, or /dev/stdin."]


@pytest.mark.parametrize("form", ["{}", "{}=x", "{}@UTC", "klog={}", "klog={}@UTC", "{}=/x@UTC"])
def test_a_name_that_is_too_long_is_told_in_two_lines(form: str) -> None:
    with pytest.raises((InputError, UsageError)) as told:
        analyze([], logs=[parse_log(form.format("(" * 300))])
    assert len(str(told.value).splitlines()) == 2


@pytest.mark.parametrize("name", ["\ud800", "a\0b"])
def test_what_no_file_can_be_called_is_told(name: str) -> None:
    with pytest.raises(InputError, match="no name that a file can have"):
        read_log(LogFile(path=name), UTC)


def test_a_file_that_does_not_tell_its_size_is_read(tmp_path: Path) -> None:
    assert Path("/proc/self/status").stat().st_size == 0
    with sources.regular("/proc/self/status") as path:
        assert path.read_text().startswith("Name:")


def test_what_is_read_as_a_whole_has_a_limit_of_its_own_and_errors_name_the_file_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubectl_json, "whole", partial(whole, most=100))
    path = tmp_path / "pipe"
    os.mkfifo(path)
    text = '{"apiVersion":"v1","kind":"List","items":[' + " " * 100 + "]}"
    writer = Thread(target=path.write_text, args=(text,))
    writer.start()
    with pytest.raises(InputError) as told:
        read_log(LogFile(path=str(path)), UTC)
    writer.join()
    assert told.value.what == f"{path}: larger than 0 MiB, and read as a whole"


def test_a_listing_of_nothing_is_read_and_has_no_items(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    path.write_text('{"apiVersion":"v1","items":[],"kind":"List","metadata":{"resourceVersion":""}}\n')
    log = read_log(LogFile(path=str(path)), UTC)
    assert (log.source, log.lines, log.events, log.unparsed) == ("kubectl-json", 0, (), ())
    assert "services.json has no items" in analyze([path], vips=["192.0.2.80"]).verdict.caveats
    path.write_text("no JSON at all\n")
    with pytest.raises(InputError, match="no line of it is of kubectl-json"):
        read_log(parse_log(f"kubectl-json={path}"), UTC)
