"""Assemble an article: body, references, back issues, follow block and licence."""

from __future__ import annotations

import re
from html import escape

from publish.core.article import ArticleMetadata, Body, BodyTexts, Footer
from publish.core.back_issue import BackIssue
from publish.core.html import Html
from publish.core.issue import Contact
from publish.core.reading import Reading
from publish.core.target import TARGETS, FramePart, Target
from publish.core.text import drop_unwritable
from publish.core.urls import is_web_address, is_wechat_article, show_address, upgrade_address


def assemble_page(
    body: Body, metadata: ArticleMetadata, footer: Footer, target: Target = Target.PASTE, reading: Reading | None = None
) -> Html:
    """Return the whole article as one element, with the parts that a target has round the body.

    With `reading` a line above the body says how long it is.
    """
    archive = "".join(_render_back_issue(back) for back in footer.back_issues)
    parts = {
        FramePart.SUBTITLE: _render_subtitle(body.texts, metadata),
        FramePart.BODY: _render_reading(reading) + _render_ai_notice(metadata) + body.html,
        FramePart.REFERENCES: _wrap("references", "参考链接", body.references),
        FramePart.ARCHIVE: _wrap("archive", "往期回顾", archive),
        FramePart.FOLLOW: _render_follow(footer, metadata),
        FramePart.LICENCE: _render_licence(footer),
    }
    shown = "".join(html for part, html in parts.items() if part in TARGETS[target].parts)
    return Html(drop_unwritable(f'<section class="article">{shown}</section>'))


def _render_reading(reading: Reading | None) -> str:
    if reading is None or not reading.words:
        return ""
    return f'<p class="reading">全文 {reading.words} 字，约 {reading.minutes} 分钟</p>'


def _render_ai_notice(metadata: ArticleMetadata) -> str:
    return f'<p class="ai-notice">{metadata.ai_notice}</p>' if metadata.ai_notice else ""


def _render_subtitle(texts: BodyTexts, metadata: ArticleMetadata) -> str:
    """Render the part of the issue's title that the article's title leaves out."""
    whole, subtitle = texts.title.rstrip("：: "), texts.subtitle
    start = whole.removesuffix(subtitle).rstrip("：: ")
    missing = "" if whole in metadata.title else subtitle if start in metadata.title else whole
    return f'<p class="subtitle">{escape(missing)}</p>' if missing else ""


def _wrap(css_class: str, heading: str, inner: str) -> str:
    return f'<section class="{css_class}"><h2>{heading}</h2>{inner}</section>' if inner else ""


def _render_back_issue(back: BackIssue) -> str:
    day = back.date.isoformat() if back.date else f"第 {back.number} 期"
    if not back.title:
        html = day
    elif back.date is None and re.search(rf"(?<!\d)0*{back.number}(?!\d)", back.title):
        html = escape(back.title)
    else:
        html = f'<span class="date">{day}</span> {escape(back.title)}'
    if back.url and is_wechat_article(back.url):
        html = f'<a href="{escape(upgrade_address(back.url))}">{html}</a>'
    return f'<p class="back-issue">{html}</p>'


def _render_follow(footer: Footer, metadata: ArticleMetadata) -> str:
    parts = []
    if footer.qr:
        account = next((contact.value for contact in footer.contacts if contact.label == "公众号"), "")
        name = f"「{escape(account)}」" if account else ""
        parts.append('<section class="qr"><img src="frame:qr" alt="二维码"/></section>')
        parts.append(f'<p class="caption">长按识别二维码关注{name}</p>')
    parts += [_render_contact(contact) for contact in footer.contacts]
    if metadata.source_url:
        parts.append('<p class="hint">链接打不开？请点文末「阅读原文」</p>')
    return f'<section class="follow">{"".join(parts)}</section>' if parts else ""


def _render_contact(contact: Contact) -> str:
    value = show_address(contact.value) if is_web_address(contact.value) else contact.value
    return f'<p class="contact"><span class="label">{escape(contact.label)}：</span>{escape(value)}</p>'


def _render_licence(footer: Footer) -> str:
    if not footer.licence:
        return ""
    badge = '<section class="badge"><img src="frame:badge" alt="许可协议标志"/></section>' if footer.badge else ""
    return f'<section class="licence">{badge}<p>{escape(footer.licence)}</p></section>'
