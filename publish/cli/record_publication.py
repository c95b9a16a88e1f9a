"""Where an issue can be read: written beside the issues once it is out."""

from __future__ import annotations

from pathlib import Path

from publish.adapters.storage.publications_file import PUBLICATIONS, save_publication
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.commands.ledger import is_sandbox
from publish.core.back_issue import PublishedIssue
from publish.core.exceptions import OutputError, SettingsError
from publish.core.problem import Problem


def record_publication(account: Credentials, folder: Path, issue: str, publication: PublishedIssue, root: Path) -> bool:
    """Write an address beside the issues, and say whether it was; one of the sandbox's leads nowhere, and is not.

    Args:
        account: Whose publication it is.
        folder: Where the issues lie.
        issue: Its name.
        publication: Its address and title.
        root: The folder outside which nothing is written.

    Raises:
        OutputError: It cannot be written; the issue is out all the same, and a later run writes it.
    """
    if is_sandbox(account):
        return False
    try:
        save_publication(folder, issue, publication, root)
    except (OutputError, SettingsError) as error:
        values = {"title": publication.title, "address": publication.url, "issue": issue}
        raise OutputError(*error.problems, Problem("publication-unrecorded", values, file=PUBLICATIONS)) from error
    return True
