"""What a program's word is worth."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.testimony.believing import (
    announces,
    contradicted,
    first_line,
    is_excerpt,
    said_by,
    says_again,
)
from tests.correlator.testimony.told import adding, announced, idle, kube_vip, withdrawn
from tests.diagnosis.fights import asked, result, served
from tests.savefiles import MAC_A, NS, VIP
from tests.speakers.programs import metallb


def case(folder: Path, *lines: str) -> Case:
    """One log."""
    (folder / "program-node1.log").write_text("\n".join(lines) + "\n")
    return analyze([folder]).case


@pytest.mark.parametrize(
    ("lines", "announced_", "excerpt"),
    [
        ([idle(0), announced(1), idle(9)], True, False),
        ([announced(1), announced(9)], True, True),
        ([kube_vip(0, "using node name name=node1"), adding(1), adding(9)], False, False),
    ],
    ids=["a speaker", "lines picked out of its log", "kube-vip without ARP"],
)
def test_who_announces_and_whose_log_is_whole(
    tmp_path: Path, lines: list[str], announced_: bool, excerpt: bool
) -> None:
    told = case(tmp_path, *lines)
    (epoch,) = told.cluster
    assert (announces(told, epoch), is_excerpt(told, epoch)) == (announced_, excerpt)
    assert first_line(told, epoch) == lines[1 if len(lines) == 3 else 0]


def test_it_is_said_again_by_a_later_word_or_by_taking_it_back_later(tmp_path: Path) -> None:
    (epoch,) = case(tmp_path, idle(0), announced(1), withdrawn(9)).cluster
    assert says_again(epoch, epoch.start)
    assert says_again(epoch, epoch.start + 8 * NS)
    assert not says_again(epoch, epoch.start + 9 * NS)
    step = said_by(epoch, "MetalLB")
    assert step.text.endswith(f"says that it holds {VIP}, until it says that it does no more (notOwner)")
    assert [ref.line for ref in step.lines] == [2, 3]


def test_questions_that_one_alone_answered_contradict_two_owners(tmp_path: Path) -> None:
    frames = [*metallb(ticks=3), *asked(10, MAC_A), *asked(20, MAC_A), *asked(30, MAC_A), *served(0, 40)]
    told = result(tmp_path, frames).case
    start, end = told.start or 0, told.end or 0
    assert contradicted(told, VIP, (start, end)) == "On the wire 3 questions to all had one answer each then"
    assert contradicted(told, VIP, (end + NS, end + 2 * NS)) is None
    assert contradicted(told, "192.0.2.99", (start, end)) is None
