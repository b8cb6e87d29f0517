"""What a voice says beside its announcements, looked up once."""

from pathlib import Path

import pytest

from arpwatch_k8s.speakers.beside import Beside, beside_of
from tests.savefiles import MAC_A, Timed, answer, at, padded, question
from tests.speakers.programs import request
from tests.speakers.test_voice import heard

ZERO = "00:00:00:00:00:00"
PLAIN = {
    "padded": False,
    "short": False,
    "to_nobody": False,
    "answers_padded": False,
    "answers_short": False,
    "override": None,
}
CASES: dict[str, tuple[list[Timed], dict[str, bool]]] = {
    "short announcements": ([at(0, request(MAC_A))], {"short": True}),
    "padded beside short": (
        [at(0, request(MAC_A)), at(1, padded(request(MAC_A)))],
        {"short": True, "padded": True},
    ),
    "to nobody": ([at(0, padded(request(MAC_A, ZERO)))], {"to_nobody": True}),
    "an answer that is short": (
        [at(0, padded(request(MAC_A))), at(1, question()), at(1.001, answer(MAC_A))],
        {"answers_short": True, "padded": True},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_announcement_is_looked_up(tmp_path: Path, name: str) -> None:
    frames, expected = CASES[name]
    (voice,) = [voice for voice in heard(tmp_path, frames) if len(voice.events)]
    assert beside_of(voice) == Beside(**{**PLAIN, **expected})
