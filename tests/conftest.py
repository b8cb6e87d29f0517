"""Which tests this machine can run, and where the captures are."""

import os
import shutil
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

REPO = Path(__file__).resolve().parents[1]
MORE_CAPTURES = Path(os.environ.get("ARPWATCH_MORE_CAPTURES", REPO.parent / "shared" / "captures"))
"""A folder of captures beside the checkout, looked through where there is one."""
CAPTURES = Path(os.environ.get("ARPWATCH_CAPTURES", REPO / "captures")).resolve()
"""The captures to test with: the committed ones, or those that `make lab` has just made."""
LAB_PROGRAMS = ("ip", "nft", "sysctl", "nginx", "openssl", "dumpcap", "keepalived", "arping")
PROMETHEUS_PROGRAMS = ("prometheus", "promtool", "prometheus-alertmanager")
BROWSER_PROGRAMS = ("chromium", "chromedriver", "pdftotext")
SEARCH_PATH = os.environ.get("PATH", os.defpath) + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin"
NO_SKIP = os.environ.get("ARPWATCH_NO_SKIP") == "1"

# how long an example takes is the machine's, and the first one's may be a compiler's
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def repo() -> Path:
    """The top of the checkout."""
    return REPO


@pytest.fixture(scope="session")
def captures() -> Path:
    """The captures to test with: the committed ones, or those that `make lab` has just made."""
    return CAPTURES


def maybe_none(found: Iterable[Any]) -> list[Any]:
    """Parameters of which there may rightly be none, such as captures beside the checkout: the test is left out then,
    and counted as deselected. Any other set of parameters that is empty is an error (`empty_parameter_set_mark`)."""
    return [*found] or [pytest.param(None, id="none", marks=pytest.mark.of_nothing)]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """First what mostly waits; then the tests of each scenario together, wherever they stand: a worker is handed
    stretches of the list, and keeps what it has analyzed and dissected (`tests.scenarios.analyses`)."""
    of_nothing = [item for item in items if item.get_closest_marker("of_nothing")]
    config.hook.pytest_deselected(items=of_nothing)
    items[:] = [item for item in items if item not in of_nothing]
    names = {path.parent.name for folder in (CAPTURES, MORE_CAPTURES) for path in folder.rglob("truth.json")}
    items.sort(key=lambda item: (not waits(item), scenario_of(item, names)))


def waits(item: pytest.Item) -> bool:
    """Whether a test is about what happens elsewhere: on a wire, in a browser, in a notebook's kernel."""
    return any(item.get_closest_marker(name) for name in ("lab", "browser", "notebook", "dask"))


def scenario_of(item: pytest.Item, names: set[str]) -> str:
    """The scenario that a test is given, by its name or as a path to it or into it; empty where it is given none."""
    given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    told = (part for value in given for part in (value.parts if isinstance(value, Path) else (value,)))
    return next((part for part in told if isinstance(part, str) and part in names), "")


def missing_for(item: pytest.Item) -> str | None:
    """What this machine lacks for `item`, None if it lacks nothing."""
    marks = {mark.name for mark in item.iter_markers()}
    if marks & {"root", "lab"} and os.geteuid() != 0:
        return "root"
    programs = tuple(name for name in ("tshark", "groff", "tcpdump", "kubectl") if name in marks) + (
        LAB_PROGRAMS if "lab" in marks else ()
    )
    programs += ("systemd-analyze",) if "systemd" in marks else ()
    programs += BROWSER_PROGRAMS if "browser" in marks else ()
    programs += PROMETHEUS_PROGRAMS if "prometheus" in marks else ()
    absent = [program for program in programs if shutil.which(program, path=SEARCH_PATH) is None]
    return ", ".join(absent) or None


def rights() -> list[str]:
    """What this process may do, and get to do."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return [line for line in lines if line.startswith(("Uid", "Gid", "Cap", "NoNewPrivs"))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """A test that gives rights away takes them from all that this process runs after it."""
    before = rights()
    yield
    assert rights() == before, "this test gave away rights of the tests' own process"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if missing := missing_for(item):
        pytest.skip(f"needs {missing}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ARPWATCH_NO_SKIP=1, as in CI, a skipped test is a failed one."""
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself as a whole."""
    report = yield
    if NO_SKIP and report.skipped:
        fail(report)
    return report


def fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{reason} (nothing may be skipped: ARPWATCH_NO_SKIP=1)"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was got in place of what was expected")


class Golden:
    """Files under tests/golden that outputs are held against."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def check(self, name: str, got: str) -> None:
        """Fail where `got` differs from the file, or take it as the new file."""
        path = REPO / "tests" / "golden" / name
        if self._update:
            path.write_text(got)
        assert got == path.read_text()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(update=request.config.getoption("--update-golden"))
