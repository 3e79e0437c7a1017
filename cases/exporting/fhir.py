"""A decision as a FHIR R4 Bundle: for other systems, pseudonymous, the inside stays as it is.

The client is a Patient without anything but an id that nobody outside can lead back to the
case; people of the clinic are Practitioners without a name. What a reader does not get
(``Shown.withheld``) is not in her bundle either.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.html import escape

from cases.decision_fields import fields_of
from cases.decision_reading import Shown
from cases.decision_workflow import status_label
from cases.exporting import fhir_terms as terms
from cases.exporting.tables import words
from cases.models import FollowUp, ReferralDecision
from supervision import vault
from supervision.models import LedgerEntry

Resource = dict[str, Any]
XHTML: Final = "http://www.w3.org/1999/xhtml"
CREATES: Final = frozenset({"decision.opened"})
READS: Final = frozenset({"decision.exported"})


def bundle_of(shown: Shown, entries: Iterable[LedgerEntry]) -> Resource:
    made = _Bundle(shown)
    resources = [*made.decision(), *made.audit(entries)]
    entry = [
        {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        for resource in [*made.people(), *resources]
    ]
    return {
        "resourceType": "Bundle",
        "id": str(pseudonym("bundle", shown.decision.pk)),
        "meta": {"security": terms.SECURITY},
        "type": "collection",
        "timestamp": timezone.now().isoformat(),
        "entry": entry,
    }


def pseudonym(sort: str, pk: object) -> UUID:
    """The same in every export of this installation, and nowhere else to be found."""
    return UUID(hex=vault.fingerprint(f"fhir:{sort}:{pk}".encode())[:32], version=4)


class _Bundle:
    """Collects who is referred to while the resources are made."""

    def __init__(self, shown: Shown) -> None:
        self.shown, self.it = shown, shown.decision
        self.known = fields_of(self.it.kind)
        self.patient = pseudonym("case", self.it.case_id)
        self.main = pseudonym("decision", self.it.pk)
        self.practitioners: dict[UUID, None] = {}

    def decision(self) -> Iterator[Resource]:
        if isinstance(self.it, ReferralDecision):
            yield self._request()
            yield from self._consent()
            yield from self._care_plan()
            yield from self._told()
        else:
            yield self._composition()
        yield self._task()
        yield from self._consultations()
        yield from self._provenance()

    def people(self) -> Iterator[Resource]:
        yield _resource("Patient", self.patient)
        for person in self.practitioners:
            yield _resource("Practitioner", person)

    def audit(self, entries: Iterable[LedgerEntry]) -> Iterator[Resource]:
        for entry in entries:
            placed = getattr(entry, "placed", None)
            where = [("position", str(placed.position))] if placed else []
            details = [*where, ("leaf", bytes(entry.leaf).hex())]
            yield _resource(
                "AuditEvent",
                pseudonym("entry", f"{entry.clinic_id}:{entry.pk}"),
                type={"system": f"{terms.OUR_CODES}act", "code": entry.kind},
                action=_action(entry.kind),
                recorded=entry.occurred_at.isoformat(),
                agent=[{"who": self._actor(entry.actor_id), "requestor": True}],
                source={"observer": {"display": "Ledger of the clinic"}},
                entity=[
                    {
                        "what": _to(self.main),
                        "detail": [
                            {"type": sort, "valueString": text} for sort, text in details
                        ],
                    }
                ],
            )

    # --- The kinds ---

    def _request(self) -> Resource:
        it = self.it
        return _resource(
            "ServiceRequest",
            self.main,
            identifier=[{"system": f"{terms.OUR_CODES}reference", "value": it.reference}],
            status=terms.request_status(it.status),
            intent="order" if it.decided_at else "proposal",
            priority="urgent" if it.emergency else "routine",
            code={"text": "Referral"},
            subject=_to(self.patient),
            authoredOn=it.opened_at.isoformat(),
            requester=self._person(it.supervisee_id),
            reasonCode=[
                terms.coded("ground", row.ground, row.get_ground_display())
                for row in self.shown.grounds
            ],
            note=[*self._field_notes(), *self._row_notes()],
        )

    def _composition(self) -> Resource:
        it = self.it
        return _resource(
            "Composition",
            self.main,
            identifier={"system": f"{terms.OUR_CODES}reference", "value": it.reference},
            status=terms.composition_status(it.status),
            type={"text": "Boundary decision"},
            subject=_to(self.patient),
            date=it.updated_at.isoformat(),
            author=[self._person(it.supervisee_id)],
            title=f"Boundary decision {it.reference}",
            confidentiality="R",
            section=[
                {"title": label, "text": _narrative(text)}
                for label, text in [*self._said(), *self._again()]
            ],
        )

    def _task(self) -> Resource:
        it = self.it
        due = {"period": {"end": it.review_due.isoformat()}} if it.review_due else None
        supervisor = it.relationship.supervisor_id if it.relationship else None
        return _resource(
            "Task",
            pseudonym("task", it.pk),
            status=terms.task_status(it.status),
            businessStatus=terms.coded(
                f"{it.kind}-status", it.status, status_label(it.kind, it.status)
            ),
            intent="order" if it.decided_at else "proposal",
            code={"text": f"{it.get_kind_display()} decision"},
            focus=_to(self.main),
            **{"for": _to(self.patient)},
            authoredOn=it.opened_at.isoformat(),
            lastModified=it.updated_at.isoformat(),
            requester=self._person(it.supervisee_id),
            owner=self._person(supervisor) if supervisor else None,
            restriction=due,
        )

    def _consent(self) -> Iterator[Resource]:
        said = str(self.shown.content.get("consent_to_share"))
        if said not in terms.CONSENTS:
            return
        status, provision = terms.CONSENTS[said]
        told = self.shown.content.get("client_informed_on")
        yield _resource(
            "Consent",
            pseudonym("consent", self.it.pk),
            status=status,
            scope=terms.CONSENT_SCOPE,
            category=[terms.CONSENT_CATEGORY],
            patient=_to(self.patient),
            dateTime=told.isoformat() if told else None,
            policyRule={"text": "Consent to share information with the receiver"},
            provision={"type": provision},
        )

    def _care_plan(self) -> Iterator[Resource]:
        said = list(self._said(*terms.CARE_FIELDS))
        if not said:
            return
        yield _resource(
            "CarePlan",
            pseudonym("plan", self.it.pk),
            status=terms.plan_status(self.it.status),
            intent="plan",
            title="Continuity of care",
            subject=_to(self.patient),
            created=self.it.opened_at.isoformat(),
            author=self._person(self.it.supervisee_id),
            supportingInfo=[_to(self.main)],
            note=[{"text": f"{label}: {text}"} for label, text in said],
        )

    # --- What was said, and by whom ---

    def _told(self) -> Iterator[Resource]:
        told = self.shown.content.get("client_informed_on")
        if not told:
            return
        yield _resource(
            "Communication",
            pseudonym("told", self.it.pk),
            status="completed",
            topic={"text": "The client was told"},
            subject=_to(self.patient),
            recipient=[_to(self.patient)],
            about=[_to(self.main)],
            sent=told.isoformat(),
            sender=self._person(self.it.supervisee_id),
            payload=[
                {"contentString": f"{label}: {text}"}
                for label, text in self._said(*terms.TOLD_FIELDS)
            ],
        )

    def _consultations(self) -> Iterator[Resource]:
        for row in self.shown.consultations:
            said = [text for text in (row.question, row.advice, row.why) if text.strip()]
            yield _resource(
                "Communication",
                pseudonym("consultation", row.pk),
                status="completed",
                category=[terms.coded("consulted", row.consulted, row.get_consulted_display())],
                topic={"text": "Consultation"},
                subject=_to(self.patient),
                about=[_to(self.main)],
                sent=row.on.isoformat(),
                sender=self._person(row.recorded_by_id),
                payload=[{"contentString": text} for text in said],
            )

    def _provenance(self) -> Iterator[Resource]:
        for step in self.shown.steps:
            reasons = step.reasons.strip()
            yield _resource(
                "Provenance",
                pseudonym("step", step.pk),
                target=[_to(self.main)],
                recorded=step.at.isoformat(),
                activity=terms.coded(f"{self.it.kind}-move", step.move, step.move),
                agent=[{"who": self._person(step.by_id)}],
                reason=[{"text": reasons}] if reasons else None,
            )

    def _again(self) -> Iterator[tuple[str, str]]:
        for row in self.shown.follow_ups:
            yield "Follow-up", _of_follow_up(row)

    def _field_notes(self) -> list[Resource]:
        return [{"text": f"{label}: {text}"} for label, text in self._said()]

    def _row_notes(self) -> list[Resource]:
        grounds = [
            f"{'Main ground' if row.primary else 'Ground'}, {row.get_ground_display()}: "
            f"{row.evidence}"
            for row in self.shown.grounds
        ]
        options = [
            _joined(
                *(row.label, row.pros, row.cons, row.client_view),
                *(row.wait_time, row.cost, row.cultural_fit),
            )
            for row in self.shown.options
        ]
        voices = [
            _joined(row.who, row.informed_how, row.preference, row.disagreement)
            for row in self.shown.voices
        ]
        replies = [
            _joined(f"{row.service}, {row.get_reply_display()}", row.words)
            for row in self.shown.replies
        ]
        again = map(_of_follow_up, self.shown.follow_ups)
        return [
            {"text": text}
            for text in [*grounds, *options, *voices, *replies, *again]
            if text.strip()
        ]

    def _said(self, *names: str) -> Iterator[tuple[str, str]]:
        """Label and words of the declared fields, or of those named, that say something."""
        for name, field in self.known.items():
            value = self.shown.content.get(name)
            if (names and name not in names) or value in (None, "", {}, []):
                continue
            text = _lens_words(value) if field.kind == "lens" else words(field, value)
            if text.strip():
                yield field.label, text

    def _person(self, pk: UUID) -> Resource:
        known = pseudonym("person", pk)
        self.practitioners[known] = None
        return _to(known)

    def _actor(self, pk: UUID | None) -> Resource:
        return self._person(pk) if pk else {"display": "The installation itself"}


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text.strip())


def _of_follow_up(row: FollowUp) -> str:
    said = "called off" if row.called_off_at else row.get_finding_display()
    return _joined(f"Follow-up {row.due.isoformat()}", said, row.result)


def _resource(sort: str, pk: UUID, **content: Any) -> Resource:
    """FHIR knows no empty value: what is not said is left out."""
    said = {name: value for name, value in content.items() if value not in (None, [], "")}
    meta = {"security": terms.SECURITY}
    return {"resourceType": sort, "id": str(pk), "meta": meta, **said}


def _to(pk: UUID) -> Resource:
    return {"reference": f"urn:uuid:{pk}"}


def _narrative(text: str) -> Resource:
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{escape(text)}</div>'}


def _action(kind: str) -> str:
    return "C" if kind in CREATES else "R" if kind in READS else "U"


def _lens_words(answers: dict[str, Any]) -> str:
    said = (text for given in answers.values() for text in given["answers"].values())
    return "\n".join(text for text in said if text.strip())
