"""Which calls there are, and who may make them."""

from __future__ import annotations

from publish.sandbox.models import Profile

EVERYBODY: frozenset[Profile] = frozenset({"personal", "verified", "service", "test", "expired"})
AUTHORS: frozenset[Profile] = EVERYBODY - {"expired"}
PUBLISHERS: frozenset[Profile] = AUTHORS - {"personal"}

RIGHTS = {
    **dict.fromkeys(("token", "stable_token", "clear_quota", "clear_quota/v2"), EVERYBODY),
    **dict.fromkeys(("get_api_domain_ip", "getcallbackip"), EVERYBODY),
    **dict.fromkeys(("openapi/quota/get", "openapi/quota/clear", "openapi/rid/get"), EVERYBODY),
    **dict.fromkeys(("media/uploadimg", "media/upload", "material/add_material"), EVERYBODY),
    **dict.fromkeys(("material/get_materialcount", "material/batchget_material"), EVERYBODY),
    **dict.fromkeys(("material/get_material", "material/del_material"), EVERYBODY),
    **dict.fromkeys(("draft/add", "draft/update", "draft/get", "draft/delete"), AUTHORS),
    **dict.fromkeys(("draft/count", "draft/batchget", "draft/switch"), AUTHORS),
    **dict.fromkeys(("freepublish/submit", "freepublish/get", "freepublish/delete"), PUBLISHERS),
    **dict.fromkeys(("freepublish/batchget", "freepublish/getarticle"), PUBLISHERS),
    **dict.fromkeys(("message/mass/sendall", "message/mass/get", "message/mass/preview"), PUBLISHERS),
}
"""Others get 48001."""
