"""`publish sandbox`: a simulation of the WeChat platform on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.system.host import LOOPBACK, open_socket
from publish.cli.parser import EXIT_DONE, Arguments
from publish.core.exceptions import SettingsError
from publish.core.html import Filter, StyledHtml
from publish.core.problem import Problem
from publish.core.urls import is_wechat_article
from publish.i18n.translator import Translator

if TYPE_CHECKING:
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


def serve_sandbox(arguments: Arguments, translator: Translator) -> int:
    """Serve the sandbox until it is interrupted, and return the exit code; its URL goes to stdout."""
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
    _print_address(f"http://{LOOPBACK}:{opened.getsockname()[1]}", arguments, translator)
    serve(state, opened, PromptProtocol)
    return EXIT_DONE


def _print_address(url: str, arguments: Arguments, translator: Translator) -> None:
    """Print the URL to stdout, and the accounts to stderr unless `--quiet` was given."""
    from publish.sandbox.state import make_accounts  # heavy

    api = url + API_PATH
    accounts = [account.model_dump(include={"appid", "secret", "profile"}) for account in make_accounts()]
    print(json.dumps({"url": url, "api": api, "accounts": accounts}) if arguments.json else url, flush=True)
    if arguments.quiet:
        return
    for account in accounts:
        profile = translator.translate(f"sandbox-profile-{account['profile']}")
        print(translator.translate("sandbox-account", **{**account, "profile": profile}), file=sys.stderr)
    print(translator.translate("sandbox-ready", url=url, api=api), file=sys.stderr)
