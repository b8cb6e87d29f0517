"""What becomes of a check that fails, of versions that are assumed, of lines that are cited."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.assuming import assumed, parsed
from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.fault import Fault, Side, Told
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.lint.linting import lint
from arpwatch_k8s.lint.setting import Place, Setting
from tests.lint.formats.samples import LOUD, QUIET

PLACE = Place(file="pod.yml", line=3)
POD = """apiVersion: v1
kind: Pod
spec: {containers: [{image: ghcr.io/kube-vip/kube-vip:v0.8.0}]}
"""


def failing(_: Facts) -> Iterator[Told]:
    """Tells of something, and fails."""
    yield fault(3)
    raise ZeroDivisionError("by nothing")


def fault(line: int) -> Fault:
    """A fault at a line of the pod."""
    return Fault(summary="x", sides=(Side(place=replace(PLACE, line=line), says="y"),), fix="z")


def told(look: object, text: str = POD) -> Linted:
    """What is said of a pod."""
    file = File(name="pod.yml", text=text, documents=tuple(documents(text, "pod.yml")))
    check = replace(LOUD, look=look)  # type: ignore[arg-type]
    return lint([file], checks=[check])


def test_a_check_that_fails_is_undecided_and_what_it_told_before_stands() -> None:
    found = told(failing)
    assert len(found.faults) == 1
    (question,) = found.undecided
    assert question.undecided.why.startswith("the check failed (ZeroDivisionError: by nothing)")


def test_cited_lines_are_at_hand() -> None:
    found = told(lambda _: [fault(2), fault(3), fault(4), fault(0)])
    assert found.lines == {("pod.yml", 2): "kind: Pod", ("pod.yml", 3): POD.splitlines()[2]}


def test_the_worst_stands_first_and_what_hurts_less_behind() -> None:
    faults = (replace(fault(1), severity_is_less=True), fault(2))
    assert [each.severity for each in told(lambda _: faults).faults] == [Severity.CRITICAL, Severity.WARNING]


def test_info_has_no_grade_below() -> None:
    check = replace(QUIET, severity=Severity.INFO, look=lambda _: [replace(fault(1), severity_is_less=True)])
    file = File(name="pod.yml", text=POD, documents=tuple(documents(POD, "pod.yml")))
    assert [each.severity for each in lint([file], checks=[check]).faults] == [Severity.INFO]


def test_a_key_given_twice_is_told_where_settings_are_known_and_an_early_end_everywhere() -> None:
    twice = "x: 1\nx: 2\n"
    assert [line for _, line, _ in told(lambda _: [], f"{POD}---\n{twice}").doubts] == [6]
    assert told(lambda _: [], twice).doubts == ()
    broken = told(lambda _: [], f"{twice}y: [\n")
    assert [line for _, line, _ in broken.doubts] == [3]
    assert broken.cut == ("pod.yml",)


def test_versions_are_assumed_where_nothing_says_them() -> None:
    known = version(Setting(name="image", value="v0.14.5"))
    facts = Facts(
        metallb=(MetalLb(place=PLACE, made_by="Helm"), MetalLb(place=PLACE, made_by="manifests", version=known)),
        kube_vip=(KubeVip(place=PLACE, made_by="Helm"),),
        cilium=(Cilium(place=PLACE, made_by="Helm"),),
    )
    versions = parsed(["metallb=0.13.9", "kube-vip=v1.0.3", "cilium=1.16", "kubernetes=1.35.0"])
    made = assumed(facts, versions)
    assert [str(each.version) for each in made.metallb] == ["0.13.9", "0.14.5"]
    assert [str(each.version) for each in (*made.kube_vip, *made.cilium)] == ["1.0.3", "1.16.0"]
    assert [each.text for each in made.kubernetes] == ["1.35.0"]
    assert assumed(facts, {}) == facts


def test_a_version_of_kubernetes_that_is_said_stands() -> None:
    facts = Facts(kubernetes=(Setting(name="kube_version", value="v1.29.1", place=PLACE),))
    assert assumed(facts, parsed(["kubernetes=1.35"])) == facts


@pytest.mark.parametrize("text", ["metallb", "metallb=", "metallb=new", "nginx=1.2", "=1.2", "metallb=1.2\x1b[2J"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed([text])
    assert "\x1b" not in str(caught.value)
