"""What stands round an article: QR code, contacts, badge, back issues."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from publish.core.article import Footer
from publish.core.exceptions import PictureError, SettingsError
from publish.core.issue import Contact, Issue
from publish.core.picture import MissingPicture, Picture
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.newsletter.labels import CONTACT_ROLES
from publish.newsletter.licences import Licence, describe_licence, find_licence, parse_licence
from publish.pipeline.locate_problems import SETTINGS_FILE, add_file_path


def build_footer(
    issue: Issue, settings: Settings, path: PurePosixPath, services: BuildServices
) -> tuple[Footer, list[MissingPicture]]:
    """Return the frame, and the pictures missing there that the issue names for it.

    Raises:
        SettingsError: A picture that the settings name cannot be had.
    """
    licence = _choose_licence(issue, settings)
    qr, missing_pictures = _find_qr(issue, settings, path, services)
    back_issues = services.issues.find_back_issues(issue.date, settings.archive_limit) if issue.date else []
    footer = Footer(
        back_issues=tuple(back_issues),
        qr=qr,
        contacts=_gather_contacts(issue, settings),
        badge=_draw_badge(licence, services) if licence else None,
        licence=describe_licence(licence) if licence else "",
    )
    return footer, missing_pictures


def _choose_licence(issue: Issue, settings: Settings) -> Licence | None:
    """Return the licence the issue states, else the newsletter's: nothing is relicensed."""
    stated = issue.front_matter.values.get("licence") or issue.front_matter.values.get("license")
    own = issue.trailer.licence_url if issue.trailer else None
    if stated or own:
        return find_licence(stated or "") or parse_licence(own or "")
    return find_licence(settings.licence)


def _draw_badge(licence: Licence, services: BuildServices) -> Picture:
    def draw() -> Picture:
        from publish.steps.badge import draw_badge  # pillow is heavy, and rarely needed

        return draw_badge(licence)

    return services.pictures.draw(f"badge {licence.spdx}", draw)


def _find_qr(
    issue: Issue, settings: Settings, path: PurePosixPath, services: BuildServices
) -> tuple[Picture | None, list[MissingPicture]]:
    """Return the QR code of the settings, else the picture that the issue itself shows."""
    if settings.qr_picture:
        return _load_own(settings.qr_picture, services), []
    if settings.qr:
        return _draw_qr(settings, services), []
    own = issue.trailer.qr if issue.trailer else None
    try:
        return (services.pictures.load(own, path.parent.as_posix()) if own else None), []
    except PictureError as error:
        return None, [MissingPicture(own or "", problem) for problem in error.problems]


def _draw_qr(settings: Settings, services: BuildServices) -> Picture:
    logo = _load_own(settings.logo, services).data if settings.logo else None

    def draw() -> Picture:
        from publish.steps.qr import draw_qr  # qrcode and pillow are heavy, and rarely needed

        try:
            return draw_qr(settings.qr, logo)
        except SettingsError as error:
            raise SettingsError(*add_file_path(error.problems, SETTINGS_FILE)) from error

    return services.pictures.draw(f"qr {settings.qr} {hashlib.sha256(logo or b'').hexdigest()}", draw)


def _load_own(source: str, services: BuildServices) -> Picture:
    """Return a picture that the settings name; without it there is no article."""
    try:
        return services.pictures.load(source, ".")
    except PictureError as error:
        raise SettingsError(*add_file_path(error.problems, SETTINGS_FILE)) from error


def _gather_contacts(issue: Issue, settings: Settings) -> tuple[Contact, ...]:
    """Return the contact lines of the settings; those of the issue fill what they leave open."""
    stated = {"公众号": settings.account, "编辑": settings.editor, "项目": settings.project}
    for contact in issue.trailer.contacts if issue.trailer else ():
        label = contact.label.lower().replace(" ", "")
        role = CONTACT_ROLES.get(label, contact.label)
        if not stated.get(role):
            stated[role] = contact.value
    return tuple(Contact(label, value) for label, value in stated.items() if value)
