"""Playing the decisions: thought through, brought to the supervisor, carried out, closed."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from cases.actions import boundaries, referrals
from cases.actions.consultations import add_consultation
from cases.actions.decisions import Moved
from cases.actions.followups import record_follow_up
from cases.actions.referral_rows import GroundInput, OptionInput, VoiceInput
from cases.decision_enums import BoundaryMove, ReferralMove
from cases.management.demo.case_stories import CASES
from cases.management.demo.clock import Clock
from cases.management.demo.decision_stories import (
    BOUNDARIES,
    REFERRALS,
    BoundaryStory,
    ReferralStory,
)
from cases.management.demo.notes import newest_version_id
from cases.management.demo.people import Cast
from cases.models import BoundaryDecision, Case, Decision, ReferralDecision
from cases.referral_enums import NotAbandoned
from supervision.models import User

_Move = TypeVar("_Move", ReferralMove, BoundaryMove)

_R, _B = ReferralMove, BoundaryMove
_TO_REVIEW = (_R.PROPOSE, _R.ASK_REVIEW)
_TO_SENT = (*_TO_REVIEW, _R.APPROVE, _R.INFORM_CLIENT, _R.SEND)
_REFERRAL_PATHS: dict[str, tuple[ReferralMove, ...]] = {
    "proposed": (_R.PROPOSE,),
    "supervisor_review": _TO_REVIEW,
    "more_information": (*_TO_REVIEW, _R.ASK_MORE),
    "continue_here": (*_TO_REVIEW, _R.NOT_SUPPORT, _R.CONTINUE_HERE),
    "approved": (*_TO_REVIEW, _R.APPROVE),
    "sent": _TO_SENT,
    "first_contact_made": (*_TO_SENT, _R.RECEIVER_ACCEPTS, _R.FIRST_CONTACT),
    "closed_client_declined": (*_TO_REVIEW, _R.APPROVE, _R.INFORM_CLIENT, _R.CLIENT_DECLINES),
    "closed_completed": (*_TO_SENT, _R.RECEIVER_ACCEPTS, _R.FIRST_CONTACT, _R.CLOSE),
}
_TO_DECIDED = (_B.ANALYSE, _B.CONSULT, _B.DECIDE)
_BOUNDARY_PATHS: dict[str, tuple[BoundaryMove, ...]] = {
    "analysing": (_B.ANALYSE,),
    "consulted": (_B.ANALYSE, _B.CONSULT),
    "urgent_consult": (_B.CONSULT_URGENTLY,),
    "decided": _TO_DECIDED,
    "followed_up": (*_TO_DECIDED, _B.CARRY_OUT, _B.FOLLOW_UP),
    "reviewed": (*_TO_DECIDED, _B.REFRAIN, _B.FOLLOW_UP, _B.REVIEW),
    "closed": (*_TO_DECIDED, _B.REFRAIN, _B.FOLLOW_UP, _B.REVIEW, _B.CLOSE),
}
_SUPERVISORS = {_R.APPROVE, _R.ASK_MORE, _R.NOT_SUPPORT, _B.REVIEW}
_SHARES = {_R.PROPOSE, _B.CONSULT, _B.CONSULT_URGENTLY}
_WORDS = {
    _R.APPROVE: "The need is clear, two ways were weighed and the client has a say in it.",
    _R.ASK_MORE: "Please add what the client said when you spoke about it.",
    _R.NOT_SUPPORT: "I see a good working alliance and no need the group would meet better.",
    _R.CONTINUE_HERE: "We stay, and look at the silence in supervision.",
    _R.CLIENT_DECLINES: "The client would rather wait and see.",
    _B.REVIEW: "Well considered; the talk with the client came at the right time.",
}


def play_decisions(cast: Cast, clock: Clock, opened: dict[str, Case]) -> None:
    stories: list[ReferralStory | BoundaryStory] = [*REFERRALS, *BOUNDARIES]
    for story in sorted(stories, key=lambda each: -each.days):
        if isinstance(story, ReferralStory):
            _refer(cast, clock, opened[story.case], story)
        else:
            _bound(cast, clock, opened[story.case], story)


def _refer(cast: Cast, clock: Clock, case: Case, story: ReferralStory) -> None:
    who = CASES[story.case].who
    author, pair = cast.people[who], cast.supervision_of(who)
    with clock.at(story.days) as moment:
        referral = referrals.start_referral(
            case_id=case.pk,
            by=author,
            from_version_id=newest_version_id(case),
            content=_referral_content(story, moment.date().isoformat()),
            grounds=[
                GroundInput(ground, evidence, primary=place == 0)
                for place, (ground, evidence) in enumerate(story.grounds)
            ],
            options=_options(story),
            voices=_voices(story, moment.date().isoformat()),
        )
        if story.ends != "proposed":
            add_consultation(
                decision_id=referral.pk,
                version=referral.version,
                consulted="supervisor",
                on=moment.date(),
                question="Is this about the client's need or about my unease?",
                advice="Name both, and then see what is left of each.",
                followed=True,
                by=author,
            )
    _walk_referral(clock, story, referral, author, pair.supervisor, pair.pk)
    _look_back(clock, story, referral, author)


def _referral_content(story: ReferralStory, day: str) -> dict[str, object]:
    wants_values = any(ground == "values_conflict" for ground, _ in story.grounds)
    return {
        "direction": story.direction,
        "situation": story.situation,
        "risk": "reviewed" if story.direction == "level_of_care_up" else "no_new_risk",
        "decided": "refer_with_interim_care",
        "rationale": story.rationale,
        "difference_present": "yes_beliefs_or_choices" if wants_values else "no",
        "values_same_need": "I am not sure." if wants_values else "Yes.",
        "values_missing": "unsure" if wants_values else "",
        "values_steps": ["supervision", "reflected"] if wants_values else [],
        "client_informed_on": day,
        "client_informed_how": "In the session, with time for questions.",
        "who_decides": "client",
        "pre_termination": True,
        "pre_termination_sessions": 3,
        "client_preference": story.client,
        "consent_to_share": "given",
        "interim_contact": "Weekly sessions go on until the first contact there.",
        "crisis_plan_given": True,
        "warm_handover": "yes",
        "records_transfer": "summary",
        "abandonment_check": list(NotAbandoned.values),
        "receiving_service": story.service,
        **_outcome(story),
    }


def _outcome(story: ReferralStory) -> dict[str, object]:
    if story.ends != "closed_completed":
        return {}
    return {"attended": "yes", "engaged": "yes", "outcome": story.outcome}


def _voices(story: ReferralStory, day: str) -> list[VoiceInput]:
    return [
        VoiceInput(
            who,
            informed_on=day,
            informed_how="Together, in the session.",
            preference=preference,
            disagreement=disagreement,
            consent_to_share="given",
        )
        for who, preference, disagreement in story.voices
    ]


def _options(story: ReferralStory) -> list[OptionInput]:
    here = story.ends == "continue_here"
    return [
        OptionInput(story.service, pros="Has what is needed.", cons="A wait.", chosen=not here),
        OptionInput(
            "Continue here with changes",
            pros="A relationship that holds.",
            cons="Does not meet the whole need.",
            continue_here=True,
            chosen=here,
        ),
    ]


def _walk_referral(
    clock: Clock,
    story: ReferralStory,
    referral: ReferralDecision,
    author: User,
    supervisor: User,
    pair: UUID,
) -> None:
    for day, move in _days(story.days, _REFERRAL_PATHS[story.ends]):
        with clock.at(day):
            if move == _R.APPROVE:
                referrals.change_referral(
                    referral_id=referral.pk,
                    version=_version(referral),
                    by=supervisor,
                    content={"values_outcome": "no_values_issue"},
                )
            referrals.move_referral(
                referral_id=referral.pk,
                move=move,
                version=_version(referral),
                by=supervisor if move in _SUPERVISORS else author,
                moved=_moved(move, pair),
            )


def _look_back(
    clock: Clock, story: ReferralStory, referral: ReferralDecision, author: User
) -> None:
    """Of a closed one all that was due; of an open one the newest still waits on the desk."""
    due = [row for row in referral.follow_ups.all() if row.is_open and row.due < clock.today]
    for row in due if story.ends.startswith("closed") else due[:-1]:
        with clock.at((clock.today - row.due).days):
            record_follow_up(
                follow_up_id=row.pk,
                version=_version(referral),
                finding="as_hoped",
                result="Goes there every week, and says so without being asked.",
                by=author,
            )


def _bound(cast: Cast, clock: Clock, case: Case, story: BoundaryStory) -> None:
    who = CASES[story.case].who
    author, pair = cast.people[who], cast.supervision_of(who)
    with clock.at(story.days):
        boundary = boundaries.start_boundary(
            case_id=case.pk,
            timing=story.timing,
            domain=story.domain,
            by=author,
            from_version_id=newest_version_id(case),
            content=_boundary_content(story),
        )
    for day, move in _days(story.days, _BOUNDARY_PATHS[story.ends]):
        with clock.at(day):
            _before_boundary_move(story, boundary, move, author, pair.supervisor)
            boundaries.move_boundary(
                boundary_id=boundary.pk,
                move=move,
                version=_version(boundary),
                by=pair.supervisor if move in _SUPERVISORS else author,
                moved=_moved(move, pair.pk),
            )


def _boundary_content(story: BoundaryStory) -> dict[str, object]:
    return {
        "initiative": "client" if story.timing == "client_initiated" else "therapist",
        "summary": story.summary,
        "purpose_for_client": "To be met, and not only treated.",
        "best_if_cross": "A moment that carries the work.",
        "worst_if_cross": "The frame becomes a favour.",
        "best_if_not": "The wish can be spoken about.",
        "worst_if_not": "It is heard as a door that closes.",
        "lens_answers": {"crossing": {"answers": {"unease": "That I like to be needed."}}},
    }


def _before_boundary_move(
    story: BoundaryStory,
    boundary: BoundaryDecision,
    move: BoundaryMove,
    author: User,
    supervisor: User,
) -> None:
    content: dict[str, object] = {}
    if move == _B.DECIDE:
        content = {"choice": story.choice, "rationale": story.rationale}
        if story.choice == "do_with_conditions":
            content["conditions"] = "Once, announced, and spoken about afterwards."
    if move == _B.FOLLOW_UP:
        content = {
            "after_effect": "We spoke about it in the next session; it eased.",
            "alliance_effect": "closer",
            "discussed_with_client": True,
            "client_view": "“Good that you say it.”",
            "client_agreed": "yes",
        }
    if move == _B.REVIEW:
        content = {
            "classification": story.classification,
            "context_considered": "The client's culture and the small town were looked at.",
        }
    if content:
        by = supervisor if move == _B.REVIEW else author
        _change(boundary, by, content)
    if move == _B.CLOSE and story.dissent:
        _change(boundary, author, {"dissent": story.dissent})


def _change(boundary: BoundaryDecision, by: User, content: dict[str, object]) -> None:
    boundaries.change_boundary(
        boundary_id=boundary.pk, version=_version(boundary), by=by, content=content
    )


def _days(since: int, path: Sequence[_Move]) -> list[tuple[int, _Move]]:
    """The steps lie a few days apart and end no later than today."""
    gap = max(0, min(4, (since - 1) // max(1, len(path))))
    return [(max(0, since - gap * (place + 1)), move) for place, move in enumerate(path)]


def _moved(move: ReferralMove | BoundaryMove, pair: UUID) -> Moved:
    return Moved(
        reasons=_WORDS.get(move, ""), relationship_id=pair if move in _SHARES else None
    )


def _version(decision: Decision) -> int:
    return Decision.objects.values_list("version", flat=True).get(pk=decision.pk)
