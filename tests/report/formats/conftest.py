"""The browser that shows pages."""

from collections.abc import Iterator

import pytest
from selenium import webdriver

from tests.report.browsing import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """Headless Chromium."""
    driver = chromium()
    yield driver
    driver.quit()
