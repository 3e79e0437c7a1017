"""Referral decisions: /referrals/, /referrals/{id}/ and its moves, grounds and options."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.decisions import VersionBody
from api.serializers.referrals import (
    ChangeReferral,
    GroundSerializer,
    MoveReferral,
    OptionSerializer,
    PutGround,
    PutOption,
    PutVoice,
    RecordEmergency,
    RecordReply,
    ReferralSerializer,
    ReplySerializer,
    StartReferral,
    VoiceSerializer,
)
from api.viewsets.decisions import KindViewSet, ending
from cases import decision_selectors
from cases.actions import decisions, receivers, referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput, VoiceInput
from cases.decision_enums import ReferralMove
from cases.decision_reading import Shown, shown_to
from cases.enums import DecisionKind


class ReferralViewSet(KindViewSet):
    """Private while considering; then with the supervisor, and in the lead's audit."""

    kind = DecisionKind.REFERRAL
    answer = ReferralSerializer

    @extend_schema(responses=ReferralSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.one(pk)

    @extend_schema(request=StartReferral, responses={201: ReferralSerializer})
    def create(self, request: Request) -> Response:
        referral = referrals.start_referral(**self.validated(StartReferral), by=self.actor)
        return self.one(referral.pk, code=201)

    @extend_schema(request=RecordEmergency, responses={201: ReferralSerializer})
    def emergency(self, request: Request) -> Response:
        """It was done already: two fields now, the review within a working day."""
        said = self.validated(RecordEmergency)
        referral = referrals.record_emergency(**said, by=self.actor)
        return self.one(referral.pk, code=201)

    @extend_schema(request=ChangeReferral, responses=ReferralSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        said = self.validated(ChangeReferral)
        referrals.change_referral(referral_id=pk, **said, by=self.actor)
        return self.one(pk)

    @extend_schema(request=MoveReferral, responses=ReferralSerializer)
    def move(self, request: Request, pk: UUID) -> Response:
        said = self.validated(MoveReferral)
        referrals.move_referral(
            referral_id=pk,
            move=ReferralMove(said["move"]),
            version=said["version"],
            moved=Moved(said.get("reasons", ""), said.get("relationship")),
            by=self.actor,
        )
        return self.one(pk)

    @extend_schema(responses=GroundSerializer(many=True))
    def grounds(self, request: Request, pk: UUID) -> Response:
        return Response(GroundSerializer(self._shown(pk).grounds, many=True).data)

    @extend_schema(request=PutGround, responses=ReferralSerializer)
    def put_ground(self, request: Request, pk: UUID) -> Response:
        """Add a ground or write its evidence anew; a new main one replaces the old."""
        said = self.validated(PutGround)
        version = said.pop("version")
        referrals.put_ground(
            referral_id=pk, version=version, ground=GroundInput(**said), by=self.actor
        )
        return self.one(pk)

    @extend_schema(request=VersionBody, responses=ReferralSerializer)
    def drop_ground(self, request: Request, pk: UUID, ground: str) -> Response:
        """Once shared, the history keeps that it was there."""
        said = self.validated(VersionBody)
        referrals.drop_ground(referral_id=pk, ground=ground, **said, by=self.actor)
        return self.one(pk)

    @extend_schema(responses=OptionSerializer(many=True))
    def options_of(self, request: Request, pk: UUID) -> Response:
        return Response(OptionSerializer(self._shown(pk).options, many=True).data)

    @extend_schema(request=PutOption, responses=ReferralSerializer)
    def put_option(self, request: Request, pk: UUID) -> Response:
        """Add an option, or with an id write one anew."""
        said = self.validated(PutOption)
        version = said.pop("version")
        referrals.put_option(
            referral_id=pk, version=version, option=OptionInput(**said), by=self.actor
        )
        return self.one(pk)

    @extend_schema(request=VersionBody, responses=ReferralSerializer)
    def drop_option(self, request: Request, pk: UUID, option: UUID) -> Response:
        said = self.validated(VersionBody)
        referrals.drop_option(referral_id=pk, option_id=option, **said, by=self.actor)
        return self.one(pk)

    @extend_schema(responses=VoiceSerializer(many=True))
    def voices(self, request: Request, pk: UUID) -> Response:
        return Response(VoiceSerializer(self._shown(pk).voices, many=True).data)

    @extend_schema(request=PutVoice, responses=ReferralSerializer)
    def put_voice(self, request: Request, pk: UUID) -> Response:
        """Add one of several clients, or with an id write that one's part anew."""
        said = self.validated(PutVoice)
        version = said.pop("version")
        referrals.put_voice(
            referral_id=pk, version=version, voice=VoiceInput(**said), by=self.actor
        )
        return self.one(pk)

    @extend_schema(request=VersionBody, responses=ReferralSerializer)
    def drop_voice(self, request: Request, pk: UUID, voice: UUID) -> Response:
        said = self.validated(VersionBody)
        referrals.drop_voice(referral_id=pk, voice_id=voice, **said, by=self.actor)
        return self.one(pk)

    @extend_schema(responses=ReplySerializer(many=True))
    def replies(self, request: Request, pk: UUID) -> Response:
        return Response(ReplySerializer(self._shown(pk).replies, many=True).data)

    @extend_schema(request=RecordReply, responses=ReferralSerializer)
    def reply(self, request: Request, pk: UUID) -> Response:
        """A waiting list, or still no answer; yes and no are moves."""
        said = self.validated(RecordReply)
        receivers.record_reply(referral_id=pk, **said, by=self.actor)
        return self.one(pk)

    def _shown(self, pk: UUID) -> Shown:
        referral = decision_selectors.referral_visible_to(self.actor, pk)
        reading = decisions.record_decision_read(decision=referral, by=self.actor)
        return shown_to(reading, referral)

    @ending("referrals")
    def follow_up(self, request: Request, pk: UUID, follow_up: UUID) -> Response:
        return super().follow_up(request, pk, follow_up)
