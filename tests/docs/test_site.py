"""The documentation becomes pages without a complaint, which need no network, their search neither."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.speakers.signatures import SIGNATURES
from arpwatch_k8s.thresholds import DEFAULTS, NS
from captures.lab.scenarios import ALL
from docs import make_speakers
from docs.site_hooks import ITEM, manual
from tests.conftest import REPO
from tests.report.browsing import chromium, wait

MOST_SECONDS = 30
FETCHED = re.compile(r'(?:src="|<link [^>]*href=")(https?:[^"]+)"')
STATED = re.compile(r"(\d[\d.]*)( s)? \(`([a-z_]+)`\)")


def build(target: Path, **environment: str) -> None:
    """The site, as `make site` builds it."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)],
        cwd=REPO,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(REPO), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, with no address of the code."""
    target = tmp_path_factory.mktemp("site")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    build(target, SOURCE_URL="")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < MOST_SECONDS
    return target


def test_every_page_is_there_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert {f"rules/{rule.id}.html" for rule in RULES} <= pages.keys()
    assert {f"checks/{check.id}.html" for check in CHECKS} <= pages.keys()
    assert {f"captures/{scenario.name}/index.html" for scenario in ALL} <= pages.keys()
    assert {f"man/{path.stem}.html" for path in (REPO / "docs/man").iterdir()} <= pages.keys()
    assert {"tutorial.html", "api.html", "man/arpwatch-k8s.html", "decisions/index.html"} <= pages.keys()
    assert [(name, FETCHED.findall(text)) for name, text in pages.items() if FETCHED.search(text)] == []
    assert 'id="arpwatch_k8s.api.entry.analyze"' in pages["api.html"]
    assert "../captures/stalled/index.html" in pages["rules/stalled.html"]
    assert list(site.rglob("*.py")) == []


def test_a_link_to_the_code_leads_there_where_its_address_is_known(tmp_path: Path) -> None:
    build(tmp_path, SOURCE_URL="https://code.example/blob/main")
    text = (tmp_path / "explanation/speakers.html").read_text(encoding="utf-8")
    assert 'href="https://code.example/blob/main/arpwatch_k8s/speakers/signatures.py"' in text


@pytest.mark.browser
def test_the_search_finds_a_page_where_the_pages_are_opened_from_a_folder(site: Path) -> None:
    browser = chromium()
    try:
        browser.get((site / "index.html").as_uri())
        browser.find_element(By.CSS_SELECTOR, "input.md-search__input").send_keys("stale cache")
        found = wait(lambda: browser.find_elements(By.CSS_SELECTOR, ".md-search-result__item a"))
        assert any("rules/stale-cache.html" in str(link.get_attribute("href")) for link in found)
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    finally:
        browser.quit()


def test_the_page_of_speakers_is_made_from_their_signatures() -> None:
    """Remake it with: make docs"""
    text = make_speakers.PAGE.read_text(encoding="utf-8")
    assert make_speakers.page(text) == text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [signature.name for signature in SIGNATURES]


def test_the_page_of_ownership_states_the_thresholds_of_the_code() -> None:
    found = STATED.findall((REPO / "docs/explanation/ownership.md").read_text(encoding="utf-8"))
    assert len(found) > 10
    for number, seconds, name in found:
        assert getattr(DEFAULTS, name) == float(number) * (NS if seconds else 1), name


def test_a_man_page_becomes_headings_terms_and_texts() -> None:
    roff = '.TH A\\-B 1 "" "a 1" "x"\n.SH OPTIONS\n.TP\n.B \\-v, \\-\\-version\nPrint [it].\n.SS run [X]\n\\&.Runs.\n'
    roff += ".SH SEE ALSO\n.BR arpwatch\\-k8s\\-lint (1),\n.BR tshark (1)\n.TP\n.BR arpwatch\\-k8s (1)\nIt.\n"
    assert manual(roff).split("\n") == [
        *("# a-b(1)", "", "", "## Options", "", "", "`-v, --version`", ":   Print \\[it].", "", "### `run [X]`", ""),
        *(".Runs.  ", "", "## See also", "", "[arpwatch-k8s-lint(1)](arpwatch-k8s-lint.md),  ", "tshark(1)  "),
        *("", "[arpwatch-k8s(1)](arpwatch-k8s.md)", ":   It.", ""),
    ]


def test_what_begins_an_item_of_a_list_is_known() -> None:
    assert [bool(ITEM.match(line)) for line in ("- a", "1. a", "-a", "1.5 s", "a - b")] == [True] * 2 + [False] * 3
