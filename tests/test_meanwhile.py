"""Work of a second thread comes to the same, and what fails there is told."""

from threading import current_thread, main_thread

import pytest

from arpwatch_k8s import meanwhile
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.meanwhile import MANY_ROWS, begun
from arpwatch_k8s.report.formats import json
from tests.conftest import CAPTURES


def test_much_is_done_by_another_thread_and_little_by_none() -> None:
    def whose(word: str) -> tuple[str, bool]:
        return word, current_thread() is main_thread()

    with begun(whose, "much", rows=MANY_ROWS) as much, begun(whose, "little", rows=MANY_ROWS - 1) as little:
        pass
    assert much() == ("much", False)
    assert little() == ("little", True)


def test_what_fails_in_the_thread_is_raised_where_it_is_asked_for() -> None:
    def fail(_: None) -> None:
        raise ValueError("of the thread")

    with begun(fail, None, rows=MANY_ROWS) as done:
        pass
    with pytest.raises(ValueError, match="of the thread"):
        done()


@pytest.mark.parametrize("name", ["flapping", "healthy"])
def test_the_result_is_the_same_with_and_without_threads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    captures = sorted((CAPTURES / name).glob("*.pcap*"))
    assert captures
    alone = json.document(analyze(captures))
    monkeypatch.setattr(meanwhile, "MANY_ROWS", 0)
    assert json.document(analyze(captures)) == alone
