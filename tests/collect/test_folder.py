"""The folder of a case: private, whole files, and nothing of others touched."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s.collect.folder import LINE_BYTES, Folder
from arpwatch_k8s.errors import OutputError, UsageError


def modes(folder: Path) -> dict[str, str]:
    """What is in a folder, with its rights."""
    return {str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777) for path in sorted(folder.rglob("*"))}


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new" / "case", ("cluster",))
    assert folder.write("cluster/a.json", "{}") == 2
    folder.write("b.log", "")
    folder.close()
    assert oct(folder.path.stat().st_mode & 0o777) == "0o700"
    assert modes(folder.path) == {"b.log": "0o600", "cluster": "0o700", "cluster/a.json": "0o600"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a", "x")
    folder.close()
    assert (tmp_path / "a").read_text() == "x"


def test_a_folder_with_anything_in_it_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        Folder(tmp_path)
    assert modes(tmp_path).keys() == {"theirs"}


def test_a_file_and_a_link_to_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="is no folder"):
            Folder(tmp_path / name)
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.root
def test_somebody_elses_empty_folder_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    with pytest.raises(UsageError, match="somebody else's"):
        Folder(theirs)
    assert theirs.exists()


def test_where_none_can_be_made_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((OutputError, UsageError)):
        Folder(tmp_path / "file" / "case")


def test_a_file_is_there_when_it_is_whole_and_not_before(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case")
    with folder.writing("a") as file:
        file.write(b"x")
        file.is_kept = True
        assert not (folder.path / "a").exists()
    assert (folder.path / "a").read_bytes() == b"x"
    with folder.writing("b") as file:
        file.write(b"x")
    with pytest.raises(RuntimeError):
        broken_off(folder, "c")
    folder.close()
    assert modes(folder.path).keys() == {"a"}


def broken_off(folder: Folder, name: str) -> None:
    """Begin a file, and fail."""
    with folder.writing(name) as file:
        file.is_kept = True
        raise RuntimeError


def test_a_link_that_was_put_there_is_not_written_through(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case")
    (folder.path / "a.part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="cannot be written"):
        folder.write("a", "x")
    folder.close()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [(b"one\ntwo", b"one\n"), (b"one\n", b"one\n"), (b"one", b""), (b"", b""), (b"a\n" + b"x" * 10, b"a\n")],
)
def test_a_line_that_broke_off_goes(tmp_path: Path, said: bytes, kept: bytes) -> None:
    folder = Folder(tmp_path / "case")
    with folder.writing("a") as file:
        file.write(said)
        file.end_with_a_line()
        file.write(b"more")
        file.is_kept = True
    folder.close()
    assert (folder.path / "a").read_bytes() == kept + b"more"
    assert file.size == len(kept) + 4


def test_of_an_endless_line_a_bounded_part_is_looked_at(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case")
    with folder.writing("a") as file:
        file.write(b"x" * (LINE_BYTES + 5))
        file.end_with_a_line()
        file.is_kept = True
    folder.close()
    assert file.size == 5


def test_an_empty_case_leaves_no_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case", ("cluster",))
    folder.close()
    folder.remove_if_empty()
    assert not folder.path.exists()
