"""A real browser that tests drive: headless Chromium, with its console and network told."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PATIENCE_S = 60
NODE = "ノード一号機<b>&amp;"
PROXY = "プロキシ一号機.控え室.ap-northeast-1.example.com<b>&amp;"
"""Names of the sample's owner and client, long and with what is markup elsewhere."""


def chromium() -> webdriver.Chrome:
    """A browser that has just been started."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


def wait(ready: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the page says
    """What `ready` says once it is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not (said := ready()):
        if time.monotonic() > deadline:
            pytest.fail("the page did not get there in time")
        time.sleep(0.05)
    return said


def shown(browser: webdriver.Chrome, page: Path, *, width: int = 1300) -> None:
    """Open the page and wait for its figure."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page.as_uri())
    wait(lambda: browser.execute_script("return document.getElementById('figure').dataset.drawn") == "yes")
