"""The worker of `publish preview`, and the command itself."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from publish.adapters.storage.build_folder import save_kept_articles
from publish.cli import main, preview_worker
from publish.cli.build_context import load_build_context
from publish.cli.parser import Arguments, parse_arguments
from publish.cli.preview_process import ProcessBuildWorker
from publish.cli.preview_worker import (
    build_preview,
    build_version,
    list_issue_rows,
    save_front_matter,
    set_up_preview_worker,
)
from publish.cli.watched_folders import watch_newsletter
from publish.core.exceptions import TimeLimitExceededError
from publish.i18n.translator import LANGUAGES, Translator
from publish.preview.live_builds import PreviewBuild, PreviewRequest
from publish.preview.versions import Version
from tests.adapters.browsers import make_browser
from tests.preview.repository import NAME, make_repository
from tests.preview.server import RunningPreview, read_text, start_preview
from tests.samples import NUMBERED_ENTRY

REQUEST = PreviewRequest(NAME)


def parse(*words: str) -> Arguments:
    return parse_arguments(["preview", *words], Translator("en"))


@pytest.fixture(autouse=True)
def _heeded_interrupts() -> Iterator[None]:
    """Restore the handler of Ctrl+C, which a worker ignores."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsletter, and a worker set up for it in this process."""
    path = make_repository(tmp_path / "newsletter", "# 简报\n\n## 新闻\n\n- [一则 | 站]()\n摘要：要点。\n")
    monkeypatch.chdir(tmp_path / "newsletter")
    before = signal.getsignal(signal.SIGINT)
    set_up_preview_worker(parse())
    signal.signal(signal.SIGINT, before)  # a process that is started inherits it
    return path


def problems(built: PreviewBuild) -> str:
    return built.panels["en"]["problems"]


# --- building ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("issue")
def test_preview_is_built_in_both_languages() -> None:
    built = build_preview(REQUEST)

    assert built.views.keys() == built.panels.keys() == set(LANGUAGES)
    assert "一则" in read_text(built.views["en"].payload)
    assert "Line 5 · N01" in built.views["en"].panels["problems"]


CLEAN = (
    "# 简报 ({day})\n\n> 导读：说说这一期。\n\n## 新闻\n\n"
    "- [题 | 源](https://mp.weixin.qq.com/s/{name})  \n摘要：甲乙。\n"
)
MISTAKES = {
    "nothing": ("", ""),
    "the date of another issue": ("", ""),
    "a hint": ("摘要：甲乙。", "摘要：甲乙"),
    "an error": ("导读：说说这一期", "导读：本期9条"),
    "what only the article shows": ("摘要：甲乙。", "摘要：** 甲乙**。"),
    "what is missing": ("摘要：甲乙。", "摘要：甲乙。\n\n![图](lost.png)"),
    "an address of another issue": ("/s/a)", "/s/b)"),
    "a time that does not exist": ("# 简报", "---\npublish_at: 2021-02-30\n---\n# 简报"),
    "what is silenced": ("摘要：甲乙。", "摘要：甲乙 <!-- check: allow N47 仅此一句 -->"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_preview_shows_clean_message_only_when_check_finds_nothing(
    issue: Path, mistake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other_day = "2020-06-17" if mistake == "the date of another issue" else "2020-06-03"
    settings = issue.parent.parent / "publish.toml"
    settings.write_text(f'{settings.read_text("utf-8")}editor = "甲"\n[follow]\nqr = "https://a.example/f"\n', "utf-8")
    (issue.parent / "2020-06-03.md").write_text(CLEAN.format(day=other_day, name="b"), encoding="utf-8")
    text = CLEAN.format(day=NAME, name="a")
    assert MISTAKES[mistake][0] in text
    issue.write_text(text.replace(*MISTAKES[mistake]), encoding="utf-8")

    shown = build_preview(REQUEST).views["en"].panels
    main(["check", NAME, "--lang", "en"])

    clean = "nothing to mend" in capsys.readouterr().err
    assert ("Nothing to mend" in shown["problems"], clean) == (mistake in ("nothing", "what is silenced"),) * 2
    main(["check", NAME, "--format", "json"])
    errors = '"severity": "error"' in capsys.readouterr().out
    assert ("No errors" in shown["remaining"]) is not errors


@pytest.mark.usefixtures("issue")
def test_preview_shows_all_problems_of_check_once() -> None:
    shown = build_preview(REQUEST).views["en"].panels["problems"]

    assert [shown.count(rule) for rule in ("N01", "N04", "N16")] == [1, 1, 1]


def test_preview_builds_tried_options_without_writing_them(issue: Path) -> None:
    before = issue.read_bytes()

    built = build_preview(PreviewRequest(NAME, (("accent", "#123456"), ("theme", "poster"))))

    assert "#123456" in built.views["en"].payload["html"]
    assert 'data-knob="theme" value="poster" aria-pressed="true"' in built.panels["en"]["look"]
    assert issue.read_bytes() == before


@pytest.mark.usefixtures("issue")
def test_problems_keep_their_lines_with_tried_options() -> None:
    built = build_preview(PreviewRequest(NAME, (("density", "airy"),)))

    assert "Line 5 · N01" in built.views["en"].panels["problems"]


def test_problems_keep_their_lines_below_existing_front_matter(issue: Path) -> None:
    issue.write_text("---\nauthor: 某人\n---\n" + issue.read_text(encoding="utf-8"), encoding="utf-8")

    built = build_preview(PreviewRequest(NAME, (("density", "airy"),)))

    assert "Line 8 · N01" in built.views["en"].panels["problems"]


def test_preview_marks_current_options(issue: Path) -> None:
    issue.write_text("---\ntext_size: 大\naccent: '#b3261e'\n---\n# 题\n", encoding="utf-8")

    look = build_preview(REQUEST).panels["en"]["look"]

    assert 'data-knob="text_size" value="large" aria-pressed="true"' in look
    assert 'data-knob="accent" value="#b3261e" aria-pressed="true"' in look
    assert 'data-knob="density" value="standard" aria-pressed="true"' in look
    assert "data-keep" not in look


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"\xff", "not UTF-8"),
        (b"---\ntitle\n---\n# x", "Line 2"),
        (b"---\ntheme: nowhere\n---\n# x", "nowhere"),
        (b"---\ndensity: wild\n---\n# x", "wild"),
        (b"", "the file is empty"),
    ],
)
def test_failed_preview_shows_its_problems(issue: Path, text: bytes, told: str) -> None:
    issue.write_bytes(text)

    built = build_preview(REQUEST)

    assert (built.views, told in problems(built)) == ({}, True)


def test_preview_shows_invalid_settings(issue: Path) -> None:
    (issue.parent.parent / "publish.toml").write_text("theme = 3\n", encoding="utf-8")

    assert "publish.toml" in problems(build_preview(REQUEST))


def test_preview_omits_invalid_themes_from_the_choices(issue: Path) -> None:
    themes = issue.parent.parent / "themes"
    themes.mkdir()
    (themes / "wrong.css").write_text("p:first-child { color: red }", encoding="utf-8")

    look = build_preview(REQUEST).panels["en"]["look"]

    assert 'value="wrong"' not in look
    assert 'value="neural"' in look


def test_preview_lists_the_contrast_of_each_text_of_a_theme_of_the_newsletter(issue: Path) -> None:
    themes = issue.parent.parent / "themes"
    themes.mkdir()
    (themes / "mine.css").write_text(".article { color: #333 } h2 { color: #f00 }", encoding="utf-8")

    own = build_preview(REQUEST._replace(changes=(("theme", "mine"),))).panels["en"]["look"]
    shipped = build_preview(REQUEST).panels["en"]["look"]

    assert "Contrast of each text in mine" in own
    assert '<tr class="warning"><td>section.section h2</td><td>☀ 3.9</td><td>☾ ' in own
    assert "Contrast" not in shipped


@pytest.mark.usefixtures("issue")
def test_preview_shows_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(preview_worker, "_build", never)
    monkeypatch.setattr(preview_worker, "MAX_BUILD_SECONDS", 0.05)

    assert "takes more than 0.05 seconds" in problems(build_preview(REQUEST))


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize("name", ["../publish", "/etc/passwd", "2020-06-18", "publish.toml", ".git/config", "a\0b", ""])
def test_preview_refuses_names_of_other_files(name: str) -> None:
    built = build_preview(PreviewRequest(name))

    assert (built.digest, built.views) == ("", {})


def test_preview_refuses_links_out_of_the_repository(issue: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("# 秘密", encoding="utf-8")
    (issue.parent / "2020-07-01.md").symlink_to(tmp_path / "secret")

    built = build_preview(PreviewRequest("2020-07-01"))

    assert (built.digest, "秘密" in str(built)) == ("", False)


@pytest.mark.parametrize("target", ["nowhere", "2020-06-03.md", "../../secret"])
def test_preview_shows_issue_beside_an_unreadable_one(issue: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "secret").write_text("# 秘密\n\n正文", encoding="utf-8")
    neighbour = issue.parent / "2020-06-03.md"
    neighbour.unlink()
    neighbour.symlink_to(target)

    built, rows = build_preview(REQUEST), list_issue_rows()

    assert (len(built.views), "秘密" in str(built)) == (len(LANGUAGES), False)
    assert [(row.name, row.title, row.errors) for row in rows[1:]] == [("2020-06-03", "", 1)]


def test_watch_accepts_a_circle_of_links(issue: Path) -> None:
    issue.unlink()
    issue.symlink_to(issue.name)
    english = Translator("en")

    watching = watch_newsletter(load_build_context(parse(), english), issue)

    asyncio.run(watching.aclose())  # type: ignore[attr-defined]  # a generator


@pytest.mark.usefixtures("issue")
def test_preview_shows_an_outside_file_of_the_command_line(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("# 草稿\n\n正文", encoding="utf-8")
    set_up_preview_worker(parse(str(draft)))

    assert "正文" in build_preview(PreviewRequest("draft")).views["zh"].payload["html"]


# --- versions ---------------------------------------------------------------------------------

ACCOUNT = '[accounts.main]\nappid = "wx0123456789abcdef"\n'


def write_long(issue: Path, entries: int = 80, settings: str = "") -> None:
    """Write an issue whose article is longer than the documented length, and add to the settings."""
    half = "".join(NUMBERED_ENTRY.format(n=n) for n in range(entries // 2))
    issue.write_text(f"# 简报\n\n## 新闻\n\n{half}## 论文\n\n{half}", encoding="utf-8")
    file = issue.parent.parent / "publish.toml"
    written = file.read_text(encoding="utf-8")
    file.write_text(f"{settings}{written}{ACCOUNT}", encoding="utf-8")


def test_preview_offers_the_shortened_version_without_building_it(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_long(issue)
    monkeypatch.delattr(preview_worker, "build_strict")

    versions = build_preview(REQUEST).views["en"].payload["versions"]

    assert list(versions) == ["pasted", "sent", "fitted", "post"]
    assert [name for name in versions if versions[name] is None] == ["fitted", "post"]


@pytest.mark.usefixtures("issue")
def test_preview_without_accounts_offers_the_sent_version_on_request() -> None:
    versions = build_preview(REQUEST).views["en"].payload["versions"]

    sent = build_version(REQUEST, Version.SENT, "en")

    assert (list(versions), versions["sent"]) == (["pasted", "sent", "post"], None)
    assert sent is not None
    assert ("一则" in sent.light, "一则" in sent.dark) == (True, True)
    assert sent.changes.startswith("WeChat's draft box: 0 lost")


@pytest.mark.usefixtures("issue")
def test_kept_version_is_offered_once_a_draft_was_read_back() -> None:
    save_kept_articles(Path("build", NAME), ["<section><p>留下的</p></section>"])
    assert "kept" not in build_preview(REQUEST).views["en"].payload["versions"]  # no article was built there
    Path("build", NAME).mkdir(parents=True)
    save_kept_articles(Path("build", NAME), ["<section><p>留下的</p></section>"])

    versions = build_preview(REQUEST).views["en"].payload["versions"]
    kept = build_version(REQUEST, Version.KEPT, "zh")

    assert (list(versions), versions["kept"]) == (["pasted", "sent", "kept", "post"], None)
    assert kept is not None
    assert ("留下的" in kept.light, kept.changes.startswith("从草稿箱读回：")) == (True, True)


@pytest.mark.usefixtures("issue")
def test_picture_post_is_made_on_request() -> None:
    post = build_version(REQUEST, Version.POST, "en")

    assert post is not None
    assert "<div class=strip>" in post.light
    assert "一则" in post.light
    assert post.changes.startswith("Picture post: ")


def test_picture_post_of_the_front_matter_is_the_one_on_the_page(issue: Path) -> None:
    issue.write_text("---\nkind: cards\n---\n\n# A title\n\nText.\n", encoding="utf-8")

    views = build_preview(REQUEST).views
    post = build_version(REQUEST, Version.POST, "en")

    assert views["en"].payload["versions"]["post"]["light"].count("<figure") == 2
    assert post is not None
    assert post.light.count('<img src="data:image/png') == 2


def test_shortened_version_is_built_on_request(issue: Path) -> None:
    write_long(issue)

    sent = build_version(REQUEST, Version.SENT, "zh")
    fitted = build_version(PreviewRequest(NAME, (("accent", "#123456"),)), Version.FITTED, "zh")

    assert sent is not None
    assert fitted is not None
    assert len(fitted.light) < len(sent.light)
    assert ("#123456" in fitted.light, "微信草稿箱" in fitted.changes) == (True, True)
    assert ("picture:" in fitted.light, "/placeholder/" in fitted.light) == (False, False)
    assert "data:image/png;base64," in fitted.light  # the mark of the licence


def test_shortened_version_has_two_parts_when_it_is_still_too_long(
    issue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_worker, "MAX_BUILD_SECONDS", 60.0)  # measuring coverage takes most of the usual time
    write_long(issue, entries=240)

    fitted = build_version(REQUEST, Version.FITTED, "zh")

    assert fitted is not None
    assert ("<h1>简报</h1>" in fitted.light, "<h1>简报（续）</h1>" in fitted.light) == (True, True)


@pytest.mark.parametrize(
    ("fit", "offered"), [("off", ["pasted", "sent", "post"]), ("strict", ["pasted", "fitted", "post"])]
)
def test_settings_decide_which_versions_are_offered(issue: Path, fit: str, offered: list[str]) -> None:
    write_long(issue, settings=f'fit = "{fit}"\n')

    versions = build_preview(REQUEST).views["en"].payload["versions"]

    assert list(versions) == offered
    assert [version for version in versions if versions[version] is None] == ["post"]


@pytest.mark.parametrize("name", ["../publish", "2020-06-18"])
@pytest.mark.usefixtures("issue")
def test_version_of_an_issue_that_cannot_be_read_is_none(name: str) -> None:
    assert build_version(PreviewRequest(name), Version.SENT, "en") is None


def test_version_of_a_broken_issue_is_none(issue: Path) -> None:
    issue.write_text("---\ntitle\n---\n# x", encoding="utf-8")

    assert build_version(REQUEST, Version.FITTED, "en") is None


# --- the list ---------------------------------------------------------------------------------


def test_issue_rows_are_sorted_newest_first_with_problem_counts(issue: Path) -> None:
    (issue.parent / "publications.json").write_text('{"2020-06-03": "https://example.org/3"}', encoding="utf-8")

    rows = list_issue_rows()

    assert [(row.name, row.title, row.state) for row in rows] == [
        (NAME, "简报", ""),
        ("2020-06-03", "上一期", "published"),
    ]
    assert rows[0].errors > rows[1].errors


@pytest.mark.usefixtures("issue")
def test_issue_rows_are_recounted_only_after_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    first = list_issue_rows()
    monkeypatch.setattr(preview_worker, "_find_problems", None)

    assert list_issue_rows() == first


def test_issue_rows_contain_unreadable_issue_with_its_problems(issue: Path) -> None:
    issue.write_bytes(b"---\na\nb\n---\n")

    assert list_issue_rows()[0].errors == 2


def test_issue_rows_contain_issue_that_times_out(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> None:
        raise TimeLimitExceededError(1.5)

    monkeypatch.setattr(preview_worker, "_find_problems", run_out)

    assert [(row.name, row.errors) for row in list_issue_rows()][:1] == [(issue.stem, 1)]


def test_issue_rows_contain_issue_that_is_no_file(issue: Path) -> None:
    issue.unlink()
    issue.symlink_to("nowhere")

    assert list_issue_rows()[0].errors == 1


def test_issue_rows_are_empty_with_invalid_settings(issue: Path) -> None:
    (issue.parent.parent / "publish.toml").write_text("theme = 3\n", encoding="utf-8")

    assert list_issue_rows() == []


# --- keeping ----------------------------------------------------------------------------------


def test_saved_options_use_the_canonical_values(issue: Path) -> None:
    before = issue.read_text(encoding="utf-8")

    kept = save_front_matter(
        PreviewRequest(NAME, (("theme", "poster"), ("text_size", "大"))), build_preview(REQUEST).digest
    )

    assert (kept.done, kept.messages["en"]) == (True, f"Kept in the front matter of {NAME}.md")
    assert issue.read_text(encoding="utf-8") == f"---\ntheme: poster\ntext_size: large\n---\n{before}"


def test_saving_empty_values_removes_options(issue: Path) -> None:
    issue.write_text("---\ntheme: poster\n---\n# 题\n", encoding="utf-8")

    save_front_matter(PreviewRequest(NAME, (("theme", ""),)), build_preview(REQUEST).digest)

    assert issue.read_text(encoding="utf-8") == "---\n---\n# 题\n"


@pytest.mark.parametrize("change", [("theme", "nowhere"), ("density", "wild"), ("accent", "red")])
def test_invalid_options_are_not_saved(issue: Path, change: tuple[str, str]) -> None:
    before = issue.read_bytes()

    kept = save_front_matter(PreviewRequest(NAME, (change,)), build_preview(REQUEST).digest)

    assert (kept.done, issue.read_bytes()) == (False, before)
    assert change[1] in kept.messages["en"]


def test_options_are_not_saved_to_a_changed_file(issue: Path) -> None:
    digest = build_preview(REQUEST).digest
    issue.write_text("# 别的\n", encoding="utf-8")

    kept = save_front_matter(PreviewRequest(NAME, (("theme", "poster"),)), digest)

    assert (kept.done, issue.read_text(encoding="utf-8")) == (False, "# 别的\n")
    assert kept.messages["en"].startswith(f"{NAME}.md: the file has changed")


# --- the other process ------------------------------------------------------------------------


def die(*_: object) -> PreviewBuild:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_once(request: PreviewRequest) -> PreviewBuild:
    mark = Path(request.issue)
    if not mark.exists():
        mark.touch()
        die()
    return preview_worker.fail_preview("again", [])


def run(function: object, request: PreviewRequest, monkeypatch: pytest.MonkeyPatch) -> PreviewBuild:
    monkeypatch.setattr(preview_worker, "build_preview", function)

    async def work() -> PreviewBuild:
        worker = ProcessBuildWorker(parse())
        try:
            return await worker.build(request)
        finally:
            worker.close()

    return asyncio.run(work())


def test_killed_preview_worker_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(die_once, PreviewRequest(str(tmp_path / "mark")), monkeypatch).digest == "again"


def test_concurrent_calls_share_the_replacement_of_a_killed_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_worker, "build_preview", die)

    async def work() -> list[PreviewBuild]:
        worker = ProcessBuildWorker(parse())
        try:
            return await asyncio.gather(*(worker.build(REQUEST) for _ in range(4)))
        finally:
            worker.close()

    assert all("ended abruptly" in problems(built) for built in asyncio.run(work()))


def test_issue_that_kills_two_workers_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ended abruptly, twice" in problems(run(die, REQUEST, monkeypatch))


def die_again(*_: object) -> None:
    die()


def test_version_that_kills_two_workers_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_worker, "build_version", die_again)

    async def work() -> object:
        worker = ProcessBuildWorker(parse())
        try:
            return await worker.build_version(REQUEST, Version.FITTED, "en")
        finally:
            worker.close()

    assert asyncio.run(work()) is None


@pytest.mark.usefixtures("issue")
def test_listing_saving_and_building_versions_run_in_the_worker() -> None:
    async def work() -> tuple[int, bool, bool]:
        worker = ProcessBuildWorker(parse())
        try:
            sent = await worker.build_version(REQUEST, Version.SENT, "en")
            return len(await worker.list_issues()), (await worker.save(REQUEST, "other")).done, sent is not None
        finally:
            worker.close()

    assert asyncio.run(work()) == (2, False, True)


# --- the command ------------------------------------------------------------------------------


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize(
    ("language", "end", "code"),
    [*((language, signal.SIGINT, 130) for language in LANGUAGES), ("en", signal.SIGTERM, 143)],
)
def test_preview_prints_its_url_and_ends_on_signals(language: str, end: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "publish", "preview", "--port", "0", "--no-open", "--lang", language]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        preview = RunningPreview(process.stdout.readline().strip())
        with preview.listen() as numbers:
            assert next(numbers) == 1
            process.send_signal(end)
            output, result = process.communicate(timeout=20)

    assert (output, process.returncode) == ("", code)
    assert Translator(language).translate("preview-ready") in result
    assert "Traceback" not in result
    assert "leaked" not in result
    assert preview.token not in result


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize(("words", "told"), [(["-"], "standard input is none"), (["2019-01-01"], "nearest")])
def test_preview_refuses_standard_input_and_missing_issues(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["preview", *words, "--no-open", "--port", "0", "--lang", "en"])

    assert (code, told in capsys.readouterr().err) == (3, True)


def wait_for_preview(page: str) -> RunningPreview:
    """Return the preview at an address, once it answers."""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=9, backoff_factor=0.1)))
        session.get(page, timeout=20)
    return RunningPreview(page)


HEEDED, IGNORED = (signal.default_int_handler, 130), (signal.SIG_IGN, 0)
"""Signals and exit codes; children of a shell in the background ignore Ctrl+C."""


@pytest.mark.parametrize(
    ("words", "interrupt"),
    [(["--json"], HEEDED), (["--no-open"], HEEDED), (["--no-open", "--quiet"], IGNORED)],
    ids=str,
)
def test_preview_serves_the_page_and_opens_it(
    issue: Path,
    words: list[str],
    interrupt: tuple[Any, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[tuple[str, str]] = []
    exported: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    page = f"http://127.0.0.1:{port}/?token=known"
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: "known")
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append((url, read_entry(url))))
    monkeypatch.setenv("BROWSER", str(make_browser(issue.parent)))

    def look() -> None:
        preview = wait_for_preview(page)
        with preview.listen() as numbers:
            next(numbers)
            issue.write_text("# 简报\n\n新的一行。\n", encoding="utf-8")
            next(numbers)
        exported.append(preview.get("/export", params={"kind": "pdf"}).content)
        os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, interrupt[0])
    looker = threading.Thread(target=look)
    looker.start()
    code = main(["preview", "--port", str(port), *words])
    looker.join()

    assert (code, exported, page in capsys.readouterr().out) == (interrupt[1], [b"%PDF-"], True)
    assert len(opened) == (0 if "--no-open" in words else 1)
    for entry, written in opened:  # the token is in an owner-only file, gone by now, and not in the browser's arguments
        assert ("known" in entry, f"0;url={page}" in written, Path(urlsplit(entry).path).exists()) == (
            False,
            True,
            False,
        )


def read_entry(url: str) -> str:
    return Path(urlsplit(url).path).read_text("utf-8")


def test_preview_opens_no_page_when_redirect_file_cannot_be_written(
    issue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    state = issue.parent / "state"
    state.write_text("a file")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("publish.preview.app.serve", lambda _, listening: listening.close())

    code = main(["preview", "--port", "0", "--lang", "en"])

    assert (code, opened, "cannot" in capsys.readouterr().err) == (0, [], True)


def test_preview_handles_two_hundred_clients_and_a_thousand_saves(issue: Path) -> None:
    repository = issue.parent.parent
    with start_preview(repository) as preview, ExitStack() as stack:
        idle = [stack.enter_context(preview.listen()) for _ in range(200)]
        assert {next(numbers) for numbers in idle} == {1}
        for number in range(1000):
            issue.write_text(f"# 简报\n\n第{number}次保存。\n", encoding="utf-8")
            if number % 100 == 0:
                assert preview.get("/").status_code == 200
        while "第999次" not in preview.fetch_state()["payload"]["html"]:
            next(idle[0])
        settled = preview.fetch_state()["number"]
        result = [next(number for number in numbers if number == settled) for numbers in idle[1:]]

    assert result == [settled] * 199
