"""Privileges are gone after the drop, in every thread, and a failure to drop them is no success."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live import privilege
from arpwatch_k8s.errors import UsageError

SCRIPT = """
import json, os, sys, pathlib
from arpwatch_k8s.capture.live import privilege
said = privilege.drop(privilege.account({name!r}))
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
try:
    os.setuid(0)
    back = os.geteuid() == 0 and {name!r} != "root"
except PermissionError:
    back = False
json.dump({{"said": said, "back": back, **status}}, sys.stdout)
"""


def dropped(repo: Path, name: str | None, *before: str) -> dict[str, str]:
    """What /proc says of a process after its drop."""
    argv = [*before, sys.executable, "-c", SCRIPT.format(name=name)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=repo)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.root
@pytest.mark.parametrize("name", [None, "daemon", "root"])
def test_root_becomes_another_user_with_nothing_left(repo: Path, name: str | None) -> None:
    said = dropped(repo, name)
    uid = {None: "65534", "daemon": "1", "root": "0"}[name]
    assert set(said["Uid"].split()) == {uid}
    assert {int(said[each], 16) for each in privilege.CAPABILITY_SETS} == {0}
    assert said["NoNewPrivs"] == "1"
    assert said["Groups"].split() == [] or name == "root"
    assert said["back"] is False


@pytest.mark.root
def test_a_user_with_one_capability_loses_it_and_stays_who_it_is(repo: Path) -> None:
    one = ("setpriv", "--reuid=daemon", "--clear-groups", "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw")
    said = dropped(repo, None, *one)
    assert set(said["Uid"].split()) == {"1"}
    assert {int(said[each], 16) for each in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert said["NoNewPrivs"] == "1"


def test_a_thread_that_keeps_something_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "7").mkdir()
    lines = [
        "Uid:\t0\t0\t0\t0",
        *(f"{name}:\t00000000a80425fb" for name in privilege.CAPABILITY_SETS),
        "NoNewPrivs:\t1",
    ]
    (tmp_path / "7" / "status").write_text("\n".join(lines))
    monkeypatch.setattr(privilege, "TASKS", tmp_path)
    with pytest.raises(privilege.PrivilegeError, match="thread 7"):
        privilege.verify(privilege.Account(name="nobody", uid=65534, gid=65534, told=False), bounded=True)


def test_a_call_that_fails_is_told() -> None:
    with pytest.raises(privilege.PrivilegeError, match="prctl"):
        privilege.call("prctl", -1, 0, 0, 0, 0)


def test_an_unknown_user_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no such user"):
        privilege.account("nobody-by-this-name")


def test_who_is_not_root_stays_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert privilege.account(None) is None
    with pytest.raises(UsageError, match="only root"):
        privilege.account("daemon")
