"""`publish capabilities`: what this installation, the newsletter and the account can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.adapters.storage.issue_folder import open_issue_folder
from publish.adapters.storage.theme_files import list_theme_files
from publish.adapters.system.extras import EXTRAS, is_installed
from publish.adapters.system.host import has_browser
from publish.cli.account_access import find_account, is_sandbox, open_account_client
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.options import OPTIONS
from publish.cli.overview import summarize_command
from publish.cli.parser import Arguments
from publish.contract.contract_version import CONTRACT_VERSION
from publish.core.exceptions import PlatformError, PublishError
from publish.core.target import MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.core.version import __version__
from publish.i18n.translator import LANGUAGES, Translator
from publish.library.open_newsletter import RepositorySettings
from publish.wechat import limits
from publish.wechat.api_hosts import SANDBOX

if TYPE_CHECKING:
    from publish.adapters.wechat_api.client import WeChatClient
    from publish.contract import program_results as contract


def show_capabilities(arguments: Arguments, console: Console) -> Outcome[contract.CapabilitiesResult]:
    """Print what can be done here, and what keeps the rest from it; the platform is asked with `--online` alone."""
    installation = _describe_installation(console.translator)
    newsletter: contract.NewsletterJson | None = None
    account: contract.AccountJson | None = None
    try:
        loaded = load_repository_settings(arguments)
        newsletter = _describe_newsletter(loaded)
        account = _describe_account(arguments, loaded)
    except PublishError as error:  # the rest of what is known is worth telling
        console.report(error.problems)
    _print(installation, newsletter, account, console)
    return Outcome(
        {"installation": installation, "newsletter": newsletter, "account": account, "limits": list(_list_limits())}
    )


def _describe_installation(translator: Translator) -> contract.InstallationJson:
    return {
        "version": __version__,
        "contract": CONTRACT_VERSION,
        "commands": [{"name": name, "about": summarize_command(name, translator)} for name in OPTIONS],
        "languages": [*LANGUAGES],
        "extras": {extra: is_installed(extra) for extra in EXTRAS},
        "browser": has_browser(),
    }


def _describe_newsletter(loaded: RepositorySettings) -> contract.NewsletterJson:
    repository, path, settings, _ = loaded
    names = [*open_issue_folder(repository, settings).map_all()]
    return {
        "folder": str(repository),
        "settings": str(path) if path else None,
        "issues": len(names),
        "newest": names[-1] if names else None,
        "pattern": settings.issues.pattern,
        "theme": settings.theme,
        "themes": [theme.name for theme in list_theme_files(repository)],
        "accounts": list(dict.fromkeys([*settings.accounts, SANDBOX])),
    }


def _describe_account(arguments: Arguments, loaded: RepositorySettings) -> contract.AccountJson:
    """Return the account that commands use; raise SettingsError if there is none, or if the platform refuses it."""
    account = find_account(arguments.account, loaded.settings, loaded.repository)
    rights = _find_rights(open_account_client(account, loaded.settings)) if arguments.online else None
    return {"name": account.name, "sandbox": is_sandbox(account), "rights": rights}


def _find_rights(client: WeChatClient) -> contract.RightsJson:
    from publish.adapters.wechat_api.account_queries import MASS_SENDING, PUBLISHING, count_drafts, is_authorised

    count_drafts(client)  # raises without drafts: nothing else is of use then
    return {
        "drafts": True,
        "publishing": is_authorised(client, PUBLISHING),
        "mass_sending": is_authorised(client, MASS_SENDING),
        "quotas": list(_list_quotas(client)),
        "library": client.count_library(),
    }


def _list_quotas(client: WeChatClient) -> Iterator[contract.QuotaJson]:
    from publish.adapters.wechat_api.account_queries import COUNTED_CALLS, fetch_quota

    for call in COUNTED_CALLS:
        try:
            quota = fetch_quota(client, call)
        except PlatformError:  # an account without this call has no quota of it
            continue
        yield {"call": call, "left": quota.left, "limit": quota.limit}


def _list_limits() -> Iterator[contract.LimitJson]:
    yield {"name": "title", "unit": "chars", "limit": limits.MAX_TITLE_CHARS}
    yield {"name": "author", "unit": "chars", "limit": limits.MAX_AUTHOR_CHARS}
    yield {"name": "digest", "unit": "chars", "limit": limits.MAX_DIGEST_CHARS}
    yield {"name": "source_url", "unit": "bytes", "limit": limits.MAX_SOURCE_URL_BYTES}
    yield {"name": "content", "unit": "chars", "limit": MAX_CONTENT_CHARS}
    yield {"name": "content", "unit": "bytes", "limit": MAX_CONTENT_BYTES}
    yield {"name": "draft", "unit": "articles", "limit": limits.MAX_DRAFT_ARTICLES}
    yield {"name": "post", "unit": "pictures", "limit": limits.MAX_POST_PICTURES}
    yield {"name": "post_text", "unit": "chars", "limit": limits.MAX_POST_CHARS}


def _print(
    installation: contract.InstallationJson,
    newsletter: contract.NewsletterJson | None,
    account: contract.AccountJson | None,
    console: Console,
) -> None:
    translate = console.translator.translate
    extras = installation["extras"]
    none = translate("page-empty")
    there = ", ".join(name for name, found in extras.items() if found) or none
    missing = ", ".join(name for name, found in extras.items() if not found) or none
    console.print(translate("capabilities-here", version=installation["version"], extras=there, missing=missing))
    if newsletter:
        values = {"folder": newsletter["folder"], "count": newsletter["issues"], "theme": newsletter["theme"]}
        console.print(translate("capabilities-newsletter", themes=", ".join(newsletter["themes"]), **values))
    if account:
        console.print(translate("capabilities-account", name=account["name"]))
    rights = account["rights"] if account else None
    if rights:
        for name in ("publishing", "mass"):
            may = rights["publishing"] if name == "publishing" else rights["mass_sending"]
            console.print(translate(f"doctor-may-{name}" if may else f"doctor-may-not-{name}"))
        for quota in rights["quotas"]:
            values = {"endpoint": quota["call"], "left": quota["left"], "limit": quota["limit"]}
            console.print(translate("doctor-quota", **values))
