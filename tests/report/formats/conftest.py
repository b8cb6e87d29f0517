"""The browser that shows pages, and the sample incident's page with its figure."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

import arpwatch_k8s as aw
from arpwatch_k8s.plotter import Look
from arpwatch_k8s.report import folder
from arpwatch_k8s.report.formats.figure import embedded
from arpwatch_k8s.report.formats.figure import figure as figure_data
from tests.conftest import REPO
from tests.plotter.results import capture, result
from tests.report.browsing import NODE, PROXY, chromium, shown
from tests.report.fought import fought_over

SCENARIO = REPO / "captures" / "service-not-programmed"


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """Headless Chromium."""
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sample incident."""
    a = aw.analyze(
        SCENARIO / "proxy.pcapng",
        nodes={NODE: "192.0.2.22", PROXY: "192.0.2.10"},
        logs=f"nginx-error={SCENARIO / 'nginx-error.log'}@UTC",
    )
    target = tmp_path_factory.mktemp("report") / "case"
    return folder.write(a.result, str(target), zone=UTC, force=False).page


@pytest.fixture
def figure(browser: webdriver.Chrome, sample: Path) -> WebElement:
    """The figure, drawn and in sight."""
    shown(browser, sample)
    box = browser.find_element(By.ID, "figure")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    return box


@pytest.fixture(scope="module")
def tall(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same page with the timeline of three VIPs, which is so high that its axis is above it too."""
    records = [fought_over(f"192.0.2.{last}", days=0.5) for last in (80, 81, 82)]
    drawn = figure_data(result(*records, captures=[capture(0, 43200)]), Look())
    before, _, after = sample.read_text().partition('<script id="data" type="text/plain">')
    page = tmp_path_factory.mktemp("tall") / "report.html"
    page.write_text(f'{before}<script id="data" type="text/plain">{embedded(drawn)}{after[after.index("</script>") :]}')
    return page
