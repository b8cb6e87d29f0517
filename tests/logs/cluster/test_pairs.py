"""Keys and values as Go prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.cluster.pairs import message_and_pairs, unquoted


@pytest.mark.parametrize(
    ("text", "message", "pairs"),
    [
        ("", "", {}),
        ("no pairs at all", "no pairs at all", {}),
        ("layer 2 broadcaster starting IP=192.0.2.80 device=eth0", "layer 2 broadcaster starting",
         {"IP": "192.0.2.80", "device": "eth0"}),
        ('leader lost "new leader"=node1', "leader lost", {"new leader": "node1"}),
        ('starting Mode=ARP "Control Plane"=true', "starting", {"Mode": "ARP", "Control Plane": "true"}),
        (r'failed err="a=1 \"b=2\" c" ip=192.0.2.80', "failed", {"err": 'a=1 "b=2" c', "ip": "192.0.2.80"}),
        ("empty value= next=1", "empty", {"value": "", "next": "1"}),
        ('level=info msg="two words" subsys=klog', "", {"level": "info", "msg": "two words", "subsys": "klog"}),
        ("first key=1 key=2", "first", {"key": "1"}),
        ('cut err="never ends', "cut", {"err": '"never'}),
        ("a=b=c", "", {"a": "b=c"}),
    ],
)  # fmt: skip
def test_pairs_are_split_by_one_who_knows_quotes(text: str, message: str, pairs: dict[str, str]) -> None:
    assert message_and_pairs(text) == (message, pairs)


@pytest.mark.parametrize(
    ("text", "plain"), [('"a\\tb"', "a\tb"), ('"\\x00"', "\\x00"), ('"', '"'), ("a", "a"), ('""', "")]
)
def test_quotes_are_gos(text: str, plain: str) -> None:
    assert unquoted(text) == plain


@given(st.text(alphabet='ab= "\\'))
def test_any_text_is_split(text: str) -> None:
    message_and_pairs(text)


@pytest.mark.parametrize("part", ['"', '" ', 'a="', '\\"', ' "\\', "=", "a= "])
def test_a_megabyte_is_split_in_one_go(part: str) -> None:
    message_and_pairs(part * (1_000_000 // len(part)))
