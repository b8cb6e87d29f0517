"""Comments that ask to pass over something: with a reason, at their line, or told as what is wrong with them."""

from collections.abc import Iterator

import pytest

from arpwatch_k8s.lint import ignoring
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.ignoring import MOST_MARKS, Ignore, comments, ignores
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.lint.linting import lint
from tests.lint.formats.samples import LOUD, QUIET

POD = """apiVersion: v1
kind: Pod
metadata: {name: kube-vip}
spec:
  containers:
    - image: ghcr.io/kube-vip/kube-vip:v0.8.0
      env:
        %s
        - {name: svc_enable, value: "true"} %s
"""
LINE = 9


def loud(facts: Facts) -> Iterator[Told]:
    """A fault at each variable of kube-vip's."""
    for each in facts.kube_vip:
        for setting in each.environment.values():
            if setting.place is not None:
                yield Fault(summary="loud", sides=(Side(place=setting.place, says=setting.said),), fix="quiet")


def quiet(facts: Facts) -> Iterator[Told]:
    """An open question at each."""
    for fault in loud(facts):
        yield Undecided(why="nobody knows", sides=fault.sides)


def made(check: Check, look: object) -> Check:
    """The check that looks so."""
    return Check(
        id=check.id, title=check.title, severity=check.severity, look=look, why=check.why, wire="", rules=check.rules
    )  # type: ignore[arg-type]


CHECKS = (made(LOUD, loud), made(QUIET, quiet))


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ignoring, "CHECKS", CHECKS)


def linted(above: str, behind: str, checks: tuple[Check, ...] = CHECKS) -> Linted:
    """What is said of a pod with a comment above or behind its setting."""
    text = POD % (above, behind)
    return lint([File(name="pod.yml", text=text, documents=tuple(documents(text, "pod.yml")))], checks=checks)


def told(found: Linted) -> list[str]:
    """What is told, and what is passed over."""
    kept = [f"told {each.check.id}" for each in (*found.faults, *found.undecided)]
    return kept + [f"ignored {each.what.check.id}: {each.by.reason}" for each in found.ignored]


@pytest.mark.parametrize(
    ("above", "behind"),
    [
        ("", "# arpwatch-k8s: ignore[loud]  it is a lab"),
        ("# arpwatch-k8s: ignore[loud] it is a lab", ""),
        ("# arpwatch-k8s: ignore[loud] it is a lab\n        # more of it", ""),
    ],
)
def test_a_fault_is_passed_over_with_a_reason_on_its_line_or_in_comments_above(above: str, behind: str) -> None:
    found = linted(above, behind)
    assert told(found) == ["told quiet", "ignored loud: it is a lab"]
    assert found.doubts == ()


def test_one_comment_may_name_several_checks_and_pass_over_open_questions() -> None:
    found = linted("# arpwatch-k8s: ignore[loud, quiet] a lab", "")
    assert told(found) == ["ignored loud: a lab", "ignored quiet: a lab"]


def test_comments_about_one_setting_may_stand_above_each_other() -> None:
    above = "# arpwatch-k8s: ignore[loud] a\n        # arpwatch-k8s: ignore[quiet] b"
    assert told(linted(above, "")) == ["ignored loud: a", "ignored quiet: b"]


def test_without_a_reason_it_is_not_honored() -> None:
    found = linted("", "# arpwatch-k8s: ignore[loud]")
    assert told(found) == ["told loud", "told quiet"]
    assert found.doubts == (("pod.yml", LINE, "ignore[loud] has no reason behind it, and is not honored"),)


def test_one_that_meets_nothing_is_told() -> None:
    found = linted("# arpwatch-k8s: ignore[loud] far above\n", "")
    assert told(found) == ["told loud", "told quiet"]
    assert found.doubts == (("pod.yml", 8, "ignore[loud] meets nothing: the check says nothing of line 9"),)


def test_one_of_a_check_that_was_not_asked_meets_nothing_rightly() -> None:
    assert linted("", "# arpwatch-k8s: ignore[loud] why", checks=CHECKS[1:]).doubts == ()


def test_a_check_that_is_none_is_told() -> None:
    found = linted("", "# arpwatch-k8s: ignore[lout] why")
    assert told(found) == ["told loud", "told quiet"]
    assert found.doubts == (("pod.yml", LINE, "ignore[lout]: there is no such check (arpwatch-k8s lint --list)"),)


@pytest.mark.parametrize(
    "line",
    ["! arpwatch-k8s: ignore[a] why", "# arpwatch-k8s: ignore[a] why", "; arpwatch-k8s: ignore[a] why"],
)
def test_comments_of_other_files_are_read_as_well(line: str) -> None:
    file = File(name="keepalived.conf", text=f"{line}\nstate MASTER\n")
    assert list(ignores(file)) == [Ignore(check="a", reason="why", file="keepalived.conf", line=2, written=1)]


def test_a_comment_at_the_end_of_a_file_is_about_itself() -> None:
    file = File(name="a.yml", text="a: 1\n# arpwatch-k8s: ignore[a] why")
    assert [each.line for each in ignores(file)] == [2]


def test_a_comment_that_a_page_quotes_is_nobody_s() -> None:
    file = File(name="README.md", text="    # arpwatch-k8s: ignore[loud]  the reason\n")
    assert lint([file], checks=CHECKS).doubts == ()


def test_more_comments_than_are_honored_are_told() -> None:
    file = File(name="a.yml", text="# arpwatch-k8s: ignore[a] why\n" * (MOST_MARKS + 5))
    found, beyond = comments([file])
    assert len(found) == MOST_MARKS
    assert [(name, line) for name, line, _ in beyond] == [("a.yml", MOST_MARKS)]


def test_very_many_comments_are_read_in_one_pass() -> None:
    count = 100_000
    file = File(name="a.yml", text="# arpwatch-k8s: ignore[a] why\n" * count + "a: 1\n")
    assert {each.line for each in ignores(file)} == {count + 1}
