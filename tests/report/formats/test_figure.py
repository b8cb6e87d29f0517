"""The interactive timeline, in a real browser: its words, and what a click shows."""

from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.report.browsing import NODE, PROXY, shown, wait

pytestmark = pytest.mark.browser


def item(browser: webdriver.Chrome, name: str, point: int = 0, *, number: int = 0) -> dict[str, Any]:
    """What the figure holds of one bar or mark, and its place in the window: of the trace of that name which comes so
    often after the first."""
    script = """
        const box = document.getElementById('figure');
        const curve = box.data.map((t, i) => t.name === arguments[0] ? i : -1).filter(i => i >= 0)[arguments[2]];
        const trace = box.data[curve], point = arguments[1];
        const [low, high] = box.layout.xaxis.range.map(t => Date.parse(t.replace(' ','T')));
        const isBar = trace.type === 'bar';
        const start = Date.parse((isBar ? trace.base : trace.x)[point].replace(' ','T'));
        const at = start + (isBar ? trace.x[point] / 2 : 0);
        const {l, r, t, b} = box.layout.margin, place = box.getBoundingClientRect();
        const [bottom, top] = box.layout.yaxis.range;
        return {
            told: trace.customdata[point], text: trace.hovertext[point], curve, isDrawn: trace.visible !== false,
            x: place.left + l + (at - low) / (high - low) * (place.width - l - r),
            y: place.top + t + (trace.y[point] - top) / (bottom - top) * (box.layout.height - t - b),
        };
    """
    made: dict[str, Any] = browser.execute_script(script, name, point, number)
    return made


def click(browser: webdriver.Chrome, x: float, y: float) -> None:
    """A click of the mouse in the window."""
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **button})


def panel(browser: webdriver.Chrome) -> WebElement:
    """What was clicked, once it is told."""
    box = browser.find_element(By.ID, "figure-panel")
    wait(box.is_displayed)
    return box


def test_a_click_on_a_mark_shows_its_frame_filter_and_findings(browser: webdriver.Chrome, figure: WebElement) -> None:
    mark = item(browser, "ICMP unreachable", 3)
    click(browser, mark["x"], mark["y"])
    said = panel(browser).text
    assert mark["told"]["first"] in said
    assert "of proxy.pcapng, 22:54:" in said
    assert f"frame.number in {{{mark['text'].rpartition(' ')[2]}}}" in said
    assert "service-not-programmed" in said
    link = browser.find_element(By.CSS_SELECTOR, "#figure-panel a")
    link.click()
    wait(lambda: browser.current_url.endswith("#finding-1"))


def test_a_click_on_a_bar_shows_what_shows_all_of_its_time(browser: webdriver.Chrome, figure: WebElement) -> None:
    bar = item(browser, "serving", number=1)
    click(browser, bar["x"], bar["y"])
    said = panel(browser).text
    assert NODE in said
    assert "Frame 6 of proxy.pcapng, 22:54:00.505" in said
    assert "frame.time_epoch >= 1795388040.505 and" in said
    assert "ip.addr == 192.0.2.80" in said


def test_what_is_told_can_be_copied(browser: webdriver.Chrome, figure: WebElement) -> None:
    browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    mark = item(browser, "ICMP unreachable", 3)
    click(browser, mark["x"], mark["y"])
    button = next(b for b in panel(browser).find_elements(By.TAG_NAME, "button") if b.text == "copy")
    button.click()
    wait(lambda: button.text == "copied")
    read = "const done = arguments[0]; navigator.clipboard.readText().then(done, e => done(String(e)))"
    assert browser.execute_async_script(read) == mark["told"]["filters"][0][1]


def test_keys_go_from_mark_to_mark_and_escape_closes(browser: webdriver.Chrome, figure: WebElement) -> None:
    figure.send_keys("n")
    first = panel(browser).text
    figure.send_keys("n")
    wait(lambda: panel(browser).text != first)
    figure.send_keys("p")
    wait(lambda: panel(browser).text == first)
    assert browser.execute_script("return document.getElementById('figure').layout.shapes.length") == 1
    following = next(b for b in panel(browser).find_elements(By.TAG_NAME, "button") if b.text == "next")
    following.send_keys(Keys.ENTER)
    wait(lambda: panel(browser).text != first)
    assert browser.switch_to.active_element.text == "next"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    wait(lambda: not browser.find_element(By.ID, "figure-panel").is_displayed())
    assert browser.switch_to.active_element == figure
    assert browser.execute_script("return document.getElementById('figure').layout.shapes.length") == 0


def test_a_click_on_a_number_goes_to_its_finding(browser: webdriver.Chrome, figure: WebElement) -> None:
    place = browser.execute_script(
        "const t = Array.from(document.querySelectorAll('#figure .textpoint')).find(t => t.textContent === '2');"
        "const r = t.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]"
    )
    click(browser, *place)
    wait(lambda: browser.current_url.endswith("#finding-2"))


def test_a_click_on_a_mark_of_a_cited_line_leads_to_it(browser: webdriver.Chrome, figure: WebElement) -> None:
    mark = item(browser, "nginx: no route", 1)
    click(browser, mark["x"], mark["y"])
    said = panel(browser)
    assert "line 25 of nginx-error.log" in said.text
    assert "sed -n '25p'" in said.text
    assert "Cited by: 1 service-not-programmed" in said.text
    next(a for a in said.find_elements(By.TAG_NAME, "a") if "line" in a.text).click()
    wait(lambda: browser.current_url.endswith("#line-0-25"))


def test_the_scale_and_the_numbers_of_failures_are_there(browser: webdriver.Chrome, figure: WebElement) -> None:
    words = browser.execute_script(
        "return Array.from(document.querySelectorAll('#figure .annotation-text, #figure .textpoint text'))"
        ".map(t => t.textContent)"
    )
    assert {"failed attempts", "share per 2 s", "100 %", "0", "failed", "attempts"} <= set(words)
    script = "return document.getElementById('figure').data.filter(t => t.mode === 'text').map(t => t.text)"
    failed, attempts = browser.execute_script(script)
    assert sum(int(n.removeprefix("<b>").removesuffix("</b>")) for n in failed) == 41
    assert sum(map(int, attempts)) == 231
    assert {*attempts} <= set(words)


def test_numbers_that_would_cover_each_other_show_on_zooming_in(browser: webdriver.Chrome, sample: Path) -> None:
    shown(browser, sample, width=400)
    numbers = "document.getElementById('figure').data.filter(t => t.mode === 'text')"
    script = f"return {numbers}.map(t => t.visible !== false)"
    assert browser.execute_script(script) == [False, False]
    browser.find_element(By.ID, "figure").send_keys("+++")
    wait(lambda: browser.execute_script(script) == [True, True])


@pytest.mark.parametrize("width", [400, 1300])
def test_long_names_are_cut_beside_the_plot_and_whole_on_pointing(
    browser: webdriver.Chrome, sample: Path, width: int
) -> None:
    shown(browser, sample, width=width)
    script = """
        const box = document.getElementById('figure');
        const plot = box.getBoundingClientRect().left + box.layout.margin.l;
        return Array.from(box.querySelectorAll('.annotation')).map(a => a.querySelector('.annotation-text'))
            .map(t => [t.textContent, t.getBoundingClientRect()])
            .filter(([text]) => text.startsWith('used')).map(([text, r]) => [text, r.left, r.right - plot]);
    """
    ((text, left, over),) = browser.execute_script(script)
    assert "…" in text
    assert text.endswith(";")
    assert left >= 0
    assert over <= 0
    hover = "return document.getElementById('figure').layout.annotations.map(a => a.hovertext || '')"
    whole = f"used by {PROXY}".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert whole in browser.execute_script(hover)


def test_the_legend_names_owners_and_forms_of_claims(browser: webdriver.Chrome, figure: WebElement) -> None:
    entries = [entry.text for entry in browser.find_elements(By.CSS_SELECTOR, "#figure-key li")]
    assert any(NODE in entry and "52:54:00:00:02:16" in entry for entry in entries)
    assert "announcement (ARP reply)" in entries
    assert {"nobody served: no attempt was accepted"} < set(entries)
    assert len(browser.find_elements(By.CSS_SELECTOR, "#figure-key svg")) == 6
    assert figure.is_displayed()


@pytest.mark.parametrize("ground", ["#ffffff", "#15181c"])
def test_words_can_be_read_on_a_light_and_on_a_dark_page(browser: webdriver.Chrome, sample: Path, ground: str) -> None:
    script = browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "document.addEventListener('DOMContentLoaded', () => {"
            f"document.getElementById('figure').style.background = '{ground}' }})"
        },
    )
    shown(browser, sample)
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    fills = browser.execute_script(
        "return Array.from(document.querySelectorAll('#figure .annotation-text, #figure .xtick text'))"
        ".map(t => getComputedStyle(t).fill.match(/\\d+/g).slice(0, 3).map(Number))"
    )
    paper = tuple(int(ground[at : at + 2], 16) for at in (1, 3, 5))
    assert fills
    assert all(abs(sum(fill) - sum(paper)) > 350 for fill in fills)


def test_a_browser_that_cannot_unpack_shows_the_picture(browser: webdriver.Chrome, sample: Path) -> None:
    script = browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.DecompressionStream"}
    )
    browser.get(sample.as_uri())
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    wait(lambda: browser.find_element(By.CSS_SELECTOR, ".still svg").is_displayed())
    assert not browser.find_element(By.ID, "figure").is_displayed()
    assert any("DecompressionStream" in entry["message"] for entry in browser.get_log("browser"))
