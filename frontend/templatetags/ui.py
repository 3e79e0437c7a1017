"""What templates need to look alike: the bundle, icons, dates, and the class of a state.

No rules and no queries: a tag draws what it is given.
"""

from datetime import date, datetime

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cases.audit_enums import FindingStatus
from cases.decision_enums import BoundaryStatus, ReferralStatus
from cases.enums import (
    AnnotationStatus,
    CaseStatus,
    Dimension,
    NoteStatus,
    RiskLine,
    Urgency,
)
from frontend.bundle import address, bundle
from frontend.icons import ICONS
from supervision.agreement_enums import AgreementStatus
from supervision.cover_enums import CoverStatus
from supervision.credential_enums import CredentialStatus
from supervision.enums import RelationshipStatus

register = template.Library()

NAMED_DIMENSIONS: dict[str, str] = {
    Dimension.COUNTERTRANSFERENCE: "ct",
    Dimension.POWER: "pd",
    Dimension.INTERSECTIONALITY: "ix",
}
# Only what a reader should notice has a colour; every other state is a plain tag.
CLASS_OF_STATE: dict[str, str] = {
    NoteStatus.DRAFT: "outline",
    NoteStatus.SUBMITTED: "accent",
    NoteStatus.IN_REVIEW: "accent",
    NoteStatus.RETURNED: "warn",
    NoteStatus.FOR_DISCUSSION: "warn",
    NoteStatus.REVIEWED: "good",
    CaseStatus.OPEN: "accent",
    AnnotationStatus.ISSUED: "warn",
    AnnotationStatus.DISPUTED: "warn",
    AnnotationStatus.NOT_DONE: "bad",
    AnnotationStatus.VERIFIED: "good",
    AgreementStatus.OFFERED: "warn",
    AgreementStatus.SIGNED: "good",
    CoverStatus.PLANNED: "outline",
    CredentialStatus.CLAIMED: "outline",
    CredentialStatus.VERIFIED: "good",
    CredentialStatus.EXPIRING: "warn",
    CredentialStatus.EXPIRED: "bad",
    CredentialStatus.RESTRICTED: "bad",
    CredentialStatus.REVOKED: "bad",
    RelationshipStatus.PROPOSED: "outline",
    RelationshipStatus.ACTIVE: "accent",
    RelationshipStatus.SUSPENDED: "warn",
    RelationshipStatus.ENDING: "warn",
    ReferralStatus.CONSIDERING: "outline",
    ReferralStatus.SUPERVISOR_REVIEW: "accent",
    ReferralStatus.MORE_INFORMATION: "warn",
    ReferralStatus.NOT_SUPPORTED: "bad",
    ReferralStatus.APPROVED: "good",
    ReferralStatus.ACCEPTED: "good",
    ReferralStatus.DECLINED_BY_RECEIVER: "warn",
    ReferralStatus.CLOSED_COMPLETED: "good",
    ReferralStatus.ON_HOLD: "warn",
    ReferralStatus.EMERGENCY_REFERRAL_MADE: "bad",
    ReferralStatus.RETROSPECTIVE_REVIEW: "warn",
    BoundaryStatus.NOTICED: "outline",
    BoundaryStatus.CONSULTED: "accent",
    BoundaryStatus.URGENT_CONSULT: "bad",
    BoundaryStatus.DECIDED: "good",
    FindingStatus.UNASSIGNED: "warn",
    FindingStatus.FACTUAL_CHECK: "accent",
    FindingStatus.ISSUED: "accent",
    FindingStatus.APPEALED: "warn",
    RiskLine.UNSURE: "warn",
    RiskLine.URGENT: "bad",
    Urgency.BEFORE_NEXT_SESSION: "warn",
    Urgency.TODAY: "bad",
}
NOTICE_CLASSES = {"success": "good", "warning": "warn", "error": "bad"}
NOTICE_ICONS = {"success": "check", "warning": "alert", "error": "alert"}


@register.simple_tag(name="bundle")
def bundle_links() -> SafeString:
    """The styles, the script and the font every page needs at once."""
    files = bundle()
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((s,) for s in files.styles)
    )
    return format_html(
        '{}{}<script type="module" src="{}"></script>', preload_font("ui"), styles, files.script
    )


@register.simple_tag
def preload_font(which: str) -> SafeString:
    """Fetch a font before the styles ask for it; ``serif`` on pages that show a note."""
    return format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        bundle().fonts[which],
    )


@register.simple_tag
def bundled(name: str) -> str:
    """The address of a file of ``src/public``."""
    return address(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        ' aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.filter
def in_fours(key: str) -> str:
    """For whoever types it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@register.filter
def dimension_class(dimension: str) -> str:
    return NAMED_DIMENSIONS.get(str(dimension), "more")


@register.filter
def state_class(state: str) -> str:
    return CLASS_OF_STATE.get(str(state), "")


@register.filter
def notice_class(level: str) -> str:
    return NOTICE_CLASSES.get(level, "")


@register.filter
def notice_icon(level: str) -> SafeString:
    return icon(NOTICE_ICONS.get(level, "info"))


@register.filter
def initials(name: str) -> str:
    """``Ruth Ann Adeyemi`` is RA: the first letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """When something happened, in the words of somebody who looks at it now."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _time(value.isoformat(), f"{_day(local.date())}, {date_format(local, 'H:i')}", local)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _time(local.isoformat(), _day(local), local)


@register.filter
def month(value: date | None) -> SafeString | str:
    if value is None:
        return ""
    return _time(f"{value:%Y-%m}", date_format(value, "F Y"), value)


def _time(machine: str, words: str, exact: date) -> SafeString:
    full = date_format(exact, "l j F Y, H:i" if isinstance(exact, datetime) else "l j F Y")
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, full, words)


def _day(value: date) -> str:
    names = {0: "today", 1: "yesterday", -1: "tomorrow"}
    return names.get((timezone.localdate() - value).days) or date_format(value, "j M Y")


@register.filter
def field_kind(field: BoundField) -> str:
    """Which of the three shapes of ``_form_field.html`` a field takes."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, CheckboxInput) else "input"


@register.filter
def error_anchor(field: BoundField) -> str:
    """The id of what a person must touch to mend a field."""
    first = f"{field.auto_id}_0"
    return first if field_kind(field) == "choices" else field.id_for_label or field.auto_id
