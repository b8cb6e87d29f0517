"""Text of limited width, and commands that survive it."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.report.paragraphs import WIDTH, command

TCPDUMP = "tcpdump -i IF -w FILE 'arp or icmp or (host 192.0.2.80 and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)'"
WORDS = st.lists(st.text(st.sampled_from("abc-/()&|=!"), min_size=1, max_size=12), min_size=1, max_size=30)


def pasted(lines: list[str]) -> list[str]:
    """The words that a shell makes of pasted lines, white space within them told as one space."""
    return [" ".join(word.split()) for word in shlex.split("\n".join(lines).replace("\\\n", ""))]


def test_a_command_of_several_lines_is_pasted_as_one() -> None:
    lines = command(TCPDUMP, "  ")
    assert len(lines) > 1
    assert all(len(line) <= WIDTH for line in lines)
    assert pasted(lines) == shlex.split(TCPDUMP)


def test_a_short_command_stays_on_its_line() -> None:
    assert command("ip neigh show", "  ") == ["  ip neigh show"]


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_any_command_keeps_its_words(words: list[list[str]]) -> None:
    whole = [" ".join(one) for one in words]
    assert pasted(command(shlex.join(whole), "  ")) == whole
