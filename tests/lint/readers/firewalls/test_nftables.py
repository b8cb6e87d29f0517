"""nft's rulesets, from text to statements."""

from __future__ import annotations

from arpwatch_k8s.lint.readers.firewalls.nftables import Statement, statements

TEXT = """define NODES = { 192.0.2.0/24,
  198.51.100.0/24 }
table inet filter {
  set own { type ipv4_addr; elements = { 192.0.2.1,
    192.0.2.2 } }
  chain input { type filter hook input priority 0; policy drop;
    tcp dport { 22, 80-90 } accept # a comment; with a sign {
    ip saddr $NODES \\
      accept
  }
  chain "other" { drop }
}
"""


def test_statements_have_their_line_and_chain_and_sets_are_words() -> None:
    chain = "inet filter input"
    assert list(statements(TEXT)) == [
        Statement(("type", "filter", "hook", "input", "priority", "0"), 6, chain),
        Statement(("policy", "drop"), 6, chain),
        Statement(("tcp", "dport", "22,80-90", "accept"), 7, chain),
        Statement(("ip", "saddr", "$NODES", "accept"), 8, chain),
        Statement(("drop",), 11, 'inet filter "other"'),
    ]


def test_a_text_that_breaks_off_gives_what_is_whole() -> None:
    for end in range(len(TEXT)):
        assert all(each.words for each in statements(TEXT[:end]))
