"""Everybody can read the page: axe-core finds nothing in it, by light and in the dark; no screen cuts it; paper has it
whole."""

import base64
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.report.browsing import wait
from tests.report.pages import SORTS, written

AXE = files("axe_core_python") / "axe.min.js"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
DRAWN = [[".still svg > *"], ["#figure svg > *"]]
"""The thousands of shapes of the figure, which is one picture to who cannot see it."""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of every sort."""
    top = tmp_path_factory.mktemp("reports")
    return {sort: written(sort, top / sort) for sort in SORTS}


def opened(browser: webdriver.Chrome, page: Path, *, width: int = 1280, scheme: str = "light") -> None:
    """Open a page on a screen of that width, and wait for its figure."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page.as_uri())
    ready = "const f = document.getElementById('figure'); return f === null || f.dataset.drawn === 'yes'"
    wait(lambda: browser.execute_script(ready))


def unfolded(browser: webdriver.Chrome, *, but: str = ".nothing") -> None:
    """Open all that is folded, but for some."""
    browser.execute_script(f"document.querySelectorAll('details:not({but})').forEach(d => d.open = true)")


def violations(browser: webdriver.Chrome) -> list[str]:
    """What axe-core complains of, with the elements."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    said: Any = browser.execute_async_script(
        "const done = arguments[2];"
        "axe.run({include: [['html']], exclude: arguments[1]}, arguments[0])"
        ".then(r => done({violations: r.violations}), e => done({failed: String(e)}))",
        RULES,
        DRAWN,
    )
    assert "failed" not in said
    return [
        f"{found['id']}: {found['help']}: {[node['html'][:200] for node in found['nodes'][:3]]}"
        for found in said["violations"]
    ]


def printed(browser: webdriver.Chrome, target: Path) -> str:
    """The text of a page on paper, page breaks as form feeds."""
    made = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    target.write_bytes(base64.b64decode(made["data"]))
    return subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("sort", "scheme"), [*((sort, "light") for sort in SORTS), *((sort, "dark") for sort in ("sick", "many VIPs"))]
)
def test_axe_finds_nothing(browser: webdriver.Chrome, pages: dict[str, Path], sort: str, scheme: str) -> None:
    opened(browser, pages[sort], scheme=scheme)
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    unfolded(browser, but=".data ~ .data")  # tables of data are made alike, with thousands of cells
    assert violations(browser) == []
    picture = browser.find_element(By.CSS_SELECTOR, ".still svg")
    assert picture.get_attribute("role") == "img"
    assert picture.find_element(By.CSS_SELECTOR, "title").get_attribute("textContent")


def test_axe_finds_what_is_wrong(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["nothing"])
    browser.execute_script("document.querySelector('main').innerHTML += '<img src=\"data:,\"><h6>deep</h6>'")
    assert {found.partition(":")[0] for found in violations(browser)} >= {"image-alt", "heading-order"}


@pytest.mark.parametrize("width", [400, 1600])
@pytest.mark.parametrize("sort", SORTS)
def test_no_screen_cuts_it(browser: webdriver.Chrome, pages: dict[str, Path], sort: str, width: int) -> None:
    opened(browser, pages[sort], width=width)
    unfolded(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    cut = browser.execute_script(
        "const scrolls = e => e.closest('.scroll, #figure, .still, .skip, .status') !== null;"
        "return Array.from(document.querySelectorAll('header *, nav *, main *, footer *'))"
        ".filter(e => !scrolls(e) && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 120))"
    )
    assert cut == []


def test_the_first_screen_names_the_sick_vips_and_their_causes(
    browser: webdriver.Chrome, pages: dict[str, Path]
) -> None:
    opened(browser, pages["many VIPs"])
    rows = browser.find_elements(By.CSS_SELECTOR, "#vips tbody tr")
    assert len(rows) == 20
    first = [row.text for row in rows[:3]]
    assert all("10 of 30" in text and "split-brain" in text for text in first)
    assert [text.split()[0] for text in first] == ["192.0.2.103", "192.0.2.111", "192.0.2.117"]
    assert all("0 of 30" in row.text and "nothing failed" in row.text for row in rows[3:])
    assert rows[2].rect["y"] + rows[2].rect["height"] < 900
    assert (
        browser.execute_script(
            "const e = document.querySelector('#vips .scroll'); return e.scrollHeight - e.clientHeight"
        )
        == 0
    )


def test_a_healthy_vip_among_others_is_folded_away(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["many VIPs"])
    folded = browser.find_elements(By.CSS_SELECTOR, "#fine details")
    assert len(folded) == 17
    assert all(item.rect["height"] < 100 for item in folded)
    unfolded(browser)
    assert all(item.rect["height"] < 900 for item in browser.find_elements(By.CSS_SELECTOR, "#fine details"))


@pytest.mark.parametrize(("sort", "most"), [("sick", 7), ("healthy", 3), ("text alone", 9), ("many VIPs", 12)])
def test_it_prints_in_few_pages(
    browser: webdriver.Chrome, pages: dict[str, Path], tmp_path: Path, sort: str, most: int
) -> None:
    opened(browser, pages[sort], scheme="dark")
    text = printed(browser, tmp_path / "page.pdf")
    assert text.count("\f") <= most
    assert not re.search(r"\bCopy\b", text)
    assert "zoom in" not in text


def test_every_frame_that_is_cited_is_on_paper_with_what_it_says(
    browser: webdriver.Chrome, pages: dict[str, Path], tmp_path: Path
) -> None:
    opened(browser, pages["sick"])
    unfolded(browser)
    wanted = [row.text for row in browser.find_elements(By.CSS_SELECTOR, "#finding-1 .cited tbody th")]
    text = printed(browser, tmp_path / "page.pdf")
    assert len(wanted) == 24
    assert all(re.search(rf"^\s*{number}\s+22:54:", text, re.MULTILINE) for number in wanted)
    assert "quotes SYN" in text


def test_the_keyboard_reaches_commands_and_skips_to_the_vips(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["sick"])
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert (skip.get_attribute("class"), skip.is_displayed()) == ("skip", True)
    assert skip.rect["x"] >= 0
    skip.send_keys(Keys.ENTER)
    wait(lambda: browser.current_url.endswith("#vips"))
    button = browser.find_element(By.CSS_SELECTOR, "#finding-1 .copy")
    browser.execute_script("arguments[0].focus({focusVisible: true})", button)
    assert button.value_of_css_property("outline-style") == "solid"


def test_a_button_copies_the_command_as_it_stands(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["sick"])
    browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    block = browser.find_element(By.CSS_SELECTOR, "#finding-1 .proofs .command")
    block.find_element(By.CSS_SELECTOR, ".copy").click()
    wait(lambda: block.find_element(By.CSS_SELECTOR, ".copy").text == "Copied")
    pasted = browser.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, e => done('failed: ' + e))"
    )
    assert pasted == (
        "iptables-save -t nat | grep -F 192.0.2.80 || nft list ruleset | grep -F 192.0.2.80 || "
        "ipvsadm -Ln | grep -F 192.0.2.80"
    )


def test_without_a_clipboard_it_copies_all_the_same(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["sick"])
    browser.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; })"
    )
    browser.find_element(By.CSS_SELECTOR, "#finding-1 .proofs .copy").click()
    wait(lambda: browser.execute_script("return window.copied || ''").startswith("iptables-save"))


def test_a_link_opens_what_it_leads_into(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["sick"])
    folded = browser.find_element(By.CSS_SELECTOR, "#finding-1 .evidence")
    assert folded.get_attribute("open") is None
    browser.execute_script("document.querySelector('#finding-1 .frames a').click()")
    wait(lambda: folded.get_attribute("open") is not None)
    assert browser.find_element(By.CSS_SELECTOR, "#finding-1 tr:target th").is_displayed()


def test_references_lead_to_the_projects_issues(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["sick"])
    links = browser.find_elements(By.CSS_SELECTOR, "main a[href^=http]")
    assert "https://github.com/metallb/metallb/issues/2177" in {link.get_attribute("href") for link in links}
