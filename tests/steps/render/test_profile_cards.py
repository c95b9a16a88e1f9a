"""Cards of Official Accounts in an author's HTML: complete ones stay as WeChat's editor writes them."""

from __future__ import annotations

import pytest

from publish.steps.render.sanitize import SanitizedHtml, sanitize_fragment, sanitize_html

NEEDED = (
    'data-pluginname="mpprofile" data-id="MzI5MTczODI3Ng==" data-nickname="甲&amp;乙" '
    'data-headimg="http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png"'
)
MORE = (
    'data-alias="a" data-signature="说" data-from="0" data-is_biz_ban="0" data-service_type="1" data-verify_status="0"'
)
CARD = f"<mp-common-profile {NEEDED} {MORE}></mp-common-profile>"
WRITTEN = (
    f'<section class="mp_profile_iframe_wrp custom_select_card_wrp" nodeleaf="">'
    f'<mp-common-profile class="js_uneditable custom_select_card mp_profile_iframe" {NEEDED} {MORE}>'
    '</mp-common-profile><br class="ProseMirror-trailingBreak"></section>'
)
"""As the editor writes it."""


def sanitize(markup: str, *, inline: bool = False) -> SanitizedHtml:
    cleaned = sanitize_fragment(sanitize_html(markup), [markup], inline=inline)
    assert cleaned
    return cleaned


@pytest.mark.parametrize(
    "markup",
    [
        WRITTEN,
        CARD,
        f"<section>\n  {CARD}\n</section>",
        CARD.replace("></", "><section><b>甲</b><mp-common-profile></mp-common-profile></section>乙</"),
    ],
)
def test_complete_card_stays_alone_in_a_block(markup: str) -> None:
    assert sanitize(markup).html == f"<section>{CARD}</section>"


def test_card_of_the_editor_is_passed_without_a_word() -> None:
    assert sanitize(WRITTEN)[1:] == ((), ())


@pytest.mark.parametrize("name", ["class", "nodeleaf"])
def test_other_marks_beside_a_card_are_named(name: str) -> None:
    assert sanitize(f'<p {name}="x">文</p>').removed == (f"{name}=",)
    assert ("class=" in sanitize(f'{CARD}<p {name}="x">文</p>').removed) is (name == "class")


def test_card_within_text_ends_the_text() -> None:
    assert sanitize(f"前{CARD}后", inline=True).html == f"前<section>{CARD}</section>后"


def test_card_beside_other_elements_gets_a_block_of_its_own() -> None:
    html = sanitize(f"<section><p>前</p>{CARD}</section>").html

    assert html == f"<section><p>前</p><section>{CARD}</section></section>"


def test_two_cards_get_a_block_each() -> None:
    assert sanitize(CARD + CARD).html == f"<section>{CARD}</section>" * 2


@pytest.mark.parametrize(
    ("missing", "faults"),
    [
        ({'data-pluginname="mpprofile"': ""}, ("data-pluginname",)),
        ({'data-pluginname="mpprofile"': 'data-pluginname="mpminiapp"'}, ("data-pluginname",)),
        ({"MzI5MTczODI3Ng==": "gh_123"}, ("data-id",)),
        ({"甲&amp;乙": " "}, ("data-nickname",)),
        ({"http://mmbiz.qpic.cn": "https://a.example"}, ("data-headimg",)),
        ({"http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png": "javascript:alert(1)"}, ("data-headimg",)),
        ({NEEDED: ""}, ("data-pluginname", "data-id", "data-nickname", "data-headimg")),
    ],
)
def test_incomplete_card_is_removed_with_its_block_and_what_it_lacks_is_named(
    missing: dict[str, str], faults: tuple[str, ...]
) -> None:
    card = WRITTEN
    for old, new in missing.items():
        card = card.replace(old, new)

    cleaned = sanitize(f"<p>前</p>{card}<p>后</p>")

    assert cleaned.html.count("section") <= 2
    assert "<p>前</p><p>后</p>" in cleaned.html
    assert cleaned.card_faults == faults


def test_incomplete_card_within_text_leaves_the_text() -> None:
    cleaned = sanitize("前<mp-common-profile></mp-common-profile>后", inline=True)

    assert cleaned.html == "前后"


@pytest.mark.parametrize("attribute", ["onclick", "style", "data-index", "data-own", "id", "src"])
def test_foreign_attributes_of_a_card_are_removed_and_named(attribute: str) -> None:
    cleaned = sanitize(CARD.replace(" data-from", f' {attribute}="alert(1)" data-from'))

    assert cleaned.html == f"<section>{CARD}</section>"
    assert cleaned.removed == (f"{attribute}=",)


def test_other_cards_are_removed_and_named() -> None:
    cleaned = sanitize('<mp-common-miniprogram data-x="1">甲</mp-common-miniprogram>', inline=True)

    assert (cleaned.html, cleaned.removed) == ("甲", ("<mp-common-miniprogram>", "data-x="))
