"""Every call that the sandbox serves: who answers it, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from publish.sandbox import drafts, publishing, quotas
from publish.sandbox import issued_tokens as tokens
from publish.sandbox import mass_messages as mass
from publish.sandbox import materials as library
from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.call_diagnostics import list_addresses, show_call
from publish.sandbox.materials import MediaFile
from publish.sandbox.models import SandboxAccount
from publish.sandbox.state import State

Answer = dict[str, Any] | MediaFile
Handler = Callable[[ReceivedCall, SandboxAccount, State], Answer]


class Endpoint(NamedTuple):
    """A call that needs a token."""

    answer: Handler
    posted: bool = True
    """Whether GET gives 43002."""


OPEN = {
    "token": tokens.issue_token,
    "stable_token": tokens.issue_stable_token,
    "clear_quota/v2": quotas.clear_quota_by_secret,
}
"""Calls that need no token."""

ENDPOINTS = {
    "get_api_domain_ip": Endpoint(list_addresses, posted=False),
    "getcallbackip": Endpoint(list_addresses, posted=False),
    "clear_quota": Endpoint(quotas.clear_quota),
    "openapi/quota/get": Endpoint(quotas.show_quota),
    "openapi/quota/clear": Endpoint(quotas.clear_api_quota),
    "openapi/rid/get": Endpoint(show_call),
    "media/uploadimg": Endpoint(library.upload_picture),
    "media/upload": Endpoint(library.lend_media),
    "material/add_material": Endpoint(library.add_material),
    "material/get_materialcount": Endpoint(library.count_material, posted=False),
    "material/batchget_material": Endpoint(library.list_material),
    "material/get_material": Endpoint(library.get_material),
    "material/del_material": Endpoint(library.delete_material),
    "draft/add": Endpoint(drafts.add_draft),
    "draft/update": Endpoint(drafts.update_draft),
    "draft/get": Endpoint(drafts.get_draft),
    "draft/delete": Endpoint(drafts.delete_draft),
    "draft/count": Endpoint(drafts.count_drafts, posted=False),
    "draft/batchget": Endpoint(drafts.list_drafts),
    "draft/switch": Endpoint(drafts.switch_drafts),
    "freepublish/submit": Endpoint(publishing.submit_draft),
    "freepublish/get": Endpoint(publishing.get_publication),
    "freepublish/delete": Endpoint(publishing.delete_publication),
    "freepublish/batchget": Endpoint(publishing.list_publications),
    "freepublish/getarticle": Endpoint(publishing.get_article),
    "message/mass/sendall": Endpoint(mass.send_to_all),
    "message/mass/get": Endpoint(mass.get_send),
    "message/mass/preview": Endpoint(mass.preview_message),
}
