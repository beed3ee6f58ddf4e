"""The page in a real browser: it is silent, asks for nothing, and does what its buttons say, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from logscan.case import Case
from logscan.report.html.page import page as report
from logscan.report.html.page import story
from tests.lost_finish import ASSET, FINDING, FOLDER
from tests.report.html.browser import chromium
from tests.stories import tell

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "axe" / "axe.min.js"
STALE = """\
alpha{0} 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo{0} 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify
"""
STUCK = "alpha/old 1:register 1:put=scheduled 1.1:add=scheduled\nbravo/old 1:register 1.4:add=scheduled\n"
WELL = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=finished 2.1:modify=finished
bravo 1:register 1.2:add=scheduled 2.2:modify=finished
"""
SEVERAL = "".join(STALE.format(of) for of in ("", "/api", "/db")) + STUCK
ONE_OF_EACH = STALE.format("") + STUCK
SIZES = [(1280, 900), (390, 844)]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one browser for all tests here."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page with several findings of two kinds."""
    return made(tmp_path_factory.mktemp("several"), SEVERAL)


def made(folder: Path, told: str) -> Path:
    """Write the page of a story, and give where it is."""
    path, logs = folder / "page.html", folder / "logs"
    logs.mkdir()
    path.write_text(report(Case([str(tell(logs, told, until=1_200))]), command="logscan report logs"), "utf-8")
    return path


@contextmanager
def shown(browser: Browser, path: Path, *, at: str = "", **options: Any) -> Iterator[Page]:  # noqa: ANN401 - as the browser takes them
    """Open a page; at the end it has said nothing on the console, and asked for nothing but itself."""
    context = browser.new_context(**options)
    said: list[str] = []
    asked: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{path.as_uri()}{at}")
    yield tab
    context.close()
    assert said == []
    assert {one.partition("#")[0] for one in asked} == {path.as_uri()}


@pytest.mark.parametrize(
    "told", [ONE_OF_EACH, WELL, WELL + "alpha 0:absent\n", WELL + "alpha 0:quiet\n"], ids=["wrong", "well", "absent", "quiet"]
)
def test_accessible(told: str, browser: Browser, tmp_path: Path) -> None:
    """The checker axe finds nothing to complain of, all details open, in both schemes; nothing but tables and pictures scrolls sideways."""
    page = made(tmp_path, told)
    with shown(browser, page, bypass_csp=True) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        tab.evaluate(AXE.read_text("utf-8"))
        for scheme, (width, height) in product(SCHEMES, SIZES):
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size({"width": width, "height": height})
            assert tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            found = tab.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
            assert [(scheme, width, one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []


def test_search_narrows(browser: Browser, several: Path) -> None:
    """Typing narrows the findings to those that hold all words, in any line of theirs; Escape shows all again."""
    with shown(browser, several) as tab:
        assert tab.locator(".entry:visible").count() == 4
        tab.keyboard.press("/")
        tab.keyboard.type("stuck")
        assert tab.locator(".entry:visible").count() == 1
        assert tab.locator("[data-shown]").inner_text() == "1 of 4 entries"
        tab.locator("#search").fill("bravo type=modify swallowed")
        assert tab.locator(".entry:visible").count() == 3
        tab.locator("#search").fill("nothing of the kind")
        assert tab.locator(".entry:visible").count() == 0
        assert tab.locator("[data-none]").is_visible()
        tab.keyboard.press("Escape")
        assert tab.locator(".entry:visible").count() == 4


def test_filters_and_order(browser: Browser, several: Path) -> None:
    """A filter shows what has that verdict; another order moves the entries and loses none."""
    with shown(browser, several) as tab:
        tab.locator("[data-filter=verdict]").select_option("stale")
        assert tab.locator(".entry:visible").count() == 3
        tab.locator("[data-filter=verdict]").select_option("")
        before = tab.locator(".entry .title").all_inner_texts()
        tab.locator("[data-sort]").select_option("title")
        assert tab.locator(".entry .title").all_inner_texts() == sorted(before) != before
        tab.locator("[data-sort]").select_option("")
        assert tab.locator(".entry .title").all_inner_texts() == before


def test_all_open_and_close(browser: Browser, several: Path) -> None:
    """One button opens all findings, and closes them."""
    with shown(browser, several) as tab:
        tab.get_by_role("button", name="Open all").click()
        assert tab.locator(".entry > details[open]").count() == 4
        tab.get_by_role("button", name="Close all").click()
        assert tab.locator(".entry > details[open]").count() == 0


def test_deep_links(browser: Browser, several: Path) -> None:
    """A link to a finding, a step, an event or an asset opens all that holds it, though a filter hides it."""
    with shown(browser, several) as tab:
        last = tab.locator(".entry").nth(3).get_attribute("id")
        event = tab.locator(".entry").nth(2).locator(".events tbody tr[id]").last.get_attribute("id")
        asset = tab.locator("[id^=A-]").nth(1).get_attribute("id")
    with shown(browser, several, at=f"#{last}") as tab:
        assert tab.locator(f"#{last} > details").get_attribute("open") is not None
        tab.locator("#search").fill("nothing of the kind")
        tab.evaluate(f"location.hash = '{event}'")
        tab.locator(f"[id='{event}']").wait_for(state="visible")
        assert "target" in (tab.locator(f"[id='{event}']").get_attribute("class") or "")
        tab.evaluate(f"location.hash = '{asset}'")
        tab.wait_for_function(f"document.getElementById('{asset}').closest('.entry').querySelector('details').open")


def test_marks_lead_to_their_lines(browser: Browser, several: Path) -> None:
    """A click on the lost mark of a swim-lane goes to the step of the proof that shows the line."""
    with shown(browser, several) as tab:
        entry = tab.locator(".entry").first
        step = entry.locator("li.lost").get_attribute("id")
        entry.locator(f"svg.links a[href='#{step}']").click()
        assert tab.evaluate("location.hash") == f"#{step}"


def test_copies(browser: Browser, several: Path) -> None:
    """The buttons copy the link to the finding, and the Markdown that stands below it."""
    with shown(browser, several, permissions=["clipboard-read", "clipboard-write"]) as tab:
        entry = tab.locator(".entry").first
        entry.get_by_role("button", name="Copy link").click()
        assert tab.evaluate("navigator.clipboard.readText()") == f"{several.as_uri()}#{entry.get_attribute('id')}"
        entry.get_by_role("button", name="Copy for the ticket").click()
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied == entry.locator(".ticket pre").text_content()
        assert re.match(rf"\*\*STALE\*\* `{entry.get_attribute('id')}` certain, ", copied)
        assert tab.locator("#said").inner_text() == "Markdown copied"


def test_theme(browser: Browser, several: Path) -> None:
    """The page is as dark as the system, the button turns that round, and a reload keeps it."""
    with shown(browser, several, color_scheme="dark") as tab:
        colour = "getComputedStyle(document.body).backgroundColor"
        dark = tab.evaluate(colour)
        tab.get_by_role("button", name=re.compile("light and dark")).click()
        light = tab.evaluate(colour)
        assert [sum(map(int, re.findall(r"\d+", one))) // 100 for one in (dark, light)] == [0, 7]
        tab.reload()
        assert tab.evaluate(colour) == light


def test_keyboard(browser: Browser, several: Path) -> None:
    """Tab goes first to a link that skips to the verdict, then through the page in its order, and never into a picture's marks."""
    with shown(browser, several) as tab:
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        order = []
        for _ in range(40):
            tab.keyboard.press("Tab")
            order.append(tab.evaluate("[document.activeElement.tagName, document.activeElement.getBoundingClientRect().top + scrollY]"))
        assert "circle" not in {tag for tag, _ in order}
        places = [place for tag, place in order if tag in ("SUMMARY", "DETAILS")]
        assert places == sorted(places)


def test_without_scripts(browser: Browser, several: Path) -> None:
    """Without scripts every proof can be opened and read, and no button stands there that does nothing."""
    with shown(browser, several, java_script_enabled=False) as tab:
        assert tab.locator("button:visible, input:visible, select:visible").count() == 0
        closed = tab.locator(".entry").nth(1)
        assert not closed.locator("ol").first.is_visible()
        closed.locator("summary").first.click()
        assert closed.locator("li.lost").is_visible()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_print(paper: str, browser: Browser, several: Path) -> None:
    """On paper all is open, nothing is cut at the side, and no button is left."""
    with shown(browser, several, color_scheme="dark") as tab:
        tab.emulate_media(media="print", color_scheme="dark")
        assert tab.locator("button:visible, nav:visible, input:visible").count() == 0
        assert tab.locator(".entry").nth(1).locator("li.lost").is_visible()
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        pdf = tab.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 4


def test_one_asset(browser: Browser, tmp_path: Path) -> None:
    """The page of one asset shows its finding opened, and nothing else."""
    case, path = Case([str(FOLDER)]), tmp_path / "asset.html"
    path.write_text(story(case, case.asset(ASSET), command="logscan explain"), "utf-8")
    with shown(browser, path) as tab:
        assert tab.locator(".entry").first.get_attribute("id") == FINDING
        assert tab.locator(f"#{FINDING} li.lost").is_visible()
        assert tab.locator("#divergence").count() == 0
