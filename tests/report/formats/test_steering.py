"""The interactive timeline is moved by wheel, keys and buttons, in a real browser."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.report.browsing import shown, wait

pytestmark = pytest.mark.browser


def span(browser: webdriver.Chrome) -> tuple[float, float]:
    """The part of the time axis that is shown, ms."""
    script = "return document.getElementById('figure').layout.xaxis.range.map(t => Date.parse(t.replace(' ','T')))"
    low, high = browser.execute_script(script)
    return low, high


def length(browser: webdriver.Chrome) -> float:
    """How long that part is, ms."""
    low, high = span(browser)
    return high - low


def turn_wheel(browser: webdriver.Chrome, box: WebElement, down: float, by: int) -> None:
    """Turn the wheel over the middle of the figure, so far below its middle."""
    origin = ScrollOrigin.from_element(box, 60, round(down))
    ActionChains(browser, duration=0).scroll_from_origin(origin, 0, by).perform()


def test_the_wheel_zooms_over_the_time_axis_alone(browser: webdriver.Chrome, figure: WebElement) -> None:
    whole, before = length(browser), browser.execute_script("return scrollY")
    turn_wheel(browser, figure, figure.size["height"] / 2 - 20, -300)
    wait(lambda: length(browser) < whole * 0.8)
    assert browser.execute_script("return scrollY") == before
    zoomed = length(browser)
    turn_wheel(browser, figure, 0, 200)
    wait(lambda: browser.execute_script("return scrollY") == before + 200)
    assert length(browser) == zoomed


def test_the_wheel_zooms_about_the_time_below_the_pointer(browser: webdriver.Chrome, figure: WebElement) -> None:
    low, high = span(browser)
    margin = browser.execute_script("return document.getElementById('figure').layout.margin")
    left, right = margin["l"], margin["r"]
    share = (figure.size["width"] / 2 + 60 - left) / (figure.size["width"] - left - right)
    turn_wheel(browser, figure, figure.size["height"] / 2 - 20, -300)
    wait(lambda: length(browser) < high - low)
    first, last = span(browser)
    assert first + share * (last - first) == pytest.approx(low + share * (high - low), abs=(high - low) / 500)


def test_keys_zoom_pan_and_show_all_within_what_there_is(browser: webdriver.Chrome, figure: WebElement) -> None:
    low, high = span(browser)
    figure.send_keys("+")
    wait(lambda: length(browser) == pytest.approx((high - low) / 2, abs=2))
    first, _ = span(browser)
    figure.send_keys(Keys.ARROW_RIGHT)
    wait(lambda: span(browser)[0] > first)
    figure.send_keys(Keys.ARROW_LEFT)
    wait(lambda: span(browser)[0] == pytest.approx(first, abs=2))
    figure.send_keys(Keys.ARROW_LEFT * 9)
    wait(lambda: span(browser)[0] == pytest.approx(low, abs=2))
    figure.send_keys("-" * 3)
    wait(lambda: span(browser) == pytest.approx((low, high), abs=2))
    figure.send_keys("++")
    wait(lambda: length(browser) < (high - low) / 3)
    figure.send_keys(Keys.HOME)
    wait(lambda: span(browser) == pytest.approx((low, high), abs=2))


def test_keys_of_the_browser_stay_its_own(browser: webdriver.Chrome, figure: WebElement) -> None:
    script = (
        "const e = new KeyboardEvent('keydown', {key: arguments[1], ctrlKey: arguments[2], cancelable: true});"
        "arguments[0].dispatchEvent(e); return e.defaultPrevented"
    )
    assert browser.execute_script(script, figure, "+", True) is False
    assert browser.execute_script(script, figure, "Tab", False) is False
    assert browser.execute_script(script, figure, "ArrowDown", False) is False
    assert browser.execute_script(script, figure, "+", False) is True


def test_buttons_zoom_and_pan(browser: webdriver.Chrome, figure: WebElement) -> None:
    whole = length(browser)
    browser.find_element(By.CSS_SELECTOR, "[data-zoom='0.5']").click()
    wait(lambda: length(browser) == pytest.approx(whole / 2, abs=2))
    first, _ = span(browser)
    browser.find_element(By.CSS_SELECTOR, "[data-pan='0.5']").click()
    wait(lambda: span(browser)[0] > first)
    browser.find_element(By.CSS_SELECTOR, "[data-zoom='0']").click()
    wait(lambda: length(browser) == pytest.approx(whole, abs=2))


def test_a_double_click_shows_all(browser: webdriver.Chrome, figure: WebElement) -> None:
    whole = length(browser)
    figure.send_keys("++")
    wait(lambda: length(browser) < whole / 3)
    ActionChains(browser).move_to_element_with_offset(figure, 60, 40).double_click().perform()
    wait(lambda: length(browser) == pytest.approx(whole, abs=2))


def test_focus_is_seen_and_the_figure_says_what_it_is(browser: webdriver.Chrome, figure: WebElement) -> None:
    figure.send_keys("+")
    assert figure == browser.switch_to.active_element
    assert figure.value_of_css_property("outline-style") == "solid"
    assert "timeline" in str(figure.get_attribute("aria-label"))
    keys = browser.find_element(By.ID, str(figure.get_attribute("aria-describedby"))).text
    assert all(key in keys for key in ("Scroll", "Home", "Esc", "+"))


def test_marks_beyond_what_is_shown_come_into_sight(browser: webdriver.Chrome, figure: WebElement) -> None:
    figure.send_keys("++++")
    wait(lambda: length(browser) < 3000)
    _, high = span(browser)
    figure.send_keys("n" * 40)
    wait(lambda: span(browser)[1] > high)


def test_a_high_figure_has_an_axis_above_it_too_that_says_the_same_times(browser: webdriver.Chrome, tall: Path) -> None:
    shown(browser, tall)
    box = browser.find_element(By.ID, "figure")
    browser.execute_script("arguments[0].scrollIntoView({block: 'start'})", box)
    labels = "return Array.from(document.querySelectorAll('#figure .{}tick text')).map(t => t.textContent)"
    assert browser.execute_script(labels.format("x")) == browser.execute_script(labels.format("x2")) != []
    assert all(time.endswith("00") for time in browser.execute_script(labels.format("x")))
    whole = length(browser)
    top = browser.execute_script("return arguments[0].getBoundingClientRect().top", box)
    ActionChains(browser, duration=0).scroll_from_origin(
        ScrollOrigin.from_viewport(600, round(top) + 12), 0, -300
    ).perform()
    wait(lambda: length(browser) < whole * 0.8)
    assert browser.execute_script(labels.format("x")) == browser.execute_script(labels.format("x2"))
