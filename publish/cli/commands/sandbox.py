"""`publish sandbox`: a simulation of the WeChat platform on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.system.host import LOOPBACK, open_socket
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.cli.reply import Ending, make_reply
from publish.core.exceptions import SettingsError
from publish.core.html import Filter, StyledHtml
from publish.core.problem import Problem
from publish.core.urls import is_wechat_article
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.contract.program_results import SandboxAccountJson, SandboxResult
    from publish.sandbox.content_rules import ContentRules

API_PATH = "/cgi-bin"


def load_content_rules() -> ContentRules:
    """Return the content rules of WeChat that the sandbox follows, and the sentences of its page."""
    from publish.preview.article_views import darken_article
    from publish.sandbox.content_rules import ContentRules  # heavy, like all of the sandbox
    from publish.wechat.filters import simulate_filter
    from publish.wechat.limits import PICTURE_HOSTS
    from publish.wechat.page_style import PAGE_STYLE

    return ContentRules(
        filter_html=lambda html: simulate_filter(html, Filter.STORE).html,
        is_wechat_article=is_wechat_article,
        darken_html=lambda html: darken_article(StyledHtml(f"<div>{html}</div>")),
        page_style=PAGE_STYLE,
        picture_hosts=PICTURE_HOSTS,
        choose_translate=lambda language: Translator(language).translate,
    )


def serve_sandbox(arguments: Arguments, console: Console) -> Outcome[SandboxResult]:
    """Serve the sandbox until it is interrupted; its URL is printed first."""
    from publish.adapters.web.http_protocol import PromptProtocol  # heavy, like all of the sandbox
    from publish.sandbox.sandbox_server import open_state, serve
    from publish.sandbox.store import StoreError

    try:
        data = None if arguments.data is None else Path(arguments.data)
        state = open_state(data, load_content_rules(), arguments.content_limit)
    except StoreError as error:
        raise SettingsError(Problem(error.message, error.values)) from error
    try:
        opened = open_socket(arguments.port)
    except BaseException:
        state.store.close()
        raise
    result = _print_address(f"http://{LOOPBACK}:{opened.getsockname()[1]}", console)
    serve(state, opened, PromptProtocol)
    return Outcome(result)


def _print_address(url: str, console: Console) -> SandboxResult:
    """Print the URL, and the accounts to standard error, and return them."""
    from publish.sandbox.state import make_accounts  # heavy

    api = url + API_PATH
    accounts: list[SandboxAccountJson] = [
        {"appid": account.appid, "secret": account.secret, "profile": account.profile} for account in make_accounts()
    ]
    result: SandboxResult = {"url": url, "api": api, "accounts": accounts}
    if console.as_json:
        console.print_reply(make_reply(Ending("sandbox", result, EXIT_DONE), console))
    console.print(url)
    for account in accounts:
        profile = console.translator.translate(f"sandbox-profile-{account['profile']}")
        console.tell("sandbox-account", **{**account, "profile": profile})
    console.tell("sandbox-ready", url=url, api=api)
    return result
