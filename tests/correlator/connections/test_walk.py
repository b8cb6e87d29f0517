"""How attempts begin, which SYN-ACK answers, and what an error means that a retry overcomes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.correlator.connections.events import (
    ACK,
    CLIENT_END,
    FIN,
    NO_WAY,
    REFUSAL,
    RST,
    SERVER_END,
    SERVER_MOVED,
    SYN_ACK,
    SYN_SENT,
    Events,
)
from arpwatch_k8s.correlator.connections.walk import NONE, UNSCALED_WINDOW, WALKED, walked
from arpwatch_k8s.evidence.row import HAS_QUOTED_SEQ
from arpwatch_k8s.evidence.table import DTYPES, Evidence, gather
from tests.correlator.connections.test_lost import PORT, at, one
from tests.diagnosis.cast import USUAL as CAST


def test_every_syn_ack_of_an_attempt_counts_and_the_first_one_answers(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), *(CAST.back(5 + wait, "SA", PORT, 9000, 1001) for wait in (0.1, 1.1, 3.1))]
    found = one(tmp_path, *frames)
    assert (found.isn, found.answers, found.answer_time, found.answer_ttl) == (1000, 3, at(5.1), 64)


@pytest.mark.parametrize("error", ["host", "port"])
def test_an_error_that_a_retry_overcomes_is_a_delay(tmp_path: Path, error: str) -> None:
    found = one(tmp_path, CAST.send(5, "S", PORT, 1000), CAST.error(5.1, error, PORT, 1000), *CAST.served(6, PORT))
    assert (found.outcome, found.delayed, found.failed) == ("ok", True, False)


def test_an_error_before_a_late_answer_to_the_same_syn_ended_it(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), CAST.error(5.1, "host", PORT, 1000)]
    frames += [CAST.back(5.2, "SA", PORT, 9000, 1001), CAST.send(5.3, "R", PORT, 1001)]
    assert one(tmp_path, *frames).outcome == "unreachable"


def test_a_client_that_resets_the_answer_to_its_retry_had_given_up(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), CAST.error(8.07, "host", PORT, 1000), CAST.send(8.08, "S", PORT, 1000)]
    frames += [CAST.back(8.1, "SA", PORT, 9000, 1001), CAST.send(8.101, "R", PORT, 1001)]
    assert one(tmp_path, *frames).outcome == "unreachable"


NUMBERS = st.sampled_from([0, 1, 5, 6, 7, 5 + UNSCALED_WINDOW, 1 << 31, (1 << 32) - 1])
EVENT = st.fixed_dictionaries(
    {
        "group": st.integers(0, 2),
        "what": st.integers(0, 7),
        "seq": NUMBERS,
        "ack": NUMBERS,
        "flags": st.sampled_from([FIN, FIN | ACK, RST, RST | ACK, ACK]),
        "eth_src": st.integers(0, 2),
        "present": st.sampled_from([0, HAS_QUOTED_SEQ]),
        "quoted_seq": NUMBERS,
    }
)
Event = dict[str, int]


def by_definition(rows: list[Event], at: int, stop: int) -> dict[str, int]:
    """An attempt whose events are [at, stop), by what each field is said to be, one field after the other."""
    mine = range(at, stop)
    isn = rows[at]["seq"] if rows[at]["what"] == SYN_SENT else NONE

    def those(is_one: Callable[[Event], bool], among: Any = mine) -> list[int]:  # noqa: ANN401 - any numbers
        return [place for place in among if is_one(rows[place])]

    after = (isn + 1) % (1 << 32)
    answers = those(lambda one: isn >= 0 and one["what"] == SYN_ACK and one["ack"] == after)
    answer = min(answers, default=NONE)
    syns = those(lambda one: one["what"] == SYN_SENT)
    asked = max((place for place in syns if place < answer), default=NONE)
    said = those(lambda one: one["what"] == CLIENT_END, range(answer + 1, stop))
    if answer >= 0 and said and rows[said[0]]["flags"] & (RST | ACK) == RST:
        asked = NONE

    def ends(place: int) -> bool:
        one = rows[place]
        what, reset, acked = one["what"], one["flags"] & RST != 0, one["flags"] & ACK != 0
        if isn < 0 or (0 <= answer < place):
            return what in (SERVER_END, CLIENT_END)
        if what in (NO_WAY, REFUSAL):
            return place > asked and (not one["present"] or one["quoted_seq"] == isn)
        if what == SERVER_END and reset:
            about_it = one["ack"] == after if acked else one["seq"] == 0
            return (about_it and place > asked) or (not acked and one["seq"] != 0)
        if what == SERVER_END:
            return acked and (one["ack"] - after) % (1 << 32) < 1 << 30
        foreign = reset and not acked and (one["seq"] - isn) % (1 << 32) >= UNSCALED_WINDOW
        return what == CLIENT_END and not foreign

    end = min(filter(ends, mine), default=NONE)
    tries = [place for place in syns if end < 0 or place <= end]
    by_server = those(lambda one: one["what"] in (SYN_ACK, SERVER_END, SERVER_MOVED) and one["eth_src"] != 0)
    return {
        "first": at,
        "last": stop - 1,
        "answer": answer,
        "last_answer": max(answers, default=NONE),
        "answers": len(answers),
        "end": end,
        "tries": len(tries),
        "last_try": max(tries, default=NONE),
        "last_syn": max(syns, default=NONE),
        "moved": len({rows[place]["eth_src"] for place in by_server}) > 1,
    }


@settings(deadline=None, max_examples=400)
@given(st.lists(EVENT, max_size=14))
def test_a_walk_finds_what_is_defined(some: list[Event]) -> None:
    """Of any events whatever, also such as no TCP sends."""
    rows = sorted(some, key=lambda one: one["group"])
    columns = {name: np.zeros(len(rows), dtype) for name, dtype in DTYPES.items()}
    for name in ("seq", "ack", "flags", "eth_src", "present", "quoted_seq"):
        columns[name][:] = [one[name] for one in rows]
    group, nobody = np.array([one["group"] for one in rows], np.int32), np.zeros(len(rows), np.int32)
    seen = Events(
        rows=Evidence(columns, gather([]).addresses),
        row=np.arange(len(rows), dtype=np.int32),
        what=np.array([one["what"] for one in rows], np.int8),
        group=group,
        client=nobody,
        client_port=nobody.astype(np.uint16),
        vip=nobody,
        vip_port=nobody.astype(np.uint16),
        segment=nobody,
        segments=(),
    )
    begins = []
    number: int | None = None
    for place, event in enumerate(rows):
        if place == 0 or event["group"] != rows[place - 1]["group"]:
            begins.append(place)
            number = None
        elif event["what"] == SYN_SENT and event["seq"] != number:
            begins.append(place)
        if event["what"] == SYN_SENT:
            number = event["seq"]
    wanted = [by_definition(rows, at, stop) for at, stop in zip(begins, [*begins, len(rows)][1:], strict=True)]
    found = walked(seen)
    assert [dict(zip(WALKED.names or (), one.tolist(), strict=True)) for one in found] == wanted
