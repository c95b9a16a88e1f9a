from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import ImageFont

from publish.adapters.media import fonts
from publish.adapters.media.fonts import FontFinder, has_chinese_font
from publish.adapters.storage.cache import Cache
from publish.adapters.system.extras import EXTRAS
from publish.core.exceptions import SettingsError
from publish.core.picture import FontFamily
from tests.fonts import CHINESE, LATIN, install_fontconfig, make_font

FONTCONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@pytest.fixture(autouse=True)
def _no_fontconfig(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def find(folder: Path, named: str = "", files: tuple[tuple[str, str], ...] = ()) -> FontFamily | None:
    return FontFinder(folder, named, Cache(folder / "cache"), files).find()


def refuse(folder: Path, named: str) -> tuple[str, object]:
    with pytest.raises(SettingsError) as caught:
        find(folder, named)
    [problem] = caught.value.problems
    return problem.message, problem.values["path"]


def pretend(folder: Path, script: str) -> None:
    """Install a fake `fc-match` in a folder of the path."""
    program = folder / "bin" / "fc-match"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


# --- named font ---------------------------------------------------------------------------------


def test_find_accepts_a_relative_or_absolute_font_path(tmp_path: Path) -> None:
    path = make_font(tmp_path / "own.ttf", CHINESE)

    for named in ("own.ttf", str(path)):
        family = find(tmp_path, named)
        assert family
        assert (family.bold.path, family.regular.path, family.chinese) == (str(path), str(path), True)


def test_find_accepts_a_font_path_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    path = make_font(tmp_path / "home" / "own.ttf", CHINESE)

    family = find(tmp_path, "~/own.ttf")

    assert family
    assert family.bold.path == str(path)


def test_find_returns_a_named_font_marked_as_without_chinese(tmp_path: Path) -> None:
    make_font(tmp_path / "latin.ttf", LATIN)

    family = find(tmp_path, "latin.ttf")

    assert family
    assert not family.chinese


@pytest.mark.parametrize("named", ["gone.ttf", ".", "no/such/folder/a.ttf", "a" * 4000, "\udc80.ttf"], ids=ascii)
def test_find_reports_a_missing_named_font(tmp_path: Path, named: str) -> None:
    assert refuse(tmp_path, named) == ("font-missing", named)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00\x01\x00\x00" * 40])
def test_find_reports_a_named_file_that_is_not_a_font(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "own.ttf").write_bytes(data)

    assert refuse(tmp_path, "own.ttf") == ("font-unreadable", "own.ttf")


def test_find_chooses_the_chinese_face_and_weight_of_a_collection(tmp_path: Path) -> None:
    from fontTools.ttLib import TTCollection, TTFont

    faces = [("Test JP", "Regular"), ("Test SC", "Regular"), ("Test TC", "Bold"), ("Test SC", "Bold")]
    collection = TTCollection()
    for number, (name, style) in enumerate(faces):
        collection.fonts.append(TTFont(make_font(tmp_path / f"{number}.ttf", CHINESE, family=name, style=style)))
    collection.save(tmp_path / "all.ttc")

    family = find(tmp_path, "all.ttc")

    assert family
    assert (family.bold.number, family.regular.number) == (3, 1)


# --- fontconfig's choice ------------------------------------------------------------------------


def test_find_uses_fontconfigs_best_font_for_chinese(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", CHINESE)
    others = r"/bitmap.pcf\t0\tFalse\tzh-cn\n/latin.ttf\t0\tTrue\ten|de\n"
    pretend(tmp_path, rf"printf '{others}{path}\t0\tTrue\ten|zh-cn|zh-tw\n'")

    family = find(tmp_path)

    assert family
    assert (family.bold.path, family.chinese) == (str(path), True)


def test_find_ignores_fontconfigs_fonts_without_chinese(tmp_path: Path) -> None:
    latin, broken = make_font(tmp_path / "latin.ttf", LATIN), tmp_path / "broken.ttf"
    broken.touch()
    path = make_font(tmp_path / "a.ttf", CHINESE)
    install_fontconfig(tmp_path / "bin", latin, broken, "/gone.ttf", path)

    family = find(tmp_path)

    assert family
    assert family.regular.path == str(path)


@pytest.mark.parametrize("script", ["exit 1", "echo", "echo nonsense", "printf 'a\\tb\\tTrue\\tzh-cn\\n'"])
def test_find_ignores_failures_and_bad_output_of_fontconfig(tmp_path: Path, script: str) -> None:
    pretend(tmp_path, script)

    assert find(tmp_path) is None


def test_find_understands_the_installed_fontconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = shutil.which("fc-match", path=os.defpath)
    if program is None:
        pytest.skip("no fontconfig on this machine")
    monkeypatch.setenv("PATH", str(Path(program).parent))
    (tmp_path / "fonts").mkdir()
    # fontconfig says of a font that it has Chinese where it has all of GB 2312; two rows of blocks will not do.
    letters = "".join(
        bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    path = make_font(tmp_path / "fonts" / "full.ttf", LATIN + letters)
    make_font(tmp_path / "fonts" / "latin.ttf", LATIN, family="Latin")
    config = tmp_path / "fonts.conf"
    config.write_text(FONTCONFIG.format(folder=tmp_path / "fonts", cache=tmp_path / "fc"), encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))

    family = find(tmp_path)

    assert family
    assert (family.bold.path, family.regular.path) == (str(path), str(path))


# --- known files --------------------------------------------------------------------------------


def test_find_searches_known_files_without_fontconfig(tmp_path: Path) -> None:
    bold, regular, latin = (
        str(make_font(tmp_path / f"{name}.ttf", letters))
        for name, letters in {"bold": CHINESE, "regular": CHINESE, "latin": LATIN}.items()
    )

    family = find(tmp_path, files=(("/gone.ttf", "/gone.ttf"), (latin, latin), (bold, "/gone.ttf"), (bold, regular)))

    assert family
    assert (family.bold.path, family.regular.path) == (bold, regular)


def test_find_returns_none_without_any_font(tmp_path: Path) -> None:
    assert find(tmp_path) is None


# --- cache --------------------------------------------------------------------------------------


def test_find_searches_once(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", CHINESE)
    install_fontconfig(tmp_path / "bin", path)
    first = find(tmp_path)
    pretend(tmp_path, f"touch {tmp_path / 'asked'}")

    assert find(tmp_path) == first is not None
    assert not (tmp_path / "asked").exists()


def test_font_key_changes_with_the_file(tmp_path: Path) -> None:
    path = make_font(tmp_path / "own.ttf", CHINESE)
    before = find(tmp_path, "own.ttf")
    make_font(path, CHINESE + "甲")

    after = find(tmp_path, "own.ttf")

    assert before
    assert after
    assert before.key != after.key


def test_find_searches_again_when_the_font_is_gone(tmp_path: Path) -> None:
    path, other = (make_font(tmp_path / name, CHINESE) for name in ("a.ttf", "b.ttf"))
    find(tmp_path, files=((str(path),) * 2, (str(other),) * 2))
    path.unlink()

    family = find(tmp_path, files=((str(path),) * 2, (str(other),) * 2))

    assert family
    assert family.bold.path == str(other)


def test_find_does_not_cache_the_lack_of_a_font(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    path = make_font(tmp_path / "a.ttf", CHINESE)
    install_fontconfig(tmp_path / "bin", path)

    assert find(tmp_path)


def test_find_returns_the_same_font_each_time(tmp_path: Path) -> None:
    finder = FontFinder(tmp_path, str(make_font(tmp_path / "own.ttf", CHINESE)), Cache(tmp_path / "cache"))

    assert finder.find() is finder.find()


def test_every_found_face_opens(tmp_path: Path) -> None:
    make_font(tmp_path / "own.ttf", CHINESE)

    family = find(tmp_path, "own.ttf")

    assert family
    assert ImageFont.truetype(family.bold.path, 20, family.bold.number).getname() == ("Test Sans SC", "Regular")


# --- font of the extra ----------------------------------------------------------------------------


@pytest.fixture
def _no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_SYSTEMS", ())


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the font of a package that stands for the extra's."""
    folder = tmp_path / "packages" / EXTRAS["fonts"]
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder.parent)
    return make_font(folder / "NotoSansCJK-VF.otf.ttc", CHINESE)


@pytest.mark.usefixtures("_no_system_fonts")
def test_find_takes_the_font_of_the_extra_where_the_machine_has_none(tmp_path: Path, packaged: Path) -> None:
    family = FontFinder(tmp_path, "", Cache(tmp_path / "cache")).find()

    assert family
    assert (family.bold.path, family.regular.path, family.chinese) == (str(packaged), str(packaged), True)
    assert has_chinese_font()


@pytest.mark.usefixtures("packaged")
def test_find_prefers_a_font_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_font(tmp_path / "system.ttf", CHINESE)
    monkeypatch.setattr(fonts, "_SYSTEMS", ((str(path), str(path)),))

    family = FontFinder(tmp_path, "", Cache(tmp_path / "cache")).find()

    assert family
    assert family.bold.path == str(path)


@pytest.mark.usefixtures("_no_system_fonts")
def test_find_returns_nothing_without_font_and_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, EXTRAS["fonts"], None)

    assert FontFinder(tmp_path, "", Cache(tmp_path / "cache")).find() is None
    assert not has_chinese_font()
