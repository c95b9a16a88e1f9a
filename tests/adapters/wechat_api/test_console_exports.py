from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.adapters.system import chromium as browser
from publish.adapters.system.chromium import MAX_PICTURE_HEIGHT, draw_page, find_browser, list_windows_paths, print_page
from publish.core.exceptions import OutputError
from tests.adapters.browsers import make_browser

PAGE = '<!doctype html><p title="a">&amp;</p>'


def calls(program: Path) -> list[list[str]]:
    """Return the words of each call."""
    return [json.loads(line)[0] for line in program.with_suffix(".log").read_text(encoding="utf-8").splitlines()]


def test_render_pdf_writes_a_pdf(tmp_path: Path) -> None:
    assert print_page(str(make_browser(tmp_path)), PAGE) == b"%PDF-"


def test_screenshot_covers_the_whole_page(tmp_path: Path) -> None:
    program = make_browser(tmp_path)

    assert draw_page(str(program), PAGE) == b"\x89PNG"
    assert "--window-size=375,1234" in calls(program)[1]


@pytest.mark.parametrize("title", ["waiting", f"height:{MAX_PICTURE_HEIGHT + 1}"])
def test_screenshot_is_limited_in_height(tmp_path: Path, title: str) -> None:
    program = make_browser(tmp_path, title=title)

    draw_page(str(program), PAGE)

    assert f"--window-size=375,{MAX_PICTURE_HEIGHT}" in calls(program)[1]


def test_browser_makes_no_request_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("WECHAT_SECRET", "canary")
    program = make_browser(tmp_path)

    print_page(str(program), PAGE)

    (words,) = calls(program)
    assert {"--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND"} <= set(words)
    assert any(word.startswith(f"--user-data-dir={tmp_path}/publish-") for word in words)
    assert "WECHAT_SECRET" not in program.with_suffix(".log").read_text(encoding="utf-8")
    assert list(tmp_path.glob("publish-*")) == []


@pytest.mark.parametrize("root", [0, 1000])
def test_browser_sandbox_is_disabled_only_for_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: int) -> None:
    monkeypatch.setattr("os.geteuid", lambda: root)
    program = make_browser(tmp_path)

    print_page(str(program), PAGE)

    assert ("--no-sandbox" in calls(program)[0]) == (root == 0)


def test_browser_without_output_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        print_page(str(make_browser(tmp_path, work="pass")), PAGE)

    assert caught.value.problems[0].message == "export-failed"


def test_hanging_browser_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "EXPORT_SECONDS", 0.2)

    with pytest.raises(OutputError) as caught:
        print_page(str(make_browser(tmp_path, work="time.sleep(600)")), PAGE)

    assert caught.value.problems[0].message == "export-slow"


def test_configured_browser_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = str(make_browser(tmp_path))
    monkeypatch.setenv("BROWSER", program)

    assert find_browser() == program


def test_browser_search_can_be_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "none")

    assert find_browser() is None


def test_other_browser_is_not_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER", "firefox")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_browser() is None


def test_browsers_are_found_where_windows_installs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "Google" / "Chrome" / "Application" / "chrome.exe"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    assert find_browser() == str(program)
    assert list_windows_paths({}) == []
