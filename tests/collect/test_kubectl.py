"""kubectl as a process: what it says, and that it ends however it behaves."""

import os
import time
from pathlib import Path

import pytest

from arpwatch_k8s.collect import kubectl as room
from arpwatch_k8s.collect.kubectl import MOST_COMPLAINT_BYTES, Kubectl, KubectlError, Stopped, found
from tests.collect.stand_in import Answer, StandIn, stand_in


def called(made: StandIn, *, limit_s: float = 20.0, most_bytes: int = 1 << 20) -> tuple[bytes, room.Ended]:
    """What the stand-in says to one call."""
    said = bytearray()
    ended = Kubectl(program=made.program).run(["get"], said.extend, limit_s=limit_s, most_bytes=most_bytes)
    return bytes(said), ended


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def gone(pid: int) -> bool:
    """Whether a process that was killed is gone within some seconds."""
    end = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not is_running(pid)


def test_an_answer_and_what_is_said_beside_it_are_told_apart(tmp_path: Path) -> None:
    said, ended = called(stand_in(tmp_path, {"get": Answer(out="yes\n", err="Warning: old\n")}))
    assert (said, ended.complaint, ended.code, ended.is_answer) == (b"yes\n", "Warning: old\n", 0, True)


def test_options_come_first_and_as_one_word_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand_in(tmp_path, {"get": Answer()})
    monkeypatch.setenv("PATH", made.path, prepend=os.pathsep)
    program = found(kubeconfig="-x", context="a b", otherwise="")
    program.run(["get", "nodes"], bytes)
    assert made.calls() == [["--kubeconfig=-x", "--context=a b", "get", "nodes"]]


def test_who_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get": Answer(out="some", hangs=True, leaves=True)})
    said, ended = called(made, limit_s=2.0)
    assert (said, ended.stopped, ended.is_answer) == (b"some", Stopped.TIME, False)
    assert gone(int((tmp_path / "child").read_text()))


def test_who_ends_is_not_waited_for_because_of_what_it_leaves_behind(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get": Answer(out="all", leaves=True)})
    said, ended = called(made)
    assert (said, ended.stopped, ended.code) == (b"all", None, 0)
    assert gone(int((tmp_path / "child").read_text()))


def test_who_does_not_end_when_asked_to_is_made_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "GRACE_S", 0.05)
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\ntrap '' TERM\necho here\nwhile :; do :; done\n")
    deaf.chmod(0o755)
    said = bytearray()
    ended = Kubectl(program=str(deaf)).run([], said.extend, limit_s=1.0)
    assert (bytes(said), ended.stopped, ended.code) == (b"here\n", Stopped.TIME, -9)


def test_who_says_too_much_is_ended_and_no_byte_more_is_taken(tmp_path: Path) -> None:
    said, ended = called(stand_in(tmp_path, {"get": Answer(floods=True)}), most_bytes=100_001)
    assert (len(said), ended.stopped) == (100_001, Stopped.SIZE)


def test_as_much_as_is_allowed_is_not_too_much(tmp_path: Path) -> None:
    said, ended = called(stand_in(tmp_path, {"get": Answer(out="x" * 70_000)}), most_bytes=70_000)
    assert (len(said), ended.stopped) == (70_000, None)


def test_of_complaints_the_first_are_kept(tmp_path: Path) -> None:
    _, ended = called(stand_in(tmp_path, {"get": Answer(err="error: no\n" + "x" * 100_000, code=1)}))
    assert ended.complaint.startswith("error: no\nxxx")
    assert len(ended.complaint) == MOST_COMPLAINT_BYTES


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get": Answer(out=b"a\xffb", err=b"\xfe", code=1)})
    text, ended = Kubectl(program=made.program).text(["get"])
    assert (text, ended.complaint) == ("a\ufffdb", "\ufffd")


def test_nothing_is_given_it_to_read(tmp_path: Path) -> None:
    asking = tmp_path / "asking"
    asking.write_text("#!/bin/sh\nread -r answer || echo nobody\n")
    asking.chmod(0o755)
    said = bytearray()
    Kubectl(program=str(asking)).run([], said.extend)
    assert bytes(said) == b"nobody\n"


def test_where_there_is_none_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KubectlError) as raised:
        found(kubeconfig=None, context=None, otherwise="Do it by hand.")
    assert str(raised.value) == "kubectl is not on the PATH\nDo it by hand."


def test_what_cannot_be_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "kubectl").write_text("no program")
    (tmp_path / "kubectl").chmod(0o755)
    with pytest.raises(KubectlError, match=r"kubectl: cannot be run \(Exec format error\)"):
        Kubectl(program=str(tmp_path / "kubectl")).run([], bytes)
