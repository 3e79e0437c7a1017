"""The clinic's rows, importable from here."""

from supervision.models.clinic import Clinic
from supervision.models.groups import GroupMembership, SupervisionGroup
from supervision.models.keys import DataKey
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
    "AuditToken",
    "Clinic",
    "DataKey",
    "GroupMembership",
    "Invitation",
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
    "SupervisionGroup",
    "SupervisionRelationship",
    "User",
]
