"""The console page at `/`: accounts, drafts and publications, an article on a phone, and a form for faults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple, get_args

from publish.sandbox.article_fields import make_article_url
from publish.sandbox.article_html import find_picture_key, localize_pictures
from publish.sandbox.content_rules import Translate
from publish.sandbox.faults import ANY, Fault, Kind, When
from publish.sandbox.materials import find_cover_url
from publish.sandbox.models import PublishJob, SandboxAccount, StoredArticle, StoredDraft
from publish.sandbox.publishing import PENDING
from publish.sandbox.quotas import PERMISSIONS
from publish.sandbox.state import State, format_time

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
SHOWN_CALLS = 12
PICTURES = "/picture/"
_STATUSES = ("published", "pending", "originality", "failed", "rejected", "deleted", "banned")
"""Name of each `publish_status`, by its number."""
_CURRENT = ' aria-current="true"'
# Both colour schemes of the content stand in the page, for without script it cannot convert colours itself.
_SHELL = (
    "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
    "<style>{style}html{{color-scheme:light dark}}.dark{{display:none}}"
    ".post{{display:flex;overflow-x:auto;scroll-snap-type:x mandatory}}.post-text{{white-space:pre-wrap}}"
    ".post>img{{flex:none;width:100%;object-fit:contain;scroll-snap-align:center}}"
    "@media (prefers-color-scheme:dark){{.light{{display:none}}.dark{{display:block}}}}</style>"
    "<title>{title}</title><body class=rich_media_content><h1>{title}</h1><p class=by>{author}</p>"
    "<div class=light>{light}</div><div class=dark>{dark}</div>"
)


class ConsoleView(NamedTuple):
    """The selection that the page shows."""

    appid: str = ""  # the account; by default the first
    address: str = ""  # the article on the phone; by default the newest
    language: str = "zh"


class ConsoleRow(NamedTuple):
    """A draft or publication in a list."""

    articles: Sequence[StoredArticle]
    note: str
    time: float
    mark: str


def find_article(address: str, state: State) -> StoredArticle | None:
    """Return the article of an address, of a draft or a publication."""
    records: list[StoredDraft | PublishJob] = [*state.store.list(StoredDraft), *state.store.list(PublishJob)]
    return next((article for record in records for article in record.articles if article.address == address), None)


def render_article(article: StoredArticle, state: State) -> str:
    """Return an article as a phone shows it."""
    if article.image_info:
        urls = [find_cover_url(str(item["image_media_id"]), state) for item in article.image_info["image_list"]]
        pictures = "".join(f'<img src="{PICTURES}{find_picture_key(url, state)}" alt="">' for url in urls)
        content = f'<div class="post">{pictures}</div><p class="post-text">{escape(article.content)}</p>'
    else:
        content = localize_pictures(article.content, PICTURES, state)
    title, author, rules = escape(article.title), escape(article.author), state.rules
    dark = rules.darken_html(content)
    return _SHELL.format(style=rules.page_style, title=title, author=author, light=content, dark=dark)


def mark_state(state: State) -> str:
    """Return a mark that differs once something was drafted, published, called or set."""
    records = [(draft.number, draft.updated) for draft in state.store.list(StoredDraft)]
    jobs = [(job.submitted, job.published, job.status) for job in state.store.list(PublishJob)]
    calls = [call.number for call in state.log.list()[-1:]]
    return hashlib.sha256(repr((records, jobs, calls, state.store.list(Fault))).encode()).hexdigest()[:16]


def render_page(view: ConsoleView, state: State) -> str:
    """Return the page."""
    translate = state.rules.choose_translate(view.language)
    accounts = state.store.list(SandboxAccount)
    account = next((account for account in accounts if account.appid == view.appid), accounts[0])
    drafts, publications = _list_drafts(account, state, translate), _list_jobs(account, state, translate)
    rows = (*publications, *drafts)
    matching = [article for row in rows for article in row.articles if article.address == view.address]
    newest = [row.articles[0] for row in sorted(rows, key=lambda row: row.time)[-1:]]
    chosen = next(iter((*matching, *newest)), None)
    return f"""<!doctype html>
<html lang="{"zh-CN" if view.language == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{translate("sandbox-title")}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body data-state="{mark_state(state)}">
<a class="skip" href="#lists">{translate("sandbox-skip")}</a>
<header><h1>{translate("sandbox-title")}</h1><p>{translate("sandbox-about")}</p>
<p class="time">{translate("sandbox-time", time=format_time(state.now))}</p></header>
<main>
{_render_phone(chosen, state, translate)}
<div class="lists" id="lists" tabindex="-1">
{_render_accounts(accounts, account, translate)}
{_render_list(translate("sandbox-drafts"), translate("sandbox-no-drafts"), drafts, account, chosen)}
{_render_list(translate("sandbox-publications"), translate("sandbox-no-publications"), publications, account, chosen)}
{_render_faults(account, state, translate)}
{_render_calls(state, translate)}
</div>
</main>
<p id="lost" role="status" hidden>{translate("sandbox-lost")}</p>
<script src="/page.js"></script>
</body>
</html>
"""


def _list_drafts(account: SandboxAccount, state: State, translate: Translate) -> list[ConsoleRow]:
    drafts = sorted(state.store.list(StoredDraft, account.appid), key=lambda draft: (draft.updated, draft.number))
    return [ConsoleRow(draft.articles, translate("sandbox-draft"), draft.updated, "draft") for draft in drafts[::-1]]


def _list_jobs(account: SandboxAccount, state: State, translate: Translate) -> list[ConsoleRow]:
    rows = []
    for job in state.store.list(PublishJob, account.appid)[::-1]:
        note = translate(f"sandbox-status-{_STATUSES[job.status]}")
        mark = {PENDING: "pending", 0: "out"}.get(job.status, "failed")
        rows.append(ConsoleRow(job.articles, note, job.published or job.submitted, mark))
    return rows


def _render_phone(article: StoredArticle | None, state: State, translate: Translate) -> str:
    if article is None:
        return f'<section class="phone" data-renewed><p class="none">{translate("sandbox-nothing")}</p></section>'
    cover = find_picture_key(find_cover_url(article.thumb_media_id, state), state)
    picture = f'<img src="{PICTURES}{escape(cover)}" alt="">' if cover else '<span class="blank"></span>'
    return f"""<section class="phone" data-renewed>
<div class="card">{picture}<div><b>{escape(article.title)}</b><p>{escape(article.digest)}</p></div></div>
<iframe sandbox src="/s/{escape(article.address)}" title="{translate("page-article")}"></iframe>
{_render_source(article, translate)}
</section>"""


def _render_source(article: StoredArticle, translate: Translate) -> str:
    address = f"<code>{escape(make_article_url(article))}</code>"
    if not article.content_source_url:
        return f'<div class="foot">{address}</div>'
    source = f"{translate('page-source')}<code>{escape(article.content_source_url)}</code>"
    return f'<div class="foot">{source}{address}</div>'


def _render_accounts(accounts: Iterable[SandboxAccount], chosen: SandboxAccount, translate: Translate) -> str:
    rows = []
    for account in accounts:
        current = _CURRENT if account is chosen else ""
        profile = translate(f"sandbox-profile-{account.profile}")
        rows.append(
            f'<li><a href="/?appid={escape(account.appid)}"{current}><b>{escape(account.name)}</b>'
            f"<code>{escape(account.appid)}</code><span>{profile}</span></a></li>"
        )
    title = translate("sandbox-accounts")
    return f'<section><h2>{title}</h2><ul class="accounts">{"".join(rows)}</ul></section>'


def _render_list(
    title: str, empty: str, rows: Sequence[ConsoleRow], account: SandboxAccount, chosen: StoredArticle | None
) -> str:
    if not rows:
        return f'<section data-renewed><h2>{title}</h2><p class="none">{empty}</p></section>'
    lines = [
        f'<li><a href="/?appid={escape(account.appid)}&amp;show={escape(article.address)}"'
        f"{_CURRENT if article is chosen else ''}><b>{escape(article.title)}</b>"
        f'<span class="{row.mark}">{row.note}</span><time>{format_time(row.time)}</time></a></li>'
        for row in rows
        for article in row.articles
    ]
    listed = f'<ul class="articles">{"".join(lines)}</ul>'
    return f"<section data-renewed><h2>{title} <small>{len(rows)}</small></h2>{listed}</section>"


def _render_faults(account: SandboxAccount, state: State, translate: Translate) -> str:
    faults = state.store.list(Fault)
    items = "".join(
        f"<li><code>{escape(fault.endpoint)}</code> {translate(f'sandbox-kind-{fault.kind}')} · "
        f"{translate(f'sandbox-when-{fault.when}')} · #{fault.nth} ×{fault.times or '∞'}</li>"
        for fault in faults
    )
    kinds = {kind: translate(f"sandbox-kind-{kind}") for kind in get_args(Kind)}
    moments = {when: translate(f"sandbox-when-{when}") for when in get_args(When)}
    fields = (
        _select("endpoint", translate("sandbox-fault-endpoint"), {name: name for name in (ANY, *sorted(PERMISSIONS))})
        + _select("kind", translate("sandbox-fault-kind"), kinds)
        + _select("when", translate("sandbox-fault-when"), moments)
        + _number("nth", translate("sandbox-fault-nth"), 1, 1)
        + _number("times", translate("sandbox-fault-times"), 1, 0)
        + _number("seconds", translate("sandbox-fault-seconds"), 30, 0)
        + _number("code", translate("sandbox-fault-code"), -1, -1)
    )
    back = f'<input type="hidden" name="back" value="{escape(account.appid)}">'
    clear = (
        f'<form method="post" action="/faults/clear">{back}<button>{translate("sandbox-fault-clear")}</button></form>'
    )
    return (
        f"<section><h2>{translate('sandbox-faults')}</h2>"
        f'<form class="fault" method="post" action="/faults">{back}{fields}'
        f'<button class="primary">{translate("sandbox-fault-set")}</button></form>'
        f'<div data-renewed><ul class="faults">{items}</ul>{clear if faults else ""}</div></section>'
    )


def _select(name: str, label: str, options: Mapping[str, str]) -> str:
    items = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
    return f'<label>{label}<select name="{name}">{items}</select></label>'


def _number(name: str, label: str, value: int, least: int) -> str:
    return f'<label>{label}<input type="number" name="{name}" value="{value}" min="{least}" step="any"></label>'


def _render_calls(state: State, translate: Translate) -> str:
    calls = state.log.list()[-SHOWN_CALLS:][::-1]
    rows = "".join(
        f"<tr><td>{format_time(call.at)[11:]}</td><td><code>{escape(call.endpoint)}</code></td>"
        f"<td>{call.appid or '–'}</td><td>{'–' if call.errcode is None else call.errcode}</td>"
        f"<td>{call.fault or ''}</td></tr>"
        for call in calls
    )
    title = translate("sandbox-calls")
    table = f'<table class="calls">{rows}</table>'
    return (
        f"<section data-renewed><h2>{title}</h2>"
        f'<div class="scroll" role="region" aria-label="{title}" tabindex="0">{table}</div></section>'
    )
