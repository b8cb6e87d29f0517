"""`lint` as a user runs it: forms, exit codes, options, and what is told where nothing was checked."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint import checks, ignoring
from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told
from tests.cli.command import run
from tests.lint.formats.samples import LOUD

POD = """apiVersion: v1
kind: Pod
metadata: {name: kube-vip}
spec:
  containers:
    - image: ghcr.io/kube-vip/kube-vip:v0.8.0
      env:
        - {name: svc_enable, value: "true"}
"""


def look(facts: Facts) -> Iterator[Told]:
    """A fault at each kube-vip, and what its version is."""
    for each in facts.kube_vip:
        yield Fault(summary=f"kube-vip {each.version}", sides=(Side(place=each.place, says="it is there"),), fix="none")


@pytest.fixture
def pod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pod, of which the one check there is tells a warning."""
    found = (replace(LOUD, look=look, severity=Severity.WARNING),)
    monkeypatch.setattr(checks, "CHECKS", found)
    monkeypatch.setattr(ignoring, "CHECKS", found)
    path = tmp_path / "pod.yml"
    path.write_text(POD)
    return str(path)


def test_the_text_is_what_is_printed_unless_another_form_is_asked_for(pod: str) -> None:
    done = run("lint", pod)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("WARNING  loud: two programs write one setting\n\n  kube-vip 0.8.0\n")
    assert done.stdout.endswith("Found by 1 check in 1 file: 1 warning.\n")


@pytest.mark.parametrize(("form", "key"), [("json", "findings"), ("sarif", "runs")])
def test_documents_are_json(pod: str, form: str, key: str) -> None:
    assert len(json.loads(run("lint", pod, "--format", form).stdout)[key]) == 1


def test_annotations_are_for_github(pod: str) -> None:
    assert run("lint", pod, "--format", "github").stdout.startswith("::warning file=")


@pytest.mark.parametrize(("grade", "code"), [("info", 1), ("warning", 1), ("critical", 0)])
def test_fail_on_ends_with_1_at_that_severity_or_worse(pod: str, grade: str, code: int) -> None:
    assert run("lint", pod, "--fail-on", grade).returncode == code


def test_what_a_comment_passes_over_does_not_fail(pod: str) -> None:
    Path(pod).write_text(f"# arpwatch-k8s: ignore[loud] a lab\n{POD}")
    done = run("lint", pod, "--fail-on", "info")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Ignored: loud at {pod}:2: a lab\n")


def test_what_breaks_off_ends_with_4_and_a_fault_wins_over_it(pod: str) -> None:
    Path(pod).write_text(f"{POD}---\na: [\n")
    assert run("lint", pod).returncode == 4
    assert run("lint", pod, "--fail-on", "info").returncode == 1


def test_a_check_may_be_left_out(pod: str) -> None:
    done = run("lint", pod, "--ignore", "loud")
    assert done.stdout.endswith("No fault found by 0 checks in 1 file.\n")
    unknown = run("lint", pod, "--ignore", "lout")
    assert unknown.returncode == 2
    assert unknown.stderr == "arpwatch-k8s: --ignore 'lout' is no check\n  arpwatch-k8s lint --list has them.\n"


def test_a_version_may_be_assumed_where_none_is_said(pod: str) -> None:
    Path(pod).write_text(POD.replace(":v0.8.0", ""))
    assert "kube-vip of unknown version" in run("lint", pod).stdout
    assert "kube-vip 1.0.3" in run("lint", pod, "--assume", "kube-vip=1.0.3").stdout
    assert run("lint", pod, "--assume", "kube-vip").returncode == 2


def test_nothing_that_is_known_is_an_error_and_not_well(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yml").write_text("a: 1\n")
    done = run("lint", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    told = f"nothing was checked: no settings that are known in {tmp_path}/0.yml, nor in 2 other files\n"
    assert done.stderr.startswith(f"arpwatch-k8s: {told}")


def test_an_empty_folder_and_a_missing_one_are_errors(tmp_path: Path) -> None:
    assert run("lint", str(tmp_path)).stderr.startswith("arpwatch-k8s: nothing was checked: there is no file\n")
    assert run("lint", str(tmp_path / "x")).returncode == 3


def test_no_path_is_wrong_usage() -> None:
    assert run("lint").returncode == 2


def test_the_list_has_every_check_the_worst_first() -> None:
    lines = run("lint", "--list").stdout.splitlines()
    assert sorted(line.split()[1] for line in lines) == sorted(check.id for check in CHECKS)
    ranks = [Severity(line.split()[0]).rank for line in lines]
    assert ranks == sorted(ranks, reverse=True)
