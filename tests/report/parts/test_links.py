"""Words that name an issue or an RFC."""

import ast
import re
from pathlib import Path

import pytest

from arpwatch_k8s.report.parts.links import pieces
from tests.conftest import REPO

NAMED = re.compile(r"(?:[\w.-]+/)?[\w.-]+#\d+")
ISSUES = "https://github.com/"


def links(text: str) -> list[tuple[str, str]]:
    """What a text links to."""
    return [(one.words, one.link) for one in pieces(text) if one.link]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("metallb/metallb#2177", [("metallb/metallb#2177", f"{ISSUES}metallb/metallb/issues/2177")]),
        ("see metallb#5.", [("metallb#5", f"{ISSUES}metallb/metallb/issues/5")]),
        ("(kube-vip/kube-vip#45)", [("kube-vip/kube-vip#45", f"{ISSUES}kube-vip/kube-vip/issues/45")]),
        ("RFC 5227 says", [("RFC 5227", "https://www.rfc-editor.org/rfc/rfc5227")]),
        ("evil/metallb#1", []),
        ("x/kube-vip/kube-vip#1", []),
        ("notmetallb#1", []),
        ("metallb#", []),
        ("other#12", []),
        ("", []),
    ],
)
def test_known_projects_are_linked_and_no_others(text: str, found: list[tuple[str, str]]) -> None:
    assert links(text) == found
    assert "".join(one.words for one in pieces(text)) == text


def words_of(path: Path) -> str:
    """The texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text())
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return " ".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    )


def test_every_issue_that_a_rule_names_is_linked() -> None:
    texts = [words_of(path) for path in (REPO / "arpwatch_k8s" / "diagnosis").rglob("*.py")]
    named = {name for text in texts for name in NAMED.findall(text)}
    assert len(named) > 20
    assert {name for name in named if links(name) == []} == set()
