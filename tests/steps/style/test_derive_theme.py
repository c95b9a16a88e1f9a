from __future__ import annotations

from pathlib import Path

import pytest

from publish.core.exceptions import ThemeError
from publish.core.theme import Theme
from publish.steps.style.derive_theme import derive_theme
from publish.steps.style.parse_theme import parse_theme
from tests.themes import THEMES, load_themes, own_rules

ACCENTED = [path for path in THEMES if load_themes()[path.stem].accent]
every_theme = pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)


def derive(path: Path, accent: str) -> tuple[str, Theme]:
    css = derive_theme("mine", path.read_text(encoding="utf-8"), load_themes()[path.stem], accent)
    return css, parse_theme("mine", css)


@every_theme
def test_derived_theme_has_the_rules_of_the_other_one(path: Path) -> None:
    css, theme = derive(path, "")

    written = [(rule.selector, [one[:2] for one in rule.declarations]) for rule in own_rules(theme)]
    assert written == [
        (rule.selector, [one[:2] for one in rule.declarations]) for rule in own_rules(load_themes()[path.stem])
    ]
    assert css.startswith(f"/* mine: like {path.stem}. */\n")
    assert f"/* {path.stem}:" not in css


@pytest.mark.parametrize("path", ACCENTED, ids=lambda path: path.stem)
def test_derived_theme_has_its_own_accent(path: Path) -> None:
    assert derive(path, "#8a1550")[1].accent == "#8a1550"


def test_derived_theme_takes_the_tints_of_the_accent_with_it() -> None:
    path = next(path for path in THEMES if path.stem == "neural")

    assert "rgba(138,21,80,0.07)" in derive(path, "#8a1550")[0]


def test_accent_in_which_text_is_hard_to_read_is_refused() -> None:
    path = next(path for path in THEMES if path.stem == "neural")

    with pytest.raises(ThemeError) as caught:
        derive(path, "#ffd000")

    assert [problem.message for problem in caught.value.problems] == ["knob-contrast"]


def test_derived_theme_keeps_the_comment_with_author_and_licence() -> None:
    css = "/* sea: blue. */\n/* Sea, by A. Writer, CC BY 4.0 */\np { color: #333 }\n"

    derived = derive_theme("mine", css, parse_theme("sea", css), "")

    assert "sea: blue" not in derived
    assert "by A. Writer" in derived
