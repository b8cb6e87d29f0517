"""What proves a cause: commands that can be pasted, apart from words."""

import shlex
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

import pytest

from arpwatch_k8s.diagnosis import rules, testimony
from arpwatch_k8s.diagnosis.proof import Proof, filled, told

HOSTILE = "x'; rm -rf / #`$(id)"
NAMES = {"vip": "192.0.2.80", "mac": "52:54:00:00:00:0a", "port": "443", "target": "192.0.2.80", "family": "4"}
"""What stands between quotes in commands: addresses and numbers, which need none."""


def constants() -> Iterator[tuple[str, Proof]]:
    """Every proof that a module of rules or testimony has at hand, by the module's name."""
    for room in (rules, testimony):
        for found in iter_modules(room.__path__, f"{room.__name__}."):
            import_module(found.name)
            for value in vars(sys.modules[found.name]).values():
                yield from ((found.name, proof) for proof in proofs_in(value))


def proofs_in(value: object) -> Iterator[Proof]:
    """The proofs of a tuple, or of a table of them."""
    if isinstance(value, dict):
        value = tuple(one for some in value.values() if isinstance(some, tuple) for one in some)
    if isinstance(value, tuple):
        yield from (one for one in value if isinstance(one, Proof))


EVERY = tuple(dict.fromkeys(constants()))


def fields(text: str) -> set[str]:
    """The names that a text has places for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_each_rule_has_commands_and_no_words_in_them() -> None:
    assert len({name for name, _ in EVERY}) > 40
    for _, proof in EVERY:
        assert proof.where or proof.command
        assert "\n" not in proof.command
        assert not proof.command.endswith((".", ":", ",", ";"))


@pytest.mark.parametrize(("name", "proof"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_a_hostile_name_stays_one_word_of_the_command(name: str, proof: Proof) -> None:
    wanted = fields(proof.where) | fields(proof.command) | fields(proof.shows)
    given = {key: NAMES.get(key, HOSTILE) for key in wanted}
    (one,) = filled([proof], **given)
    (plain,) = filled([proof], **{key: NAMES.get(key, "node2") for key in wanted})
    words, harmless = shlex.split(one.command), shlex.split(plain.command)
    assert [word.replace(HOSTILE, "node2") for word in words] == harmless, name


def test_a_place_that_several_share_stands_once() -> None:
    proofs = (Proof("On a", "one", "first"), Proof("On a", "two"), Proof("", "three"), Proof("A log", "", "a word"))
    assert told(proofs) == "On a: one (first); two; three; a log (a word)"
