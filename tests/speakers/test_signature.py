"""The terms that programs are described in."""

from arpwatch_k8s.speakers.match import GROUPS
from arpwatch_k8s.speakers.signature import WORDS, Beat, Form, gap
from arpwatch_k8s.thresholds import NS


def test_every_form_has_words_and_all_but_other_forms_a_group() -> None:
    assert WORDS.keys() == set(Form)
    assert GROUPS.keys() == set(Form) - {Form.OTHER}


def test_a_gap_is_given_in_seconds() -> None:
    assert (gap(0.95, 1.35).low, gap(0.95, 1.35).high, gap(1, 2).likely) == (950_000_000, 1_350_000_000, 1)


def test_a_program_of_no_known_rhythm_announces_once_and_may_again_after_a_while() -> None:
    assert (Beat().gaps, Beat().burst, Beat().rest_ns, Beat().forever) == ((), 1, 5 * NS, False)
