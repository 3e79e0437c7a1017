"""The rows of the clinical conversation: facts and constraints, no actions."""

from cases.models.access_incident import AccessIncident
from cases.models.annotation import Anchor, Annotation
from cases.models.annotation_step import AnnotationStep
from cases.models.audit import (
    AuditConflict,
    AuditSample,
    CorrectiveAction,
    Finding,
    FindingStep,
    LearningAgreement,
    LearningPoint,
)
from cases.models.boundary import BoundaryDecision
from cases.models.break_glass import BreakGlass
from cases.models.carry_over import CarryOver
from cases.models.case import (
    Case,
    CaseAddressee,
    CaseGrant,
    SupervisionConsent,
)
from cases.models.decision import Consultation, Decision, DecisionStep
from cases.models.decision_draft import DecisionDraft
from cases.models.event import NoteEvent, Operation
from cases.models.export import Export
from cases.models.flag import ReflectiveFlag
from cases.models.followup import FollowUp
from cases.models.handover import HandOver
from cases.models.identifier import (
    AllowedPhrase,
    KeptAbout,
    KeptIdentifiers,
    KeptPhrase,
    TypedReason,
)
from cases.models.incident import IdentifierIncident, IncidentOriginal
from cases.models.note import DraftCopy, Note, NoteDraft, NoteStep, NoteVersion
from cases.models.presentation import GroupPresentation, PresentedSection
from cases.models.read import NarrativeRead, ReadRoot
from cases.models.referral import ReferralDecision, ReferralGround, ReferralOption
from cases.models.referral_parties import ClientVoice, ReceiverReply
from cases.models.retention import LegalHold, RetentionNotice
from cases.models.takeaway import TakeAway
from cases.models.visit import RoomVisit

__all__ = [
    "AccessIncident",
    "AllowedPhrase",
    "Anchor",
    "Annotation",
    "AnnotationStep",
    "AuditConflict",
    "AuditSample",
    "BoundaryDecision",
    "BreakGlass",
    "CarryOver",
    "Case",
    "CaseAddressee",
    "CaseGrant",
    "ClientVoice",
    "Consultation",
    "CorrectiveAction",
    "Decision",
    "DecisionDraft",
    "DecisionStep",
    "DraftCopy",
    "Export",
    "Finding",
    "FindingStep",
    "FollowUp",
    "GroupPresentation",
    "HandOver",
    "IdentifierIncident",
    "IncidentOriginal",
    "KeptAbout",
    "KeptIdentifiers",
    "KeptPhrase",
    "LearningAgreement",
    "LearningPoint",
    "LegalHold",
    "NarrativeRead",
    "Note",
    "NoteDraft",
    "NoteEvent",
    "NoteStep",
    "NoteVersion",
    "Operation",
    "PresentedSection",
    "ReadRoot",
    "ReceiverReply",
    "ReferralDecision",
    "ReferralGround",
    "ReferralOption",
    "ReflectiveFlag",
    "RetentionNotice",
    "RoomVisit",
    "SupervisionConsent",
    "TakeAway",
    "TypedReason",
]
