"""A draft's way out: handed in once, looked for where the answer was lost, never handed in twice by itself."""

from __future__ import annotations

from typing import NamedTuple

from publish.model import Released, Resolution
from publish.ports import Outside


class ReleaseConsent(NamedTuple):
    """What a person said may be done."""

    content: str = ""
    """Hash of what the source makes now (`Plan.content`): a draft of anything else is not handed in. Without it, one
    only looks."""
    resolution: Resolution | None = None
    """What is to become of a publication that is held or failed."""
    mass: bool = False
    """Send it to every follower."""


def release_draft(issue: str, outside: Outside, consent: ReleaseConsent) -> Released:
    """Bring an issue's draft out, as far as the account may; what is out already is left alone.

    Raises:
        UncertainError: It is on its way, or nobody knows; a person has to look, or to decide.
        ArticleError: There is no draft of it as it is now.
        PlatformError: WeChat refused, or it did not pass.
        NotSentError: WeChat was not reached.
        LedgerError: The ledger cannot be written; what is not in it was not sent.
    """
    raise NotImplementedError(issue, outside, consent)
