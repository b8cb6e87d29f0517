"""Nothing outside of the root is read, by whatever name."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s.agents import root as module
from arpwatch_k8s.agents.root import Root
from arpwatch_k8s.errors import InputError, UsageError


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A root with a case in it, and a secret beside it."""
    (tmp_path / "secret").write_text("x")
    (tmp_path / "root" / "case").mkdir(parents=True)
    (tmp_path / "root" / "case" / "a.pcap").write_bytes(b"x")
    return Root(str(tmp_path / "root"))


def test_what_is_below_is_found_by_either_name(root: Root) -> None:
    wanted = root.path / "case" / "a.pcap"
    assert root.inside("case/a.pcap") == root.inside(str(wanted)) == root.inside("case/../case/a.pcap") == wanted
    assert root.inside(".") == root.path


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "/etc/nothing", "..", "case/../../secret", "~/x/../../.."]
)
def test_what_leads_out_is_refused_whether_it_is_there_or_not(root: Root, name: str) -> None:
    with pytest.raises(UsageError):
        root.inside(name)


def test_outside_one_cannot_tell_what_is_there(root: Root) -> None:
    said = set()
    for name in ("../secret", "../nothing"):
        with pytest.raises(UsageError) as refused:
            root.inside(name)
        said.add(refused.value.what.replace(name, ""))
    assert said == {": is not below the root"}


@pytest.mark.parametrize("target", ["../../secret", "/etc", "../../nothing"])
def test_a_link_out_is_refused_as_itself_and_in_a_folder(root: Root, target: str) -> None:
    (root.path / "case" / "link").symlink_to(target)
    for name in ("case/link", "case", "."):
        with pytest.raises(UsageError, match="root"):
            root.inside(name)


def test_a_link_within_is_followed(root: Root) -> None:
    (root.path / "link").symlink_to("case/a.pcap")
    assert root.inside("link") == root.path / "case" / "a.pcap"
    assert root.inside(".") == root.path


def test_a_pipe_is_refused(root: Root) -> None:
    os.mkfifo(root.path / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        root.inside("pipe")


@pytest.mark.parametrize("name", ["x\0y", "a" * 5000, "\x1b[2J"])
def test_a_name_that_is_none_is_refused_and_shown_safely(root: Root, name: str) -> None:
    with pytest.raises(UsageError) as refused:
        root.inside(name)
    assert refused.value.what.isprintable()
    assert len(refused.value.what) < 300


def test_a_folder_with_too_much_in_it_is_refused(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 1)
    with pytest.raises(UsageError, match="more than 1 files"):
        root.inside(".")


def test_a_root_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        Root(str(tmp_path / "nothing"))
