"""Any text through loading, every reader and every check: none fails, and no place is told that is not there."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.lint.formats.github import commands
from arpwatch_k8s.lint.formats.json import document
from arpwatch_k8s.lint.formats.sarif import log
from arpwatch_k8s.lint.formats.text import text as printed
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.lint.linting import lint
from arpwatch_k8s.lint.loading import Loaded, load
from tests.fuzz.inputs import NAMES
from tests.fuzz.samples import settings

LINES = st.one_of(
    st.sampled_from([line for sample in settings() for line in sample.lines]),
    st.text(max_size=40),
)
WHOLE = st.builds(
    lambda sample, cut, more: "\n".join([*sample.lines[:cut], *more, *sample.lines[cut:]]),
    st.sampled_from(settings()),
    st.integers(0, 40),
    st.lists(LINES, max_size=3),
)
CONTENT = st.one_of(WHOLE.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=200))


def told(files: dict[str, bytes]) -> tuple[Loaded, Linted]:
    """What is made of some files."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        loaded = load([folder])
        return loaded, lint(loaded.files, loaded.skipped, unreadable=loaded.unreadable)


@given(st.dictionaries(st.sampled_from(NAMES), CONTENT, min_size=1, max_size=3))
def test_no_text_makes_a_reader_or_a_check_fail_and_places_are_in_their_files(files: dict[str, bytes]) -> None:
    loaded, found = told(files)
    assert [each.undecided.why for each in found.undecided if "the check failed" in each.undecided.why] == []
    lines = {file.name: file.text.count("\n") + 1 for file in loaded.files}
    for each in (*found.faults, *found.undecided):
        for side in each.sides:
            assert 0 < side.place.line <= lines[side.place.file]
    for file, line, _ in found.doubts:
        assert 0 <= line <= lines[file]
    assert printed(found)
    assert commands(found)
    assert document(found)
    assert log(found, root=Path("/"))
