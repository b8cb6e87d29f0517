"""What comes out of archives, and what does not."""

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from arpwatch_k8s.archives import is_archive, unpack
from arpwatch_k8s.errors import InputError

FILES = {"case/a.log": b"one\n", "case/deep/b.log": b"two\n"}


def zipped(folder: Path, files: dict[str, bytes]) -> str:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return str(path)


def tarred(folder: Path, files: dict[str, bytes], *others: tarfile.TarInfo, mode: str = "w:gz") -> str:
    path = folder / "x.tar.gz"
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload] - a mode as text
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for other in others:
            archive.addfile(other)
    return str(path)


def read(path: str) -> dict[str, bytes]:
    """Contents by what the files are called, behind the archive's path."""
    return {called.removeprefix(f"{path}/"): Path(file).read_bytes() for file, called in unpack(path).files}


def test_files_of_zip_and_tar_come_with_their_contents(tmp_path: Path) -> None:
    for path in (zipped(tmp_path, FILES), tarred(tmp_path, FILES), tarred(tmp_path, FILES, mode="w:")):
        assert is_archive(path)
        assert read(path) == FILES


def test_what_gzip_compressed_by_itself_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "error.log.gz"
    path.write_bytes(gzip.compress(b"line\n"))
    assert read(str(path)) == {"error.log": b"line\n"}


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "C:\\out", "..\\out"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    for path in (zipped(tmp_path, {name: b"x", "in": b"y"}), tarred(tmp_path, {name: b"x", "in": b"y"})):
        found = unpack(path)
        assert [Path(file).name for file, _ in found.files] == ["in"]
        assert [item.reason for item in found.skipped] == ["its path leads out of the archive: not unpacked"]


def test_links_and_devices_are_left(tmp_path: Path) -> None:
    link, pipe, hard = tarfile.TarInfo("link"), tarfile.TarInfo("pipe"), tarfile.TarInfo("hard")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "case/a.log"
    pipe.type = tarfile.FIFOTYPE
    found = unpack(tarred(tmp_path, FILES, link, pipe, hard))
    assert (len(found.files), len(found.skipped)) == (2, 3)
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    found = unpack(str(path))
    assert (found.files, len(found.skipped)) == ([], 1)


def test_a_name_that_comes_twice_is_unpacked_once(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "two")
    assert read(str(path)) == {"a": b"one"}


def test_bytes_and_members_are_bounded(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"zeros": bytes(5_000_000), "b": b""})
    with pytest.raises(InputError, match="unpacks to more than"):
        unpack(path, most_bytes=4_000_000)
    with pytest.raises(InputError, match="unpacks to more than 1 files"):
        unpack(path, most_members=1)


@pytest.mark.parametrize("made", [zipped, tarred])
def test_a_damaged_archive_is_an_input_error(tmp_path: Path, made: object) -> None:
    assert callable(made)
    path = Path(made(tmp_path, {"a": bytes(range(256)) * 400}))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="cannot be unpacked"):
        unpack(str(path))
