"""Which frame carries which note."""

from arpwatch_k8s.extcap.notes import Note
from arpwatch_k8s.extcap.placing import MOST_ON_ONE, MOST_WAITING, Placing


def test_a_note_stands_on_the_last_frame_that_it_is_about_and_names_the_others() -> None:
    placing = Placing()
    assert placing.on(1, 2) == {}
    placing.put(Note(text="a fight", frames=(1, 4)))
    assert placing.on(3, 3) == {1: ["a fight (with frame 1)"]}


def test_of_frames_that_are_written_the_next_one_tells_by_their_numbers() -> None:
    placing = Placing()
    placing.on(1, 5)
    placing.put(Note(text="a fight", frames=(2, 4)))
    assert placing.on(6, 2) == {0: ["a fight (about frames 2 and 4)"]}


def test_a_note_about_a_frame_that_is_to_come_waits_for_it() -> None:
    placing = Placing()
    placing.put(Note(text="taken", frames=(3,)))
    assert placing.on(1, 2) == {}
    assert placing.on(3, 1) == {0: ["taken"]}


def test_numbers_are_those_of_the_stream_where_frames_were_lost_before() -> None:
    placing = Placing()
    placing.on(11, 2)
    placing.put(Note(text="a fight", frames=(3, 12)))
    assert placing.on(13, 1) == {0: ["a fight (about frame 2)"]}
    placing.put(Note(text="gone", frames=(3,)))
    assert placing.on(14, 1) == {0: ["gone (about frames that are not in this stream)"]}


def test_very_many_frames_are_counted() -> None:
    placing = Placing()
    placing.on(1, 20)
    placing.put(Note(text="x", frames=tuple(range(1, 21))))
    assert placing.on(21, 1) == {0: ["x (about frames 1, 2, 3, 4, 5, 6, 7, 8 and 12 more)"]}


def test_notes_beyond_what_a_frame_carries_go_to_the_next_in_order() -> None:
    placing = Placing()
    for number in range(MOST_ON_ONE + 2):
        placing.put(Note(text=str(number)))
    placed = placing.on(1, 2)
    assert [len(texts) for texts in placed.values()] == [MOST_ON_ONE, 2]
    assert [text for texts in placed.values() for text in texts] == [str(number) for number in range(MOST_ON_ONE + 2)]


def test_notes_that_no_frame_comes_for_are_bounded_and_given_in_the_end() -> None:
    placing = Placing()
    for number in range(MOST_WAITING + 3):
        placing.put(Note(text=str(number)))
    assert placing.lost == 3
    assert len(placing.rest()) == MOST_WAITING
    assert placing.rest() == []
