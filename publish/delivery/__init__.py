"""The order of the outside acts; talks to ports only."""

from __future__ import annotations

from publish.delivery.baseline import hold_unrecorded, record_archive
from publish.delivery.draft_contents import DraftContents, plan_articles
from publish.delivery.duplicate_check import find_unowned
from publish.delivery.notify import NotificationEvent, announce, find_fresh
from publish.delivery.overdue import is_waiting
from publish.delivery.planner import PlanningTime, draw_agenda, find_unknown
from publish.delivery.publication_outcome import describe_publication
from publish.delivery.push_draft import PushOptions, foresee_act, push_draft
from publish.delivery.release_draft import ReleaseOptions, adopt_released, may_hand_in, record_address, release_draft
from publish.delivery.runner import RunHooks, describe_waiting, do_chores
from publish.delivery.upload_pictures import find_uploads

__all__ = [
    "DraftContents",
    "NotificationEvent",
    "PlanningTime",
    "PushOptions",
    "ReleaseOptions",
    "RunHooks",
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
