"""Where a filter takes every FIN, a reset after served bytes may be what follows a close: it is no harm, and no health.

Its twin is a capture of FINs, too, in which such resets come in mid-connection.
"""

from collections import Counter
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.thresholds import DEFAULTS
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, pcap, save, segment

MANY = DEFAULTS.closing_answered
ISN, SERVER, SENT = 1000, 9000, 500


def conversation(number: int, *, fin: bool, data: bool = False, reset: bool = True) -> list[Timed]:
    """A connection that the server sent 500 bytes on, closed, and reset when the client sent more; one a second."""
    port, start = 41000 + number, number * NS

    def frame(after: float, flags: str, seq: int, ack: int, *, server: bool = True, text: bytes = b"") -> Timed:
        return start + round(after * NS), segment(
            flags, port=port, seq=seq, ack=ack, to=MAC_A, server=server, data=text
        )

    said = [frame(0, "S", ISN, 0, server=False), frame(0.001, "SA", SERVER, ISN + 1)]
    said += [frame(0.01, "PA", SERVER + 1, ISN + 1, text=b"z" * SENT)] if data else []
    said += [frame(0.1, "FA", SERVER + 1 + SENT, ISN + 1)] if fin else []
    # its number is what the client acknowledged: the bytes, and the FIN
    return said + ([frame(0.2, "R", SERVER + 1 + SENT + 1, 0)] if reset else [])


def begun_before(number: int) -> Timed:
    """A reset of a connection whose SYN was not captured."""
    return number * NS, segment("R", port=45000 + number, seq=SERVER, to=MAC_A, server=True)


def told(tmp_path: Path, *frames: list[Timed]) -> Result:
    every = [(0, announcement(MAC_A)), *sorted(one for some in frames for one in some)]
    return analyze([save(tmp_path / "x.pcap", pcap(every))], vips=[VIP])


def outcomes(result: Result) -> Counter[str]:
    (record,) = result.case.vips
    return Counter(record.connections.outcomes())


def resets(result: Result) -> int:
    (record,) = result.case.vips
    return sum(one.kind is SymptomKind.TCP_RESET for one in record.symptoms)


def test_resets_after_closes_that_were_not_captured_are_neither_harm_nor_health(tmp_path: Path) -> None:
    frames = [conversation(number, fin=False) for number in range(MANY)]
    result = told(tmp_path, *frames, [begun_before(3)])
    assert outcomes(result) == {"partial": MANY + 1}
    assert resets(result) == 0
    assert result.verdict.outcome is Outcome.INCONCLUSIVE
    assert (
        f"it holds no FIN and no payload of any connection to {VIP}: how {MANY + 1} of them went on it cannot tell, "
        f"{MANY + 1} of which were reset, before a close or after it"
    ) in " ".join(result.verdict.summary.split()) + " ".join(result.verdict.caveats)


def test_accepted_connections_of_which_nothing_more_was_captured_are_no_health(tmp_path: Path) -> None:
    result = told(tmp_path, *[conversation(number, fin=False, reset=False) for number in range(MANY)])
    assert outcomes(result) == {"open": MANY}
    assert result.verdict.outcome is Outcome.INCONCLUSIVE
    assert f"how {MANY} of them went on it cannot tell" in " ".join(result.verdict.caveats) + result.verdict.summary
    closed = [conversation(number, fin=True, reset=False) for number in range(MANY)]
    assert told(tmp_path, *closed).verdict.outcome is Outcome.HEALTHY


def test_the_same_with_its_closes_is_as_it_should_be(tmp_path: Path) -> None:
    result = told(tmp_path, *[conversation(number, fin=True) for number in range(MANY)])
    assert outcomes(result) == {"ok": MANY}
    assert resets(result) == 0


def test_where_one_close_is_captured_resets_in_mid_connection_are_harm(tmp_path: Path) -> None:
    """The twin: the filter takes FINs, and these connections had none."""
    frames = [conversation(number, fin=False) for number in range(MANY)]
    result = told(tmp_path, *frames, conversation(MANY, fin=True, reset=False), [begun_before(3)])
    assert outcomes(result) == {"reset_midway": MANY, "ok": 1, "partial": 1}
    assert resets(result) == MANY + 1
    assert result.verdict.outcome is not Outcome.INCONCLUSIVE


def test_resets_by_another_node_than_the_one_that_answered_are_harm_all_the_same(tmp_path: Path) -> None:
    """Whoever closed, closed with the one that answered."""
    frames = [
        [
            *conversation(n, fin=False, reset=False),
            (n * NS + NS // 5, segment("R", port=41000 + n, seq=SERVER + 1 + SENT, to=MAC_B, server=True)),
        ]
        for n in range(MANY)
    ]
    assert outcomes(told(tmp_path, *frames)) == {"reset_midway": MANY}


def test_where_payload_is_captured_closes_are_too(tmp_path: Path) -> None:
    """All frames, of which the reset's number is that of the last byte: no FIN is missing."""
    frames = [conversation(number, fin=False) for number in range(MANY - 1)]
    with_data = conversation(MANY - 1, fin=False, data=True, reset=False)
    assert outcomes(told(tmp_path, *frames, with_data)) == {"reset_midway": MANY - 1, "open": 1}


@pytest.mark.parametrize(("answered", "expected"), [(MANY - 1, "reset_midway"), (MANY, "partial")])
def test_of_few_connections_none_may_have_been_closed(tmp_path: Path, answered: int, expected: str) -> None:
    open_ones = [conversation(number, fin=False, reset=False) for number in range(answered - 1)]
    found = outcomes(told(tmp_path, *open_ones, conversation(answered, fin=False)))
    assert found[expected] == 1
