"""The page, held to a run folder whose numbers are known."""

from __future__ import annotations

import re
import tomllib
import warnings
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from openiads.catalogue import radar
from openiads.catalogue.suffixes import CONVERSIONS
from openiads.ground.errors import Notice
from openiads.ground.interval_words import MINUS
from openiads.report.ink import assumptions, figure_words, style
from openiads.report.ink.number_words import NO_BREAK
from openiads.report.run import run_page
from openiads.report.run.meanings import MEANINGS
from openiads.report.run.readings import read
from openiads.report.run.run_map import save_map
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.state.words import REASONS
from tests.report.clipped import CLIPPED
from tests.report.small import NAN, small_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAT = "area.terrain=flat"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("run")
    prepared, summary = small_run(folder, FLAT)
    return said_of(run_page.write(folder, prepared, summary).read_text(encoding="utf-8"))


def said_of(page: str) -> str:
    """A page whose blanks are all alike."""
    return page.replace(NO_BREAK, " ")


class Seen(HTMLParser):
    """Collects tags with their attributes, and checks that what opens also closes."""

    VOID = ("meta", "link", "br", "hr", "img", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def cells(page: str, row: str) -> list[str]:
    """Text of the cells of the table row with that heading."""
    found = re.search(rf'<th scope="row">{re.escape(row)}</th>(.*?)</tr>', page, re.DOTALL)
    assert found, row
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", found[1], re.DOTALL)]


def test_the_answer_comes_first(page: str) -> None:
    title = re.search("<title>(.*?)</title>", page)
    assert title
    assert title[1] == "one-battery: 3.33 of 6 weapons and raiders aimed at assets arrived"
    lead = re.search('<p class="lead">(.*?)</p>\\s*<p>(.*?)</p>', page, re.DOTALL)
    assert lead
    words, rest = (" ".join(re.sub("<[^>]*>", "", text).split()) for text in lead.groups())
    assert words == (
        "3.33 of 6 weapons and raiders aimed at assets arrived on average over 3 replicates (95 % interval "
        "1.90 to 4.77). 1 of 2 assets were hit, with 40 % of all value. "
        "The defence fired 4.00 rounds for 4.20 million dollars and killed 2.67 of 8 raiders."
    )
    assert rest == (
        "Of 2 carriers, 0 were killed before they released their weapons; 2 released, and of these 0 were "
        "killed on their way home. Of those that released, 100 % were never, once they might be fired at, "
        "where a round could meet them in time. "
        "None of the 4 other flights in its reach was fired at, in any replicate "
        "(95 % interval of the mean 0 to 1.23)."
    )


def test_reasons_stand_by_class_and_sum_to_raiders(page: str) -> None:
    columns = ["fighter", "cruise-subsonic", "one-way-drone", "srbm"]
    dash = run_page.DASH
    assert all(f'<th scope="col" class="n">{name}</th>' in page for name in columns)
    assert cells(page, "killed") == ["2.67", dash, "1.00", dash, "1.67"]
    assert cells(page, "not killed") == ["1.00", dash, "1.00", dash, dash]
    assert cells(page, "no round left") == ["0.33", dash, dash, dash, "0.33"]
    assert cells(page, "released") == ["2.00", "2.00", dash, dash, dash]
    assert cells(page, "not detected") == ["2.00", dash, dash, "2.00", dash]
    assert cells(page, "raiders") == ["8", "2", "2", "2", "2"]


def test_rounds_stand_by_class_with_their_cost_and_the_share_that_killed(page: str) -> None:
    assert cells(page, "9m96e") == ["0.60", "2.00", "1.20", "2.00 (50 %)", run_page.DASH]
    assert cells(page, "48n6e3") == ["1.50", "2.00", "3.00", run_page.DASH, "2.00 (83 %)"]


def test_every_reason_of_a_leaker_is_explained(page: str) -> None:
    assert set(MEANINGS) == set(REASONS)
    # Two carriers released, because they were never in reach.
    assert set(re.findall("<dt>(.*?)</dt>", page)) == {
        "not killed",
        "no round left",
        "not in reach",
        "not detected",
    }


def test_classes_have_names_that_need_no_glossary(page: str) -> None:
    assert '<th scope="row">Short-range ballistic missile <code>srbm</code></th>' in page


def test_the_page_asks_nobody_for_anything(page: str) -> None:
    for tag, attributes in Seen(page).tags:
        loads = [attributes.get(name) for name in ("src", "srcset", "poster", "data", "xlink:href")]
        if tag in ("link", "image", "use"):
            loads.append(attributes.get("href"))
        assert tag not in ("script", "iframe", "object", "embed")
        assert all(not load or load.startswith(("data:", "#")) for load in loads)
    assert "@import" not in page
    assert not re.search(r"url\((?!data:)", page)


def test_every_drawing_says_in_words_what_it_shows(page: str) -> None:
    drawings = [attributes for tag, attributes in Seen(page).tags if tag == "svg"]
    assert len(drawings) == 6
    assert all(drawing["role"] == "img" and drawing["aria-label"] for drawing in drawings)


def test_links_within_the_page_lead_somewhere(page: str) -> None:
    seen = Seen(page).tags
    targets = [str(a["href"])[1:] for tag, a in seen if tag == "a" and str(a["href"]).startswith("#")]
    assert {"map", "why", "trust", "figures"} <= set(targets)
    assert set(targets) <= {str(a["id"]) for _, a in seen if "id" in a}


def test_the_trust_panel_says_what_was_found(page: str) -> None:
    assert cells(page, "time step") == [
        "cannot say",
        "half the step of 1 s changes leakers by 0 (\u22121.00 to 1.00, 3 pairs): "
        "not known to 1 % of what may arrive, 0.06; more replicates allow more pairs",
    ]
    # Of one-battery as it comes, not with the change that this run was made with.
    verdict, told = cells(page, "figures")
    assert verdict == "changed since"
    assert told.endswith(" 75 % of the figures are assumptions, memory or hobby data")
    assert cells(page, "terrain") == ["covered", "all that the radars could see lies on the map"]
    assert cells(page, "end of run") == ["complete", "the fate of every raider is known"]
    assert "What mountains hide: this run was played on a smooth earth." in page


def test_provenance_tells_how_to_play_it_again(page: str) -> None:
    assert cells(page, "again with") == ["openiads run scenario.toml --seed 7 --range 0:3"]
    assert cells(page, "outcomes_sha256") == ["2" * 64]
    assert cells(page, "models") == ["tracker score, assignment greedy-by-urgency, doctrine shoot-look-shoot"]


def test_a_title_is_text_never_markup(tmp_path: Path) -> None:
    prepared, summary = small_run(tmp_path, FLAT, title='<b>"Fish & chips"</b>')
    text = run_page.page(tmp_path, prepared, summary)
    assert "<h1>&lt;b&gt;&#34;Fish &amp; chips&#34;&lt;/b&gt;</h1>" in text


def test_nothing_but_the_page_is_left_behind(tmp_path: Path) -> None:
    prepared, summary = small_run(tmp_path, FLAT)
    before = set(tmp_path.iterdir())
    written = run_page.write(tmp_path, prepared, summary)
    assert written == tmp_path / "report.html"
    assert set(tmp_path.iterdir()) - before == {written}


def test_the_page_does_not_tell_where_it_was_written(tmp_path: Path) -> None:
    prepared, summary = small_run(tmp_path, FLAT)
    assert str(tmp_path) not in run_page.page(tmp_path, prepared, summary)


def test_figures_are_those_of_the_catalogue_file() -> None:
    data = resources.files("openiads.catalogue").joinpath("data")
    own, textbook = (
        tomllib.loads(data.joinpath(*path).read_text(encoding="utf-8"))
        for path in (("radars", "91n6e.toml"), ("textbook.toml",))
    )
    written = {**textbook[own["textbook"]], **own}
    block = assumptions.blocks([radar("91n6e")])[0]
    rows = {row.name: row for row in block.rows}
    fields = {
        "reference_range_km": "km",
        "azimuth_sd_deg": "°",
        "side_lobe_db": "dB",
        "gas_loss_db_per_km": "dB/km",
    }
    for field, unit in fields.items():
        suffix = next(s for s in figure_words.UNITS if field.endswith(s))
        row = rows[field.removesuffix(suffix).replace("_", " ")]
        figure = written[field]
        assert tuple(float(told.replace(MINUS, "-")) for told in (row.value, row.low, row.high)) == (
            figure["value"],
            figure["low"],
            figure["high"],
        )
        assert (row.unit, row.status) == (unit, figure["status"])
        assert row.sources == (figure["source"], *figure.get("also", ()))


def test_names_of_figures_are_spelt_as_people_spell_them() -> None:
    names = {row.name for row in assumptions.blocks([radar("91n6e")])[0].rows}
    assert {"reference RCS", "Doppler notch", "azimuth sd"} <= names


def test_every_suffix_of_the_catalogue_has_a_printed_unit() -> None:
    assert set(figure_words.UNITS) == set(CONVERSIONS)


@pytest.mark.parametrize(
    ("value", "printed"),
    [(1750.0, "1,750"), (390.0, "390"), (0.2, "0.2"), (1e-6, "1e-6"), (0.0, "0"), (-25.0, "\u221225")],
)
def test_numbers_have_the_digits_that_they_deserve(value: float, printed: str) -> None:
    assert figure_words.number(value) == printed


def test_a_path_goes_on_to_the_moment_of_its_fate(tmp_path: Path) -> None:
    prepared, _ = small_run(tmp_path, FLAT)
    flown = read(tmp_path, prepared.plan).flown[0]
    assert flown.times_s[-1] == 612.0
    # One frame is 2/122 of a degree; 2 s of 5 are left.
    assert flown.at(NAN)[0] != flown.at(NAN)[0]
    assert flown.at(612.0)[0] == pytest.approx(35.0 + (121.4 * 2.0) / 122.0)


def test_the_symbol_of_a_battery_is_that_of_the_library() -> None:
    from milsymbol import Symbol

    # Friendly land unit, battery, air defence missile, in MIL-STD-2525D and APP-6.
    drawn = Symbol("10031000151301020000", size=100).as_svg()
    assert style.text("missile-battery.svg").strip() == drawn


def test_a_map_stands_alone_as_a_file(tmp_path: Path) -> None:
    small_run(tmp_path, FLAT)
    drawing = save_map(tmp_path, tmp_path / "map.svg").read_text(encoding="utf-8")
    assert drawing.startswith("<svg xmlns=")
    assert "--leaked: #" in drawing
    assert drawing.count('class="end killed"') == 1 + 3
    assert drawing.count('class="end leaked"') == 1 + 3
    assert drawing.count('class="end released"') == 1 + 2


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    return run_page.write(folder, *small_run(folder))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_shows_without_requests_or_sideways_scrolling(
    browser: Browser, written: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(written.as_uri())
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator(".assets thead :text('hit in')").is_visible()
    assert page.evaluate("document.querySelector('.map .relief').getBoundingClientRect().width") >= 300
    assert [url for url in asked if not url.startswith("data:")] == [written.as_uri()]
    assert said == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(
    browser: Browser, written: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page.goto(written.as_uri())
    style = "getComputedStyle(document.documentElement)"
    grounds = [page.evaluate(f"{style}.getPropertyValue('--{name}')") for name in ("paper", "card")]
    inks = (
        "ink",
        "soft",
        "accent",
        "leaked",
        "seen",
        "quoted",
        "derived",
        "assumption",
        "memory",
        "lowrel",
        "given",
    )
    for name in inks:
        ink = page.evaluate(f"{style}.getPropertyValue('--{name}')")
        assert min(contrast(ink, ground) for ground in grounds) >= 4.5, name
    page.close()


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours such as #1b2127 (Web Content Accessibility Guidelines 2.2, 1.4.3)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour.strip()[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_stands_behind_launchers_is_told_where_there_is_some():
    with warnings.catch_warnings():  # it comes too late for the raid
        warnings.simplefilter("ignore", Notice)
        plan = plan_of(
            load("turkey-2017", ["battery.adana.reload.48n6e3=16", "battery.adana.reload.40n6e=4"])
        )
    told = run_page.reload_words(plan)
    assert told == "adana 16 48n6e3, 4 40n6e, 60 min after a launcher is empty"
    assert run_page.reload_words(plan_of(load("turkey-2017"))) == ""
