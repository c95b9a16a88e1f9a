"""What the worker of the preview builds, and in which versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.storage.build_folder import save_kept_articles
from publish.cli import main
from publish.cli.parser import Arguments, parse_arguments
from publish.cli.preview import build_preview as previews
from publish.cli.preview.build_preview import build_preview, build_version
from publish.cli.preview.issue_list import list_issue_rows
from publish.cli.preview.worker_context import set_up_preview_worker
from publish.i18n.translator import LANGUAGES, Translator
from publish.preview.issue_list_panel import ProblemCount
from publish.preview.live_builds import PreviewBuild, PreviewRequest
from publish.preview.versions import Version
from tests.preview.repository import NAME
from tests.preview.server import read_text
from tests.samples import NUMBERED_ENTRY

REQUEST = PreviewRequest(NAME)


def parse(*words: str) -> Arguments:
    return parse_arguments(["preview", *words], Translator("en"))


def problems(built: PreviewBuild) -> str:
    return built.panels["en"]["problems"]


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

    monkeypatch.setattr(previews, "_build", never)
    monkeypatch.setattr(previews, "MAX_BUILD_SECONDS", 0.05)

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
    assert [(row.name, row.title, row.problems) for row in rows[1:]] == [
        ("2020-06-03", "", ProblemCount(1, 0, is_broken=True))
    ]


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
    monkeypatch.delattr(previews, "build_strict")

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
    monkeypatch.setattr(previews, "MAX_BUILD_SECONDS", 60.0)  # measuring coverage takes most of the usual time
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


# --- refused looks ----------------------------------------------------------------------------


@pytest.mark.usefixtures("issue")
def test_refused_accent_offers_the_nearest_legible_and_cannot_be_kept() -> None:
    built = build_preview(PreviewRequest(NAME, (("accent", "#ffe680"),)))
    look = built.panels["en"]["look"]

    assert built.is_refused
    assert built.views["en"].payload["html"] == build_preview(REQUEST).views["en"].payload["html"]
    assert "for these reasons" in problems(built)
    assert "data-keep" not in look
    assert '<div class="keep refused"><p>Text would be hard to read in this colour' in look
    assert 'data-knob="accent" value="#' in look[look.index("refused") :]
    assert "data-back" in look


def test_unknown_option_of_the_file_is_refused_without_an_offer(issue: Path) -> None:
    issue.write_text("---\ntheme: nowhere\n---\n# 题\n\n正文。\n", encoding="utf-8")

    tried = build_preview(PreviewRequest(NAME, (("density", "airy"),))).panels["en"]
    saved = build_preview(REQUEST).panels["en"]

    assert "it cannot be kept; the problems say why" in tried["look"]
    assert "refused" not in saved["look"]
    assert "there is nothing to paste" in saved["remaining"]


def test_word_that_is_no_option_is_shown_as_it_is_written(issue: Path) -> None:
    issue.write_text("---\naccent: nonsense\n---\n# 题\n\n正文。\n", encoding="utf-8")

    assert 'value="nonsense"' in build_preview(REQUEST).panels["en"]["look"]
