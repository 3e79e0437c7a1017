"""The lead's audit: a sample, a finding with its answer and what has to be put right."""

from datetime import timedelta
from typing import Any, Final

from cases.actions.audits import draw_sample
from cases.actions.corrections import (
    agree_to_learning,
    propose_learning,
    publish_learning,
    set_action,
)
from cases.actions.findings import move_finding, write_finding
from cases.audit_checklists import version_of
from cases.audit_enums import FindingMove, FindingOutcome, Met
from cases.management.demo.clock import Clock
from cases.management.demo.people import LEAD, Cast
from cases.models import AuditSample, Case, Finding
from supervision.models import User

DRAWN: Final = 50
YEAR: Final = 365
M: Final = FindingMove
WITH_LESSON: Final = {
    "answers": {
        "grounds": {
            "met": Met.PARTLY,
            "comment": "Four quiet sessions are told; how he himself saw them is not.",
        },
        "client": {"met": Met.NO, "comment": "He was asked after the decision."},
        "consultation": {
            "met": Met.YES,
            "comment": "Early, and with a question of one's own.",
        },
    },
    "summary": (
        "The wish to refer was named as the author's own unease, and supervision heard it at "
        "once. Staying was a decision with reasons. What he wanted himself was asked late."
    ),
    "hindsight": "He has come every week since, and began to speak in the seventh session.",
    "outcome": FindingOutcome.CORRECTIVE_ACTION,
}
IN_ORDER: Final = {
    "answers": {},
    "summary": "Safety came first, and the client took the decision with his therapist.",
    "outcome": FindingOutcome.IN_ORDER,
}
FACTS: Final = {
    "jo": "So it was. The fourth of the quiet sessions fell on an anniversary.",
    "ruth": "Nothing to correct.",
}
RESPONSE: Final = "I agree. I was so busy with my own unease that I did not ask him."
TO_DO: Final = (
    "Put one question into our form for a first talk about a referral: what does the client "
    "make of it?"
)
LEARNT: Final = (
    "Silence in a session can be hard on us and good for a client. Ask whose it is before you "
    "look for another place."
)


def play_audit(cast: Cast, clock: Clock, opened: dict[str, Case]) -> None:
    lead = cast.people[LEAD[0]]
    sample = _draw(cast, clock, lead)
    finding = _of(sample, opened["bereaved"])
    _write(clock, finding, lead, WITH_LESSON, days=46)
    _check_facts(cast, clock, finding, lead)
    _put_right(cast, clock, finding, lead)
    _learn(cast, clock, finding, lead)
    waiting = _of(sample, opened["night"])
    _write(clock, waiting, lead, IN_ORDER, days=4)
    _step(clock, waiting, M.SHARE, lead, days=4)


def _draw(cast: Cast, clock: Clock, lead: User) -> AuditSample:
    with clock.at(DRAWN) as moment:
        return draw_sample(
            clinic_id=cast.clinic.pk,
            shared_from=moment.date() - timedelta(days=YEAR),
            shared_to=moment.date(),
            by=lead,
        )


def _of(sample: AuditSample, case: Case) -> Finding:
    """The one of high risk on this case: it is in every sample, whatever the lot."""
    return sample.findings.get(decision__case=case, chosen_as="high_risk")


def _write(
    clock: Clock, finding: Finding, lead: User, content: dict[str, Any], *, days: int
) -> None:
    """With a plain yes to each question that ``content`` says nothing else to."""
    questions = version_of(finding.decision.kind, finding.checklist_version).questions
    answers = {code: {"met": Met.YES} for code in questions} | content["answers"]
    with clock.at(days):
        write_finding(
            finding_id=finding.pk,
            version=_version(finding),
            content=content | {"answers": answers},
            by=lead,
        )


def _check_facts(cast: Cast, clock: Clock, finding: Finding, lead: User) -> None:
    _step(clock, finding, M.SHARE, lead, days=46)
    for days, (name, words) in zip((44, 43), FACTS.items(), strict=True):
        _step(clock, finding, M.REPLY_FACTS, cast.people[name], days=days, words=words)
    _step(clock, finding, M.ISSUE, lead, days=41)
    _step(clock, finding, M.RESPOND, cast.people["jo"], days=36, words=RESPONSE)


def _put_right(cast: Cast, clock: Clock, finding: Finding, lead: User) -> None:
    with clock.at(34):
        set_action(
            finding_id=finding.pk,
            what=TO_DO,
            owner_id=cast.people["ruth"].pk,
            due=clock.today + timedelta(days=12),
            by=lead,
        )
    _step(clock, finding, M.SET_ACTIONS, lead, days=34)


def _learn(cast: Cast, clock: Clock, finding: Finding, lead: User) -> None:
    with clock.at(33):
        point = propose_learning(finding_id=finding.pk, text=LEARNT, by=lead)
    for days, name in ((31, "jo"), (30, "ruth")):
        with clock.at(days):
            agree_to_learning(
                finding_id=finding.pk, version=point.version, by=cast.people[name]
            )
    with clock.at(29):
        publish_learning(finding_id=finding.pk, by=lead)


def _step(
    clock: Clock, finding: Finding, move: FindingMove, by: User, *, days: int, words: str = ""
) -> None:
    with clock.at(days):
        move_finding(
            finding_id=finding.pk, move=move, version=_version(finding), words=words, by=by
        )


def _version(finding: Finding) -> int:
    return Finding.objects.values_list("version", flat=True).get(pk=finding.pk)
