"""The footer of an article: QR code, contacts, licence badge, back issues."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from publish.core.article import Footer
from publish.core.exceptions import PictureError, SettingsError
from publish.core.issue import Contact, Issue
from publish.core.picture import MissingPicture, Picture
from publish.core.ports import BuildServices
from publish.core.problem import add_location
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.newsletter.labels import CONTACT_ROLES
from publish.newsletter.licences import Licence, describe_licence, find_licence, parse_licence
from publish.pipeline.locate_problems import SETTINGS_FILE


def build_footer(
    issue: Issue, settings: Settings, path: PurePosixPath, services: BuildServices
) -> tuple[Footer, list[MissingPicture]]:
    """Return the footer, and the issue's missing pictures in it; raise SettingsError for those of the settings."""
    licence = _choose_licence(issue, settings)
    qr, missing_pictures = _find_qr(issue, settings, path, services)
    back_issues = services.issues.find_back_issues(issue.name, settings.archive.limit)
    footer = Footer(tuple(back_issues), qr, _merge_contacts(issue, settings.newsletter))
    if licence:
        footer = footer._replace(badge=_draw_badge(licence, services), licence=describe_licence(licence))
    return footer, missing_pictures


def _choose_licence(issue: Issue, settings: Settings) -> Licence | None:
    """Return the licence of the issue, else the newsletter's; an issue is never relicensed."""
    named = issue.front_matter.values.get("licence") or issue.front_matter.values.get("license")
    url = issue.trailer.licence_url if issue.trailer else None
    if named or url:
        return find_licence(named or "") or parse_licence(url or "")
    return find_licence(settings.licence)


def _draw_badge(licence: Licence, services: BuildServices) -> Picture:
    def draw() -> Picture:
        from publish.steps.badge import draw_badge  # pillow is heavy, and rarely needed

        return draw_badge(licence)

    return services.pictures.draw(f"badge {licence.spdx}", draw)


def _find_qr(
    issue: Issue, settings: Settings, path: PurePosixPath, services: BuildServices
) -> tuple[Picture | None, list[MissingPicture]]:
    """Return the QR code of the settings, else the picture in the issue's trailer."""
    if settings.follow.picture:
        return _load_settings_picture(settings.follow.picture, services), []
    if settings.follow.qr:
        return _draw_qr(settings.follow, services), []
    source = issue.trailer.qr if issue.trailer else None
    try:
        return (services.pictures.load(source, path.parent.as_posix()) if source else None), []
    except PictureError as error:
        return None, [MissingPicture(source or "", found) for found in add_location(error.problems, path.name)]


def _draw_qr(follow: FollowSettings, services: BuildServices) -> Picture:
    logo = _load_settings_picture(follow.logo, services) if follow.logo else None
    data = logo.data if logo else None

    def draw() -> Picture:
        from publish.steps.qr import draw_qr  # qrcode and pillow are heavy, and rarely needed

        try:
            return draw_qr(follow.qr, data)
        except SettingsError as error:
            raise SettingsError(*add_location(error.problems, SETTINGS_FILE)) from error

    code = services.pictures.draw(f"qr {follow.qr} {hashlib.sha256(data or b'').hexdigest()}", draw)
    return code._replace(origin=logo.origin if logo else "")


def _load_settings_picture(source: str, services: BuildServices) -> Picture:
    try:
        return services.pictures.load(source, ".")
    except PictureError as error:
        raise SettingsError(*add_location(error.problems, SETTINGS_FILE)) from error


def _merge_contacts(issue: Issue, newsletter: NewsletterSettings) -> tuple[Contact, ...]:
    """Return the contacts of the settings, completed by those of the issue."""
    contacts = {"公众号": newsletter.account, "编辑": newsletter.editor, "项目": newsletter.project}
    for contact in issue.trailer.contacts if issue.trailer else ():
        label = contact.label.lower().replace(" ", "")
        role = CONTACT_ROLES.get(label, contact.label)
        if not contacts.get(role):
            contacts[role] = contact.value
    return tuple(Contact(label, value) for label, value in contacts.items() if value)
