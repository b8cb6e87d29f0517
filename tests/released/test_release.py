"""The release: what is in it, what is not, and that the page says what there is."""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from tests.conftest import CAPTURES, REPO
from tests.metamorphic.scene import labelled
from tests.released import __main__ as command
from tests.released.contents import PAGE, Files, composition, release
from tests.released.labelled import truth
from tests.released.pack import pack

SEED = "a seed of chance, or so"
SOME = ("healthy", "two-vantages", "port-never-served")
MARK = re.compile(r"(?<=<!-- composition -->\n).*?(?=\nHealthy ones)", re.DOTALL)


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some scenarios."""
    folder = tmp_path_factory.mktemp("staged")
    for name in SOME:
        (folder / name).symlink_to(CAPTURES / name)
    return folder


@pytest.fixture(scope="module")
def made(staged: Path) -> tuple[Files, bytes]:
    return release(staged, staged, SEED)


def test_every_capture_of_the_index_is_there_and_no_other(made: tuple[Files, bytes]) -> None:
    files, _ = made
    index = json.loads(files["captures.json"])
    named = [path for part in ("public", "withheld") for one in index[part].values() for path in one["files"]]
    assert sorted(named) == sorted(path for path in files if path.endswith(".pcapng"))
    assert len(named) == 8


def test_truth_of_the_withheld_part_is_not_in_the_release(made: tuple[Files, bytes]) -> None:
    files, answers = made
    told = json.loads(answers)
    assert sorted(told["scenarios"].values()) == sorted(SOME)
    withheld = [path for path in files if path.startswith("withheld/")]
    assert {Path(path).name for path in withheld} == {"1.pcapng", "2.pcapng", "names.toml", "answers.sha256"}
    assert SEED.encode() not in b"".join(files.values())
    assert files["withheld/answers.sha256"].split()[0].decode() == hashlib.sha256(answers).hexdigest()


def test_both_parts_say_the_same_of_a_scenario_but_for_names_and_times(made: tuple[Files, bytes]) -> None:
    files, answers = made
    public, withheld = json.loads(files["public/truth.json"])["captures"], json.loads(answers)
    for name, scenario in withheld["scenarios"].items():
        before, after = public[scenario], withheld["captures"][name]
        assert {key: before[key] for key in ("outcome", "causes", "group")} == {
            key: after[key] for key in ("outcome", "causes", "group")
        }
        assert len(before["sick"]) == len(after["sick"])
        if before["felt"]:
            lasted = [round(one["felt"][1] - one["felt"][0], 3) for one in (before, after)]
            assert lasted[0] == lasted[1]


def test_what_is_known_of_a_cluster_is_beside_each_capture(made: tuple[Files, bytes]) -> None:
    files, answers = made
    index = json.loads(files["captures.json"])
    for part in ("public", "withheld"):
        for name, one in index[part].items():
            known = tomllib.loads(files[f"{part}/{name}/names.toml"].decode())
            assert [*known["services"].values()] == one["vips"]
            assert known["nodes"]
    assert json.loads(answers)["causes"] == [*index["causes"]]


def test_another_seed_gives_another_withheld_part_and_the_same_public_one(
    staged: Path, made: tuple[Files, bytes]
) -> None:
    other, _ = release(staged, staged, SEED[::-1])
    same = {path for path, data in made[0].items() if other.get(path) == data}
    assert same >= {path for path in made[0] if path.startswith("public/")}
    assert not {path for path in same if path.startswith("withheld/") and path.endswith("pcapng")}


def test_the_same_files_are_packed_into_the_same_bytes(tmp_path: Path, made: tuple[Files, bytes]) -> None:
    pack(made[0], "top", tmp_path / "a")
    pack(dict(reversed(made[0].items())), "top", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with tarfile.open(tmp_path / "a") as archive:
        assert archive.getmember("top/score.py").mode == 0o755
        assert {member.mtime for member in archive} == {0}


def test_a_released_scorer_scores_against_the_truth_beside_it(tmp_path: Path, made: tuple[Files, bytes]) -> None:
    pack(made[0], "top", tmp_path / "a.tar.gz")
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps({"capture": name, "outcome": "healthy"}) + "\n" for name in SOME))
    program = [sys.executable, "-I", str(tmp_path / "top" / "score.py"), str(answers), "--json"]
    told = json.loads(subprocess.run(program, capture_output=True, text=True, check=True).stdout)
    assert told["whole"]["sick: called healthy"]["some"] == 1
    assert told["whole"]["healthy: called healthy"]["some"] == 1


def test_a_seed_that_can_be_tried_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.SEED, "7")
    with pytest.raises(SystemExit, match="has 1 characters\nGive it 16 or more"):
        command.seed_given()
    monkeypatch.setenv(command.SEED, SEED)
    assert command.seed_given() == SEED
    monkeypatch.delenv(command.SEED)
    assert command.seed_given() != command.seed_given()


def test_the_page_says_what_there_is(request: pytest.FixtureRequest) -> None:
    """Renew it with: pytest tests/released --update-golden"""
    table = (
        "\n" + "\n".join(composition(truth(REPO / "captures" / name) for name in labelled(REPO / "captures"))) + "\n"
    )
    text = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        PAGE.write_text(MARK.sub(lambda _: table, text), encoding="utf-8")
    assert MARK.findall(PAGE.read_text(encoding="utf-8")) == [table]


def test_the_released_page_leads_nowhere_inside_the_repository(made: tuple[Files, bytes]) -> None:
    page = made[0]["README.md"].decode()
    assert re.findall(r"\]\((?!https?:)", page) == []
    assert "captures/: network namespaces" in page.replace(")", "")
