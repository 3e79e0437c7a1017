"""The clinic's rows, importable from here."""

from supervision.models.agreements import (
    AgreementOffer,
    AgreementReminder,
    AgreementSignature,
    AgreementStep,
    SupervisionAgreement,
)
from supervision.models.changes import SupervisorChange
from supervision.models.clinic import Clinic
from supervision.models.concerns import (
    Concern,
    ConcernEntry,
    ConcernMeasure,
    ConcernRecord,
)
from supervision.models.cover import Absence, CoverAssignment
from supervision.models.credentials import Credential
from supervision.models.erasure import ErasureRequest
from supervision.models.groups import GroupMembership, SupervisionGroup
from supervision.models.keys import DataKey, KeyEpoch
from supervision.models.ledger import (
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    LedgerOpening,
    LedgerPending,
    LedgerPosition,
)
from supervision.models.people import Invitation, RoleAssignment, User
from supervision.models.policies import PolicyChange
from supervision.models.relationships import RelationshipChange, SupervisionRelationship
from supervision.models.sealed import SealedJSONField, SealedTextField
from supervision.models.tokens import AuditToken

__all__ = [
    "Absence",
    "AgreementOffer",
    "AgreementReminder",
    "AgreementSignature",
    "AgreementStep",
    "AuditToken",
    "Clinic",
    "Concern",
    "ConcernEntry",
    "ConcernMeasure",
    "ConcernRecord",
    "CoverAssignment",
    "Credential",
    "DataKey",
    "ErasureRequest",
    "GroupMembership",
    "Invitation",
    "KeyEpoch",
    "LedgerEntry",
    "LedgerHead",
    "LedgerNode",
    "LedgerOpening",
    "LedgerPending",
    "LedgerPosition",
    "PolicyChange",
    "RelationshipChange",
    "RoleAssignment",
    "SealedJSONField",
    "SealedTextField",
    "SupervisionAgreement",
    "SupervisionGroup",
    "SupervisionRelationship",
    "SupervisorChange",
    "User",
]
