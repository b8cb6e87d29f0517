"""Settings among captures and logs: which files they are, and what becomes of them."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest

from arpwatch_k8s.analysis import settings as gathered
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint import linting
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side
from arpwatch_k8s.report.formats.json import document
from arpwatch_k8s.report.formats.text import text
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, pcapng, save

FIGHT = pcapng([(n * NS, announcement((MAC_A, MAC_B)[n % 2])) for n in range(40)])
KUBE_VIP = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-vip}
spec:
  containers:
    - name: kube-vip
      image: ghcr.io/kube-vip/kube-vip:v0.8.0
      env:
        - name: svc_enable
          value: "true"
"""


def look(facts: Facts) -> Iterator[Fault]:
    """Every kube-vip that takes Services, wherever it runs."""
    for each in facts.kube_vip:
        told = each.setting("svc_enable")
        if told.is_on and told.place is not None:
            yield Fault(
                summary="kube-vip takes Services",
                sides=(Side(place=told.place, says=told.said),),
                fix=told.written('"false"'),
            )


CHECK = Check(
    id="kube-vip-takes-services",
    title="kube-vip takes Services",
    severity=Severity.CRITICAL,
    look=look,
    why="For a test.",
    wire="A fight.",
    rules=("split-brain", "duplicate-address", "flapping", "two-controllers"),
)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are checked by this check alone."""
    monkeypatch.setattr(linting, "lint", partial(linting.lint, checks=(CHECK,)))


def case(folder: Path, **more: str) -> Path:
    """A capture in which two hosts claim the VIP by turns, and settings."""
    folder.mkdir(exist_ok=True)
    save(folder / "a.pcapng", FIGHT)
    (folder / "kube-vip.yaml").write_text(KUBE_VIP)
    for name, content in more.items():
        (folder / name).write_text(content)
    return folder


def told(result: Result) -> str:
    """The report on one line."""
    return " ".join(text(result, UTC).split())


@pytest.mark.usefixtures("checked")
def test_settings_of_a_folder_are_read_cited_and_told_as_read(tmp_path: Path) -> None:
    result = analyze([case(tmp_path / "case")], vips=[VIP])
    assert result.case.settings.read == (("kube-vip.yaml", "kube-vip as a static pod"),)
    assert not result.case.skipped
    (one, *_) = (each for each in result.verdict.findings if each.settings)
    assert [(place.file, place.line) for place in one.settings] == [("kube-vip.yaml", 10)]
    assert "Settings may lead to it: kube-vip takes Services (svc_enable: true)" in told(result)
    assert "[kube-vip.yaml line 10]" in told(result)
    assert "Read kube-vip.yaml: settings, kube-vip as a static pod" in told(result)
    assert f"sed -n '10p' {tmp_path}/case/kube-vip.yaml" in told(result).replace("\\ ", "")


@pytest.mark.usefixtures("checked")
def test_the_document_has_the_file_the_line_and_the_path_of_each_setting(tmp_path: Path) -> None:
    made = json.loads(json.dumps(document(analyze([case(tmp_path / "case")], vips=[VIP]))))
    place = {"file": "kube-vip.yaml", "line": 10, "path": "spec.containers[0].env[0]"}
    (one, *_) = (each for each in made["findings"] if each["settings"])
    assert one["settings"] == one["because"][-1]["settings"] == [place]
    (fault,) = made["settings"]["faults"]
    assert (fault["check"], fault["settings"], fault["rules"]) == (CHECK.id, [place], list(CHECK.rules))
    assert made["settings"]["read"] == [{"file": "kube-vip.yaml", "read_as": "kube-vip as a static pod"}]


@pytest.mark.usefixtures("checked")
def test_without_a_fault_the_verdict_is_what_it_is_without_settings(tmp_path: Path) -> None:
    off = KUBE_VIP.replace('"true"', '"false"')
    having = document(analyze([case(tmp_path / "one", **{"kube-vip.yaml": off})], vips=[VIP]))
    (tmp_path / "one" / "kube-vip.yaml").unlink()
    without = document(analyze([tmp_path / "one"], vips=[VIP]))
    assert having.pop("settings") != without.pop("settings")
    assert having == without


def test_a_file_of_settings_may_be_named_by_itself_beside_a_capture(tmp_path: Path) -> None:
    folder = case(tmp_path / "case")
    result = analyze([folder / "a.pcapng", folder / "kube-vip.yaml"])
    assert [name for name, _ in result.case.settings.read] == ["kube-vip.yaml"]


def test_settings_alone_are_no_case_and_it_is_said_what_reads_them(tmp_path: Path) -> None:
    folder = case(tmp_path / "case")
    (folder / "a.pcapng").unlink()
    for path in (folder, folder / "kube-vip.yaml"):
        with pytest.raises(InputError, match="settings, and no capture and no log") as raised:
            analyze([path])
        assert "arpwatch-k8s lint" in (raised.value.fix or "")


def test_what_no_reader_knows_stays_an_error_where_it_is_named_by_itself(tmp_path: Path) -> None:
    folder = case(tmp_path / "case", **{"other.yaml": "some: thing\n"})
    with pytest.raises(InputError, match=r"other\.yaml: not a capture"):
        analyze([folder / "a.pcapng", folder / "other.yaml"])
    assert [Path(item.path).name for item in analyze([folder]).case.skipped] == ["other.yaml"]


def test_settings_of_folders_in_a_folder_are_read_and_that_nothing_else_is_said(tmp_path: Path) -> None:
    folder = case(tmp_path / "case")
    deep = folder / "inventory" / "group_vars"
    deep.mkdir(parents=True)
    (folder / "kube-vip.yaml").rename(deep / "kube-vip.yaml")
    save(folder / "inventory" / "b.pcapng", FIGHT)
    result = analyze([folder])
    assert [name for name, _ in result.case.settings.read] == ["kube-vip.yaml"]
    assert len(result.case.captures) == 1
    (left,) = result.case.skipped
    assert left.reason == "a folder in a folder: give it by itself; of what is in it settings alone were read"


def test_settings_of_an_archive_are_called_by_their_place_in_it(tmp_path: Path) -> None:
    folder, path = case(tmp_path / "case"), tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"deep/{file.name}")
    result = analyze([path])
    assert [name for name, _ in result.case.settings.read] == ["kube-vip.yaml"]
    assert result.case.settings_paths == {}


def test_what_kubectl_listed_is_a_log_and_may_be_settings_too(tmp_path: Path) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "kube-vip"},
        "spec": {"containers": [{"name": "kube-vip", "image": "ghcr.io/kube-vip/kube-vip:v0.8.0"}]},
    }
    listing = json.dumps({"apiVersion": "v1", "kind": "List", "items": [pod]})
    result = analyze([case(tmp_path / "case", **{"pods.json": listing})])
    assert {name for name, _ in result.case.settings.read} >= {"pods.json", "kube-vip.yaml"}


def test_files_beyond_the_bound_are_named_with_what_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MOST_FILES", 1)
    result = analyze([case(tmp_path / "case", **{"also.yaml": KUBE_VIP, "kube-vip.yaml": KUBE_VIP})])
    assert len(result.case.settings.read) == 1
    assert any("give them to arpwatch-k8s lint" in item.reason for item in result.case.skipped)
