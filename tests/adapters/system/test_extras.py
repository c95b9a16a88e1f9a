from __future__ import annotations

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from publish.adapters.ledger.location import parse_ledger_location
from publish.adapters.ledger.open import create_ledger, has_account
from publish.adapters.notifications import find_recipients
from publish.adapters.system.extras import EXTRAS, is_installed
from publish.core.exceptions import LedgerError, PictureError, SettingsError
from publish.core.settings import NotifySettings, Settings
from publish.i18n.translator import LANGUAGES
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.picture_processing import fit_picture
from tests.adapters.ledger.ledgers import OURS, now
from tests.catalogues import read_sentences
from tests.fakes import make_services
from tests.pictures import draw
from tests.themes import load_themes

PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def read_extras() -> dict[str, list[str]]:
    extras: dict[str, list[str]] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    return {name: requirements for name, requirements in extras.items() if name != "dev"}


def leave_out(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the module of an extra one that Python cannot import."""
    monkeypatch.setitem(sys.modules, EXTRAS[extra], None)


def test_extras_are_those_of_the_distribution() -> None:
    assert list(EXTRAS) == list(read_extras())


@pytest.mark.parametrize("extra", [extra for extra in EXTRAS if is_installed(extra)])
def test_extra_brings_its_module(extra: str) -> None:
    [requirement] = read_extras()[extra]

    brought_by = map(canonicalize_name, packages_distributions()[EXTRAS[extra]])
    assert list(brought_by) == [canonicalize_name(Requirement(requirement).name)]


def test_every_extra_but_the_font_is_installed_for_the_tests() -> None:
    assert [extra for extra in EXTRAS if not is_installed(extra) and extra != "fonts"] == []


@pytest.mark.parametrize("extra", [extra for extra in EXTRAS if is_installed(extra)])
def test_is_installed_tells_a_missing_extra_from_an_installed_one(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out(extra, monkeypatch)

    assert not is_installed(extra)


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_a_missing_extra_name_the_command_that_brings_it(language: str, extra: str) -> None:
    sentences = read_sentences(language)

    for name in {"fonts": ("cover-font-missing", "formula-font")}.get(extra, (f"extra-{extra}",)):
        assert f'pip install "wechat-newsletter[{extra}]"' in sentences[name]


def test_picture_in_heic_names_the_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out("heic", monkeypatch)

    with pytest.raises(PictureError) as caught:
        fit_picture(draw("HEIF"), "photo.heic")

    assert [problem.message for problem in caught.value.problems] == ["extra-heic"]


def test_formula_stays_code_and_names_the_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out("math", monkeypatch)
    monkeypatch.delitem(sys.modules, "publish.steps.draw_formula.ziamath_nodes", raising=False)  # has ziamath
    inputs = BuildInputs(Settings(), load_themes()["neural"], make_services())

    article = build_article("---\nmath: true\n---\n# 题\n\n由 $\\frac{a}{b}$ 得。\n", PurePosixPath("a.md"), inputs)

    assert [(problem.message, problem.line) for problem in article.problems] == [("extra-math", 6)]
    assert r"\frac{a}{b}" in article.html


@pytest.mark.parametrize("addresses", ["https://example.org/hook", "mailtos://a:b@example.org?to=c@example.org"])
def test_notifications_name_the_missing_extra(addresses: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out("notify", monkeypatch)

    with pytest.raises(SettingsError) as caught:
        find_recipients(NotifySettings(), "", {"PUBLISH_NOTIFY": addresses}, Path())

    assert [problem.message for problem in caught.value.problems] == ["extra-notify"]


def test_nobody_to_notify_needs_no_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    leave_out("notify", monkeypatch)

    assert find_recipients(NotifySettings(), "", {"HOME": str(tmp_path)}, tmp_path).services == ()


@pytest.mark.parametrize("use", [lambda place: create_ledger(place, OURS, now), lambda place: has_account(place, OURS)])
def test_ledger_in_postgresql_names_the_missing_extra(use: object, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out("postgres", monkeypatch)
    place = parse_ledger_location("postgresql://user:canary@localhost/ledger", Path())

    with pytest.raises(LedgerError) as caught:
        use(place)  # type: ignore[operator]

    assert [problem.message for problem in caught.value.problems] == ["extra-postgres"]
    assert "canary" not in str(caught.value.problems)
