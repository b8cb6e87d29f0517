"""How likely forms and distances are under a signature, and which programs share a MAC."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.speakers.match import (
    CUT,
    LOST_ONE,
    MISFIT,
    NEVER,
    OCCASION,
    RARE,
    candidates,
    likely_gaps,
    longest_silence,
    parts,
    shapes,
)
from arpwatch_k8s.speakers.signature import Answers, Beat, Form, Signature, gap
from arpwatch_k8s.thresholds import NS
from tests.speakers.programs import kube_vip, metallb
from tests.speakers.test_voice import heard

EVERY_3_S = Beat(gaps=(gap(2.85, 3.4), gap(5.7, 6.8, LOST_ONE)), rest_ns=10 * NS)


def of_forms(*forms: Form) -> np.ndarray:
    """A column of forms."""
    return np.array(forms, np.uint8)


def program(**fields: object) -> Signature:
    """A program that answers as kernels do, unless told otherwise."""
    told = {"id": "x", "name": "x", "family": "x", "beat": Beat(), "answers": Answers.KERNEL} | fields
    return Signature(**told)  # type: ignore[arg-type] # fields of any type


def seconds(*gaps: float) -> np.ndarray:
    """A column of distances."""
    return np.array([round(one * NS) for one in gaps], np.int64)


@pytest.mark.parametrize(
    ("distance", "likely"), [(3, 1), (6, LOST_ONE), (4.5, MISFIT), (1, MISFIT), (10, OCCASION), (600, OCCASION)]
)
def test_a_distance_is_of_the_rhythm_or_a_lost_frame_or_a_new_occasion(distance: float, likely: float) -> None:
    assert likely_gaps(EVERY_3_S, seconds(distance)).tolist() == [likely]


def test_a_steady_program_may_have_another_interval() -> None:
    steady = Beat(gaps=EVERY_3_S.gaps, rest_ns=60 * NS, steady=0.15)
    assert likely_gaps(steady, seconds(10, 10, 20.1, 10, 13)).tolist() == [0.15, 0.15, MISFIT, 0.15, MISFIT]


def test_a_burst_has_no_more_than_its_limit() -> None:
    three = Beat(gaps=(gap(0.9, 1.1),), burst=3, within_ns=round(1.1 * NS), limit=3, rest_ns=5 * NS)
    assert likely_gaps(three, seconds(1, 1, 1, 9, 1)).tolist() == [1, 1, MISFIT, OCCASION, 1]


def test_forms_of_its_own_are_likely_and_those_of_others_are_not() -> None:
    both = program(forms={Form.REQUEST_ALL: 0.5, Form.REPLY_OWN: 0.5}, mixes=0.9)
    mixed = shapes(both, of_forms(Form.REQUEST_ALL, Form.REPLY_OWN, Form.REQUEST_ALL))
    assert mixed > shapes(both, of_forms(Form.REQUEST_ALL, Form.REQUEST_NONE, Form.REQUEST_ALL))
    assert shapes(both, of_forms(Form.REQUEST_NONE)) == pytest.approx(np.log(NEVER))


def test_many_announcements_count_no_more_than_enough() -> None:
    one = program(forms={Form.REQUEST_ALL: 0.5})
    assert shapes(one, of_forms(*[Form.REQUEST_ALL] * 6)) == shapes(one, of_forms(*[Form.REQUEST_ALL] * 600))


def test_who_never_falls_silent_has_stopped_after_two_intervals_or_ten_seconds() -> None:
    assert longest_silence(EVERY_3_S) == 10 * NS
    assert longest_silence(Beat(gaps=(gap(29, 36),), forever=True)) == 72 * NS


def test_weights_are_small_where_sources_rule_out_and_larger_where_frames_may_be_lost() -> None:
    assert NEVER < MISFIT < RARE < CUT <= LOST_ONE < OCCASION < 1


def test_several_programs_on_one_mac_are_parted_by_forms_that_none_mixes(tmp_path: Path) -> None:
    (voice,) = heard(tmp_path, [*metallb(ticks=6), *kube_vip(start=0.4)])
    assert [len(part.events) for part in parts(voice)] == [6, 6]
    (alone,) = heard(tmp_path, kube_vip())
    assert len(parts(alone)) == 1


def test_candidates_scores_add_up_and_the_likeliest_comes_first(tmp_path: Path) -> None:
    (voice,) = heard(tmp_path, kube_vip())
    told = candidates(voice, alone=True)
    scores = [candidate.score for candidate in told]
    assert told[0].program == "kube-vip"
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=0.1)
