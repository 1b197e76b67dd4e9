"""What a stranger installs is what was tested, and says how."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from openiads.state.words import REASONS, Happening, Phase
from tests.rules import none

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
NAME = re.compile(r"[A-Za-z0-9._-]+")
TESTS = "pytest -n 2"


def name_of(requirement: str) -> str:
    """Name of a requirement as the registries compare it."""
    found = NAME.match(requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def direct_requirements() -> list[str]:
    """Everything that this project asks for by name."""
    project = PROJECT["project"]
    extras = [wish for wishes in project["optional-dependencies"].values() for wish in wishes]
    return [wish for wish in project["dependencies"] + extras if name_of(wish) != "openiads"]


def test_pip_and_uv_are_given_the_same_pins():
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == PINS


def test_everything_asked_for_by_name_is_pinned():
    pinned = {name_of(pin) for pin in PINS}
    assert not [wish for wish in direct_requirements() if name_of(wish) not in pinned]


def test_each_pin_is_one_exact_version_and_no_address():
    assert not [pin for pin in PINS if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", pin)]


def test_the_lock_file_with_its_addresses_stays_out_of_the_tree():
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_python_in_range_is_tested_for_with_the_same_numpy():
    assert len([pin for pin in PINS if name_of(pin) == "numpy"]) == 1


def test_the_changelog_knows_the_version():
    assert f"{PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["openiads run turkey-2017", TESTS])
def test_the_readme_gives_the_commands_that_do_all_the_set_up(command):
    assert f"python3 -m pip install uv && uv run {command}" in README.splitlines()


def test_ci_passes_the_tests_by_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 -m pip install" in script
    assert re.search(rf"^\W*uv run {TESTS}\b", script, re.MULTILINE)


def broken_links(page: Path) -> list[str]:
    """Links of one page to files that are not there."""
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
    targets = ((number, target) for number, line in lines for target in LINK.findall(line))
    return [
        f"{page.name}:{number}: {target}" for number, target in targets if not (page.parent / target).exists()
    ]


def test_every_file_that_a_page_points_to_exists():
    none(offender for page in PAGES for offender in broken_links(page))


def test_the_page_on_the_run_folder_knows_every_word_of_the_event_log():
    page = (ROOT / "docs" / "data_model.md").read_text(encoding="utf-8")
    words = [*(member.name.lower() for member in (*Phase, *Happening)), *REASONS]
    missing = [word for word in words if f"`{word}`" not in page]
    assert not missing, f"docs/data_model.md says nothing of {missing}"


def test_a_link_to_nowhere_is_seen_with_its_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[there](page.md)\n[out](https://example.org) [gone](gone.md#part)\n")
    assert broken_links(page) == ["page.md:2: gone.md"]
