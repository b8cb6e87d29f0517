"""MetalLB before 0.13.10."""

from __future__ import annotations

from tests.lint.linting import faults, undecided

CHECK = "metallb-old"


def inventory(version: str) -> dict[str, str]:
    return {"i/group_vars/all.yml": f"metallb_enabled: true\n{version}\n"}


def test_an_old_one_is_told_by_the_line_of_its_version() -> None:
    assert faults(inventory("metallb_version: v0.13.9"), CHECK) == [["i/group_vars/all.yml:2"]]


def test_the_next_one_is_not() -> None:
    texts = inventory("metallb_version: v0.13.10")
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_a_version_that_is_not_known_leaves_it_open() -> None:
    assert undecided(inventory(""), CHECK) == ["whether MetalLB is older than 0.13.10: its version is not known"]


def test_a_switch_that_is_not_known_leaves_it_open() -> None:
    texts = {"i/group_vars/all.yml": 'metallb_enabled: "{{ asked }}"\nmetallb_version: 0.13.9\n'}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == [
        "whether a MetalLB older than 0.13.10 runs: metallb_enabled is {{ asked }}, and nothing that was read sets that"
    ]
