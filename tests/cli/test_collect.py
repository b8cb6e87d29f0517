"""`arpwatch-k8s collect` and `kubectl arpwatch`, as a user runs them."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.collect.stand_in import Answer, StandIn, forbidden, listing, stand_in
from tests.conftest import REPO

NODES = listing({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node1"}, "status": {}})
POOL = {
    "apiVersion": "metallb.io/v1beta1",
    "kind": "IPAddressPool",
    "metadata": {"name": "pool", "namespace": "metallb-system"},
    "spec": {"addresses": ["192.0.2.80/28"]},
}
PLUGIN = "#!{python}\nfrom arpwatch_k8s.cli import kubectl_plugin\nkubectl_plugin()\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A kubectl on the PATH that has nodes and a pool, and may see no leases."""
    made = stand_in(
        tmp_path,
        {
            "get nodes": Answer(out=NODES),
            "get ipaddresspools.metallb.io": Answer(out=listing(POOL)),
            "get leases.coordination.k8s.io": forbidden("list", "leases", "coordination.k8s.io"),
        },
    )
    monkeypatch.setenv("PATH", made.path, prepend=os.pathsep)
    return made


def test_a_case_is_fetched_and_what_is_missing_is_said(made: StandIn) -> None:
    case = made.folder / "case"
    done = run("collect", "-o", str(case), "--watch", "0s", "--no-analyze", "--kubeconfig", "k", "--context", "c")
    assert done.returncode == 4
    said = " ".join(done.stdout.split())
    assert re.match(rf"Case {case}: 2 files, \d+ KiB \(kubectl v1\.31\.9, cluster v1\.31\.4\) Not there ", said)
    assert "Not fetched leases.json, leases-after.json: forbidden: ask for list on leases" in said
    assert (case / "cluster" / "ipaddresspools.json").read_text() == listing(POOL)
    assert {tuple(call[:2]) for call in made.calls()} == {("--kubeconfig=k", "--context=c")}


def test_without_a_name_a_case_is_called_by_its_time(made: StandIn, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert run("collect", "--watch", "0s", "--no-analyze", cwd=tmp_path / "here").returncode == 4
    (case,) = (tmp_path / "here").iterdir()
    assert re.fullmatch(r"case-cluster-\d{8}T\d{6}Z", case.name)


def test_lint_and_an_analysis_come_after_it_each_with_its_command(made: StandIn, tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "arpwatch_k8s", "collect", "-o", "-my case", "--watch", "0s", "-q"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert re.findall(r"^\$ (.*)$", done.stdout, re.MULTILINE) == [
        "arpwatch-k8s lint './-my case'",
        "arpwatch-k8s analyze './-my case'",
    ]
    assert "pool-without-advertisement" in done.stdout
    assert "INCONCLUSIVE" in done.stdout
    assert done.returncode == 4


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--since", "yesterday", "--since 'yesterday': expected a duration with its unit"),
        ("--since", "0s", "--since '0s': expected a duration from 1s to 744h"),
        ("--watch", "2h", "--watch '2h': expected a duration from 0s to 1h"),
    ],
)
def test_a_span_that_is_none_is_refused(made: StandIn, option: str, value: str, what: str) -> None:
    done = run("collect", "-o", str(made.folder / "case"), option, value)
    assert done.returncode == 2
    assert what in done.stderr
    assert made.calls() == []


def test_without_kubectl_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("collect", "-o", str(tmp_path / "case"))
    assert (done.returncode, done.stderr.splitlines()) == (
        3,
        [
            "arpwatch-k8s: kubectl is not on the PATH",
            "  Install it, or collect where it is: docs/collecting.md has the commands.",
        ],
    )
    assert not (tmp_path / "case").exists()


def test_ctrl_c_leaves_what_is_there_and_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=NODES), "get services -A": Answer(hangs=True, leaves=True)})
    monkeypatch.setenv("PATH", made.path, prepend=os.pathsep)
    argv = [sys.executable, "-m", "arpwatch_k8s", "collect", "-o", str(tmp_path / "case")]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        child = tmp_path / "child"
        until(lambda: child.exists() and bool(child.read_text()))
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"what was fetched before is in {tmp_path / 'case'}" in complaint
    assert (tmp_path / "case" / "nodes.json").exists()
    until(lambda: not Path(f"/proc/{child.read_text()}").exists() or "Z" in state(child.read_text()))


def state(pid: str) -> str:
    """The state of a process."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def until(is_so: object) -> None:
    """Wait for something that another process does; AssertionError where it does not."""
    end = time.monotonic() + 60
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.kubectl
def test_kubectl_runs_it_as_a_plugin_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "kubectl-arpwatch"
    script.write_text(PLUGIN.format(python=sys.executable))
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPO)}
    done = subprocess.run(
        ["kubectl", "arpwatch", "--help"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Usage: kubectl arpwatch [OPTIONS]" in done.stdout
    assert "--no-analyze" in done.stdout
