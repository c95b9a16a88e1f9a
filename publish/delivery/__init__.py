"""Delivery of articles: drafts, releases, planned runs and notifications; uses ports only."""

from __future__ import annotations

from publish.delivery.draft_contents import DraftContents, prepare_draft_contents
from publish.delivery.duplicate_check import find_unowned
from publish.delivery.holds import hold_unrecorded, is_waiting, record_baseline
from publish.delivery.notify import NotificationEvent, find_unsent, notify
from publish.delivery.planner import PlanningTime, find_unknown, plan_run
from publish.delivery.publication_outcome import describe_publication
from publish.delivery.push_draft import PushOptions, predict_action, push_draft
from publish.delivery.release_draft import ReleaseOptions, adopt_released, may_hand_in, record_address, release_draft
from publish.delivery.runner import RunHooks, describe_waiting, run_plan
from publish.delivery.upload_pictures import find_uploads

__all__ = [
    "DraftContents",
    "NotificationEvent",
    "PlanningTime",
    "PushOptions",
    "ReleaseOptions",
    "RunHooks",
    "adopt_released",
    "describe_publication",
    "describe_waiting",
    "find_unknown",
    "find_unowned",
    "find_unsent",
    "find_uploads",
    "hold_unrecorded",
    "is_waiting",
    "may_hand_in",
    "notify",
    "plan_run",
    "predict_action",
    "prepare_draft_contents",
    "push_draft",
    "record_address",
    "record_baseline",
    "release_draft",
    "run_plan",
]
