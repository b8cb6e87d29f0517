"""Paths to files: what is read, what is left with which reason, and no path that costs more than its bounds."""

import contextlib
import gzip
import io
import json
import os
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.lint import loading
from arpwatch_k8s.lint.loading import Loaded, load
from tests.lint.documents.test_yaml import BOMB

DEEP = 500
POD = "apiVersion: v1\nkind: Pod\n"


def made(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A folder of files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def names(loaded: Loaded, folder: Path) -> list[str]:
    """Files that were read, by their names below a folder."""
    return [os.path.relpath(file.name, folder) for file in loaded.files]


def left(loaded: Loaded) -> dict[str, str]:
    """What was not, and why."""
    return {Path(each.path).name: each.reason for each in (*loaded.skipped, *loaded.unreadable)}


def test_a_folder_gives_all_files_below_it_in_the_order_of_their_names(tmp_path: Path) -> None:
    made(tmp_path, {"b/x.yml": POD, "a.conf": "state MASTER\n", "b/c/d/y.json": "{}", ".git/config.yml": POD})
    loaded = load([tmp_path])
    assert names(loaded, tmp_path) == ["a.conf", "b/c/d/y.json", "b/x.yml"]
    assert [len(file.documents) for file in loaded.files] == [0, 1, 1]


def test_what_is_no_text_or_too_large_or_no_file_is_left_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(loading, "MOST_OTHER_BYTES", 1 << 16)
    big = b"a: b\n" * (1 << 18)
    made(tmp_path, {"x.png": b"\x89PNG\0\0", "big.yml": big, "big.log": b"GET / 200\n" * (1 << 14), "ok.yml": POD})
    os.mkfifo(tmp_path / "pipe")
    loaded = load([tmp_path])
    assert names(loaded, tmp_path) == ["ok.yml"]
    assert left(loaded) == {
        "big.log": "above 0 MiB, and neither YAML nor JSON",
        "big.yml": "above 1 MiB",
        "pipe": "no regular file",
        "x.png": "not text",
    }
    assert [Path(each.path).name for each in loaded.unreadable] == ["big.yml"]


def test_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_TOTAL_BYTES", 3 * len(POD))
    loaded = load([made(tmp_path, {f"{number}.yml": POD for number in range(5)})])
    assert names(loaded, tmp_path) == ["0.yml", "1.yml", "2.yml"]
    assert [each.reason.split(":")[0] for each in loaded.unreadable] == ["behind 0 MiB of other files"] * 2


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_FILES", 3)
    with pytest.raises(InputError, match="more than 3 files"):
        load([made(tmp_path, {f"{number}.yml": POD for number in range(4)})])


def test_a_deep_folder_is_read(tmp_path: Path) -> None:
    deepest = tmp_path.joinpath(*["d"] * DEEP)
    deepest.mkdir(parents=True)
    (deepest / "x.yml").write_text(POD)
    assert len(load([tmp_path]).files) == 1


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    made(tmp_path, {"..2026/values.yml": POD, "elsewhere/y.yml": POD})
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "values.yml").symlink_to("..data/values.yml")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "elsewhere/up").symlink_to("..")
    (tmp_path / "nowhere").symlink_to("not/there")
    loaded = load([tmp_path])
    assert len(loaded.files) == 2
    assert left(loaded)["values.yml"] == "the same file as another that was read"
    assert left(loaded)["nowhere"] == "no regular file"


def test_variables_that_two_inventories_share_by_a_link_are_read_for_both(tmp_path: Path) -> None:
    made(tmp_path, {"shared/all.yml": "a: 1\n", "prod/hosts.ini": "[all]\n", "lab/hosts.ini": "[all]\n"})
    for each in ("prod", "lab"):
        (tmp_path / each / "group_vars").symlink_to("../shared")
    found = names(load([tmp_path / "lab", tmp_path / "prod"]), tmp_path)
    assert [name for name in found if name.endswith(".yml")] == ["lab/group_vars/all.yml", "prod/group_vars/all.yml"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = made(tmp_path, {"x.yml": POD}) / "x.yml"
    assert len(load([path, path]).files) == 1


def test_what_is_not_there_or_named_wrongly_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        load([tmp_path / "x"])
    with pytest.raises(UsageError, match="nothing to check"):
        load([])
    with pytest.raises(UsageError, match="twice"):
        load(["-", "-"])


def test_what_cannot_be_read_is_an_error_where_there_is_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, {"x.yml": POD, "y.yml": POD})
    whole = loading.open_unbuffered

    def refused(path: str, most: int | None = None) -> io.RawIOBase:
        if Path(path).name == "x.yml":
            raise PermissionError(13, "Permission denied")
        return whole(path, most)

    monkeypatch.setattr(loading, "open_unbuffered", refused)
    with pytest.raises(InputError, match=r"x\.yml: Permission denied"):
        load([tmp_path / "x.yml"])
    loaded = load([tmp_path])
    assert names(loaded, tmp_path) == ["y.yml"]
    assert left(loaded) == {"x.yml": "Permission denied"}


def test_utf16_and_other_line_ends_are_read_with_the_lines_of_an_editor(tmp_path: Path) -> None:
    text = "a: 1\r\nb:\r\n  - ü\r\n"
    made(
        tmp_path,
        {"16.yml": text.encode("utf-16"), "8.yml": text.encode("utf-8-sig"), "mac.yml": "a: 1\rb: 2\r---\rc: 3"},
    )
    wide, narrow, mac = load([tmp_path]).files
    assert wide.text == narrow.text == "a: 1\nb:\n  - ü\n"
    assert [document.root.line for document in mac.documents] == [1, 4]


def test_what_kubectl_prints_is_yaml_whatever_the_file_is_called(tmp_path: Path) -> None:
    texts = {
        "a": POD,
        "b.txt": "# kubectl get\n\n---\na: 1\n",
        "c": '{"items": []}',
        "d.txt": "hello: you\n",
        "e.log": '{"a": 1}\n{"a": 2}\n',
    }
    loaded = load([made(tmp_path, {**texts, "group_vars/all": "a: 1\n", "group_vars/x.ini": "a=1\n"})])
    assert {Path(file.name).name: bool(file.documents) for file in loaded.files} == {
        "a": True, "b.txt": True, "c": True, "d.txt": False, "e.log": False, "all": True, "x.ini": False
    }  # fmt: skip


def test_lines_of_json_are_no_settings_however_long_they_are(tmp_path: Path) -> None:
    line = '{"type": "ADDED", "object": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s"}}}\n'
    (tmp_path / "services-watch.ndjson").write_text(line % ("x" * 10_000) * 2)
    (loaded,) = load([str(tmp_path)]).files
    assert loaded.documents == ()


def test_a_template_is_left_and_a_bomb_or_a_broken_manifest_is_told(tmp_path: Path) -> None:
    template = "a:\n{{- if .Values.x }}\n  b: 1\n{{- end }}\n"
    loaded = load(
        [made(tmp_path, {"t.yml": template, "bomb.yml": BOMB, "broken.yml": f"{POD}a: [\n", "ok.yml": "a: '{{ b }}'"})]
    )
    assert {Path(file.name).name: file.documents[0].breaks_off for file in loaded.files} == {
        "bomb.yml": True, "broken.yml": True, "ok.yml": False
    }  # fmt: skip
    assert left(loaded)["t.yml"].startswith("a template")


def test_an_archive_is_opened_and_one_in_it_or_in_a_folder_is_not(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("values.yaml", "a: 1\n")
    made(tmp_path, {"case/x.yml": POD, "case/chart.zip": inner.getvalue()})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("x.yml", "chart.zip"):
            archive.write(tmp_path / "case" / name, f"in/{name}")
    for source, folder in ((tmp_path / "case", tmp_path / "case"), (tmp_path / "all.zip", tmp_path / "all.zip/in")):
        loaded = load([source])
        assert names(loaded, folder) == ["x.yml"]
        assert left(loaded)["chart.zip"].startswith("an archive in a folder or an archive")


def test_a_compressed_listing_is_read(tmp_path: Path) -> None:
    made(tmp_path, {"svc.json.gz": gzip.compress(b'{"items": []}')})
    (file,) = load([tmp_path / "svc.json.gz"]).files
    assert (Path(file.name).name, len(file.documents)) == ("svc.json", 1)


def test_a_damaged_archive_is_an_error_by_itself_and_told_beside_others(tmp_path: Path) -> None:
    made(tmp_path, {"x.zip": b"PK\x03\x04" + bytes(100), "y.yml": POD})
    with pytest.raises(InputError, match=r"x\.zip: cannot be unpacked"):
        load([tmp_path / "x.zip"])
    loaded = load([tmp_path / "x.zip", tmp_path / "y.yml"])
    assert len(loaded.files) == 1
    assert left(loaded)["x.zip"].startswith("cannot be unpacked")


def test_variables_of_ansible_are_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, count in (("# ours\nkube_vip_enabled: true\n", 1), ("Status: active\n", 0), ("a.b_c = 1\n", 0)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert len(load(["-"]).files[0].documents) == count


def test_standard_input_and_a_pipe_are_read_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(POD.encode())))
    (file,) = load(["-"]).files
    assert (file.name, file.text) == ("stdin", POD)
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(loading, "MOST_BYTES", 1 << 20)
    for content in (POD.encode(), bytes(3 << 20)):
        feeding = threading.Thread(target=feed, args=(tmp_path / "pipe", content))
        feeding.start()
        if len(content) < 100:
            assert load([tmp_path / "pipe"]).files[0].text == POD
        else:
            with pytest.raises(InputError, match="above 1 MiB"):
                load([tmp_path / "pipe"])
        feeding.join()


def feed(pipe: Path, content: bytes) -> None:
    """Write into a pipe until its reader leaves."""
    with contextlib.suppress(BrokenPipeError):
        pipe.write_bytes(content)


def test_thousands_of_files_are_read_in_one_pass(tmp_path: Path) -> None:
    listing = json.dumps({"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod"}] * 10})
    loaded = load([made(tmp_path, {f"{number % 50}/{number}.json": listing for number in range(2000)})])
    assert len(loaded.files) == 2000
