"""The order of the outside acts; talks to ports only."""

from __future__ import annotations

from publish.delivery.agenda import Now, draw_agenda, find_unknown
from publish.delivery.announce import News, announce, find_fresh
from publish.delivery.archive import hold_unrecorded, record_archive
from publish.delivery.articles import Plan, plan_articles
from publish.delivery.draft import Consent, foresee_act, push_draft
from publish.delivery.lateness import is_waiting
from publish.delivery.outcome import describe_publication
from publish.delivery.pictures import find_uploads
from publish.delivery.prior import find_unowned
from publish.delivery.release import ReleaseConsent, adopt_released, may_hand_in, record_address, release_draft
from publish.delivery.run import Desk, describe_waiting, do_chores

__all__ = [
    "Consent",
    "Desk",
    "News",
    "Now",
    "Plan",
    "ReleaseConsent",
    "adopt_released",
    "announce",
    "describe_publication",
    "describe_waiting",
    "do_chores",
    "draw_agenda",
    "find_fresh",
    "find_unknown",
    "find_unowned",
    "find_uploads",
    "foresee_act",
    "hold_unrecorded",
    "is_waiting",
    "may_hand_in",
    "plan_articles",
    "push_draft",
    "record_address",
    "record_archive",
    "release_draft",
]
