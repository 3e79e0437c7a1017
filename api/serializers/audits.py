"""Samples of an audit, findings, what follows from them."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Id, Number, Text
from api.serializers.base import Body, PersonSerializer
from api.serializers.decisions import Day
from api.serializers.identifiers import REASON_HELP
from cases.audit_enums import (
    ChosenAs,
    FindingMove,
    FindingOutcome,
    FindingParty,
    FindingStatus,
    Met,
)
from cases.audit_selectors import Offer, ShownFinding

LARGEST_SHARE = 100


class DrawSample(Body):
    clinic = Id(source="clinic_id")
    shared_from = Day()
    shared_to = Day()
    share = Number(
        max_value=LARGEST_SHARE,
        required=False,
        help_text="Percent of what is not high risk; as the clinic's rules say, or more.",
    )


class NameDecision(Body):
    decision = Id(source="decision_id")
    chosen_as = Choice([ChosenAs.TARGETED, ChosenAs.COMPLAINT])
    reason = Text(help_text="Read by the reviewer and, from the factual check on, the authors.")


class SampleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    drawn_by = PersonSerializer()
    drawn_at = serializers.DateTimeField()
    shared_from = serializers.DateField()
    shared_to = serializers.DateField()
    share = serializers.IntegerField()
    named_as = serializers.CharField(help_text="Empty where it was drawn.")
    seed = serializers.CharField(help_text="With it the draw is made again.")
    chosen = serializers.IntegerField()
    unreviewed = serializers.IntegerField(help_text="Nobody independent reviews it now.")
    ended = serializers.IntegerField()


class FindingRow(serializers.Serializer[Any]):
    """That a decision is audited, by whom and how far. No words."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    decision = serializers.UUIDField(source="decision_id")
    reference = serializers.CharField(source="decision.reference")
    sample = serializers.UUIDField(source="sample_id")
    chosen_as = serializers.ChoiceField(ChosenAs.choices)
    reviewer = PersonSerializer(allow_null=True)
    reviewer_left = serializers.BooleanField(
        help_text="The reviewer is gone: a lead takes the move “replace_reviewer”."
    )
    status = serializers.ChoiceField(FindingStatus.choices)
    status_label = serializers.CharField(source="get_status_display")
    due = serializers.DateTimeField(allow_null=True)
    shared_at = serializers.DateTimeField(allow_null=True)
    issued_at = serializers.DateTimeField(allow_null=True)
    appealed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class AnswerBody(serializers.Serializer[Any]):
    met = Choice(Met.choices, required=False, allow_blank=True)
    comment = Text(required=False)


class WriteFinding(Body):
    version = Number(help_text="The one that was read.")
    answers = serializers.DictField(child=AnswerBody(), required=False)
    summary = Text(required=False)
    hindsight = Text(required=False, help_text="What became known later; it is not judged.")
    outcome = Choice(FindingOutcome.choices, required=False, allow_blank=True)
    safety = Flag(required=False)
    identifiers_reason = Text(required=False, help_text=REASON_HELP)


class MoveFinding(Body):
    version = Number(help_text="The one that was read.")
    move = Choice(FindingMove.choices)
    words = Text(required=False)
    identifiers_reason = Text(required=False, help_text=REASON_HELP)


class FindingStepSerializer(serializers.Serializer[Any]):
    move = serializers.CharField()
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    words = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()


class FindingMoveSerializer(serializers.Serializer[Any]):
    move = serializers.CharField()
    label = serializers.CharField(source="move.label")  # type: ignore[assignment]  # a key of ours
    possible = serializers.SerializerMethodField()
    sentence = serializers.CharField(help_text="Why not, where it is not possible now.")
    reasons = serializers.BooleanField(help_text="Whether it needs words.")

    def get_possible(self, offer: Offer) -> bool:
        return not offer.sentence


class ActionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    finding = serializers.UUIDField(source="finding_id")
    owner = PersonSerializer()
    what = serializers.CharField()
    due = serializers.DateField()
    evidence = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)


class SetAction(Body):
    what = Text()
    owner = Id(source="owner_id")
    due = Day()


class FinishAction(Body):
    evidence = Text()


class LearningSerializer(serializers.Serializer[Any]):
    """What everybody here may learn: no finding, no decision, no name."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class ProposeLearning(Body):
    text = Text(help_text="Words that name nobody.")


class AgreeLearning(Body):
    version = Number(help_text="Of the words that were read.")


class FindingSerializer(FindingRow):
    """As its reader gets it; the words are empty for a lead who does not review it."""

    parties = serializers.SerializerMethodField()
    reads_words = serializers.BooleanField(source="words")
    checklist_version = serializers.CharField(source="finding.checklist_version")
    answers = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField(help_text="Why it was named for the audit.")
    summary = serializers.SerializerMethodField()
    hindsight = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    safety = serializers.SerializerMethodField()
    appeal_hearer = PersonSerializer(source="finding.appeal_hearer", allow_null=True)
    hearer_left = serializers.BooleanField(source="finding.hearer_left")
    appeal_decided_at = serializers.DateTimeField(
        source="finding.appeal_decided_at", allow_null=True
    )
    steps = FindingStepSerializer(many=True)
    moves = FindingMoveSerializer(many=True, source="offers")
    actions = ActionSerializer(many=True)
    learning = LearningSerializer(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for name in FindingRow().get_fields():
            fields[name].source = f"finding.{fields[name].source or name}"
        return fields

    def get_parties(self, shown: ShownFinding) -> list[str]:
        return sorted(FindingParty(party).value for party in shown.parties)

    def get_answers(self, shown: ShownFinding) -> dict[str, dict[str, str]]:
        return dict(shown.finding.answers) if shown.words else {}

    def get_reason(self, shown: ShownFinding) -> str:
        return shown.finding.reason if shown.words else ""

    def get_summary(self, shown: ShownFinding) -> str:
        return shown.finding.summary if shown.words else ""

    def get_hindsight(self, shown: ShownFinding) -> str:
        return shown.finding.hindsight if shown.words else ""

    def get_outcome(self, shown: ShownFinding) -> str:
        return shown.finding.outcome if shown.words else ""

    def get_safety(self, shown: ShownFinding) -> bool | None:
        return shown.finding.safety if shown.words else None
