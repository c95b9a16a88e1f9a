"""The order of the outside acts; talks to ports only."""

from __future__ import annotations

from publish.delivery.articles import Plan, plan_articles
from publish.delivery.draft import Consent, foresee_act, push_draft
from publish.delivery.pictures import find_uploads
from publish.delivery.release import ReleaseConsent, release_draft

__all__ = [
    "Consent",
    "Plan",
    "ReleaseConsent",
    "find_uploads",
    "foresee_act",
    "plan_articles",
    "push_draft",
    "release_draft",
]
