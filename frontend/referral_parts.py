"""The rows of a referral on its page: what came, what can be written, what is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.decision_fields import writable
from cases.decision_policy import Reading
from cases.decision_reading import Shown
from cases.models import BoundaryDecision, ReferralDecision
from cases.referral_links import linkable_boundaries, linkable_flags
from cases.referral_needs import has_several_clients
from cases.workflow import Owner
from frontend.forms_referrals import (
    Links,
    ground_forms,
    ground_inputs,
    links_to,
    option_forms,
    option_inputs,
    voice_forms,
    voice_inputs,
)
from supervision.models import User

SEVERAL = 2


@dataclass
class Rows:
    """As they were sent; None is a list that the page did not show."""

    grounds: Any = None
    options: Any = None
    voices: Any = None

    def all_valid(self) -> bool:
        """Every list is asked, so that every list shows what is wrong with it."""
        lists = [rows for rows in (self.grounds, self.options, self.voices) if rows is not None]
        valid = [rows.is_valid() for rows in lists]
        return all(valid)

    def inputs(self) -> dict[str, Any]:
        return {
            "grounds": None if self.grounds is None else ground_inputs(self.grounds),
            "options": None if self.options is None else option_inputs(self.options),
            "voices": None if self.voices is None else voice_inputs(self.voices),
        }


def rows_sent(
    data: Mapping[str, Any], decision: ReferralDecision | BoundaryDecision, user: User
) -> Rows:
    if not isinstance(decision, ReferralDecision):
        return Rows()
    rows = Rows()
    if "grounds-TOTAL_FORMS" in data:
        rows.grounds = ground_forms(data, links=_links(decision, user))
        rows.options = option_forms(data)
    if "voices-TOTAL_FORMS" in data:
        rows.voices = voice_forms(data)
    return rows


def rows_on_page(
    decision: ReferralDecision | BoundaryDecision,
    reading: Reading,
    sent: Rows,
    shown: Shown,
    user: User,
) -> dict[str, Any]:
    """To write while the argument is open, else to read; what was sent stays in sight."""
    said = {
        "ground_rows": sent.grounds,
        "option_rows": sent.options,
        "voice_rows": sent.voices,
    }
    if reading != Reading.AUTHOR or not isinstance(decision, ReferralDecision):
        return said
    open_now = writable(decision.kind, decision.status, Owner.AUTHOR)
    several = has_several_clients(decision.case)
    if "situation" in open_now:
        said["ground_rows"] = sent.grounds or ground_forms(
            rows=shown.grounds, links=_links(decision, user)
        )
        said["option_rows"] = sent.options or option_forms(rows=shown.options)
    if "client_preference" in open_now:
        least = SEVERAL if several else 0
        said["voice_rows"] = sent.voices or voice_forms(rows=shown.voices, at_least=least)
    return said | {"several": several}


def _links(referral: ReferralDecision, user: User) -> Links:
    """What is linked already stays to be chosen, also when nothing else can be."""
    links = links_to(
        linkable_flags(user, referral.case_id), linkable_boundaries(user, referral.case_id)
    )
    for row in referral.grounds.all():
        for chosen, choices in (
            (row.flag_id, links.flags),
            (row.boundary_id, links.boundaries),
        ):
            if chosen and str(chosen) not in dict(choices):
                choices.append((str(chosen), "The one that is linked"))
    return links
