"""The report's page, in a real browser: it draws, zooms, links, sorts, prints, asks the network for nothing, and runs
nothing that a capture brought."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

import arpwatch_k8s as aw
from arpwatch_k8s.report import folder
from arpwatch_k8s.report.formats.page import HEADLINES, SHOWN
from tests.conftest import REPO
from tests.report.browsing import shown
from tests.report.told import FAILED, LISTED, told
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, icmp, pcap, save, segment

HOSTILE = '"><script>window.hacked=1</script><img src=x onerror="window.hacked=2">'
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sample incident, told by node names that are markup."""
    scenario = REPO / "captures" / "service-not-programmed"
    a = aw.analyze(
        scenario / "proxy.pcapng",
        nodes={HOSTILE: "192.0.2.22"},
        logs=f"nginx-error={scenario / 'nginx-error.log'}@UTC",
    )
    target = tmp_path_factory.mktemp("report") / "case"
    return folder.write(a.result, str(target), zone=UTC, force=False, command=["arpwatch-k8s", HOSTILE]).page


def test_it_draws_without_an_error_and_without_the_network(browser: webdriver.Chrome, page: Path) -> None:
    browser.get_log("browser"), browser.get_log("performance")
    shown(browser, page)
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)


def test_what_a_capture_or_a_user_brought_stays_text(browser: webdriver.Chrome, page: Path) -> None:
    shown(browser, page)
    assert browser.execute_script("return window.hacked") is None
    assert HOSTILE in browser.find_element(By.ID, "vips").text
    assert HOSTILE in browser.find_element(By.ID, "inputs").text


def test_frames_in_the_argument_lead_to_their_rows(browser: webdriver.Chrome, page: Path) -> None:
    shown(browser, page)
    links = browser.find_elements(By.CSS_SELECTOR, ".frames a")
    assert links
    broken = (
        "return Array.from(document.querySelectorAll('a[href^=\"#\"]')).filter(a => !document.querySelector(a.hash))"
    )
    assert browser.execute_script(broken + ".length") == 0


def test_tables_sort_by_numbers_and_by_words(browser: webdriver.Chrome, page: Path) -> None:
    shown(browser, page)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    table = next(t for t in browser.find_elements(By.CSS_SELECTOR, "#tables table") if "nobody accepted" in t.text)
    (header,) = [b for b in table.find_elements(By.CSS_SELECTOR, "button.sort") if b.text == "seconds"]
    at = [b.text for b in table.find_elements(By.CSS_SELECTOR, "button.sort")].index("seconds")

    def column() -> list[float]:
        rows = table.find_elements(By.CSS_SELECTOR, "tbody tr")
        return [float(row.find_elements(By.TAG_NAME, "td")[at].text) for row in rows]

    before = column()
    browser.execute_script("arguments[0].click()", header)
    assert column() == sorted(before) != before
    browser.execute_script("arguments[0].click()", header)
    assert column() == sorted(before, reverse=True)


def test_a_phone_shows_all_of_it_without_scrolling_sideways(browser: webdriver.Chrome, page: Path) -> None:
    shown(browser, page, width=400)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 400


def test_every_control_has_a_name_and_every_table_a_caption(browser: webdriver.Chrome, page: Path) -> None:
    shown(browser, page)
    nameless = (
        "return Array.from(document.querySelectorAll('button,a[href]')).filter(e => !e.textContent.trim()).length"
    )
    assert browser.execute_script(nameless) == 0
    assert browser.execute_script("return document.querySelectorAll('table:not(:has(caption))').length") == 0
    levels = browser.execute_script("return Array.from(document.querySelectorAll('h1,h2,h3')).map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1


def test_it_prints_every_section(browser: webdriver.Chrome, page: Path, tmp_path: Path) -> None:
    shown(browser, page)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(base64.b64decode(printed["data"]))
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    for heading in (
        "Who owned it?",
        "Who owned it when",
        "VIP 192.0.2.80",
        "cannot answer",
        "cited frames in full",
        "Made from",
    ):
        assert heading in text
    assert set(SHOWN) & set(text.split()) >= {"rates", "connections", "symptoms", "incidents"}


def test_without_scripts_the_figure_is_there_all_the_same(page: Path) -> None:
    text = page.read_text()
    assert '<html lang="en" class="no-script">' in text
    assert "<svg" in text
    assert page.stat().st_size < 3_000_000


def test_every_outcome_has_a_headline() -> None:
    assert all(HEADLINES.values())


def test_nothing_found_is_a_page_too(browser: webdriver.Chrome, tmp_path: Path) -> None:
    empty = aw.analyze(save(tmp_path / "empty.pcap", pcap([])))
    written = folder.write(empty.result, str(tmp_path / "case"), zone=UTC, force=False)
    browser.get_log("browser")
    browser.get(written.page.as_uri())
    assert browser.get_log("browser") == []
    assert "it holds no frames" in browser.find_element(By.TAG_NAME, "body").text
    assert browser.find_elements(By.ID, "figure") == []
    assert browser.find_element(By.CSS_SELECTOR, ".still svg").is_displayed()


def test_lines_in_the_argument_lead_to_them_among_those_about_them(browser: webdriver.Chrome, tmp_path: Path) -> None:
    result = told(tmp_path, LISTED, FAILED)
    log = result.case.logs[2]
    hostile = replace(log.events[0], text=HOSTILE + "\x1b[2J" + "x" * 1000)
    logs = (*result.case.logs[:2], replace(log, events=(hostile, *log.events[1:])))
    written = folder.write(
        replace(result, case=replace(result.case, logs=logs)), str(tmp_path / "case"), zone=UTC, force=False
    )
    browser.get(written.page.as_uri())
    assert browser.execute_script("return window.hacked") is None
    (first,) = browser.find_elements(By.CSS_SELECTOR, "#line-2-1 code")
    assert first.text.startswith(HOSTILE + "\\x1b[2Jxxx")
    assert first.text.endswith("x…")
    assert [link.get_attribute("hash") for link in browser.find_elements(By.CSS_SELECTOR, ".frames a")] == [
        "#line-0-4",
        "#line-1-4",
        "#line-2-1",
        "#line-2-9",
    ]
    assert browser.find_element(By.CSS_SELECTOR, "#line-2-9 a").get_attribute("hash") == "#finding-1"


def test_several_vips_those_with_trouble_first(tmp_path: Path) -> None:
    lost = [(2 * NS, segment("S", port=2, seq=1)), (2 * NS + 1, icmp(3, 1, port=2, seq=1))]
    good = [(time, frame.replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 81]))) for time, frame in exchange(NS, 9)]
    frames = sorted([(0, announcement(MAC_A)), (1, announcement(MAC_A, "192.0.2.81")), *good, *lost])
    a = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=[VIP, "192.0.2.81"])
    text = folder.write(a.result, str(tmp_path / "case"), zone=UTC, force=False).page.read_text()
    sick, fine = text.index(">VIP 192.0.2.80</h2>"), text.index("<h3>VIP 192.0.2.81</h3>")
    assert sick < text.index('<section id="fine"') < fine
