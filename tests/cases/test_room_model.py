"""Random commands in a room: events applied to an old snapshot equal a fresh snapshot."""

import json
import os
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cases.actions import annotations, flags
from cases.enums import AnnotationMove, FlagVisibility, NoteMove
from cases.models import Annotation, NoteEvent, ReflectiveFlag
from supervision.actions.relationships import move_relationship
from supervision.enums import RelationshipMove
from supervision.exceptions import Refusal
from supervision.models import User
from tests.api.clients import signed_in
from tests.factories_cases import make_annotation, make_flag, make_room, make_world
from tests.rewriting import rewritten

SIDES = st.sampled_from(["supervisor", "supervisee"])
NUMBERS = st.integers(0, 9)
VISIBILITIES = st.sampled_from([FlagVisibility.PRIVATE, FlagVisibility.WITH_SUPERVISOR])
WORDS = ("He asked", "a long silence", "what that did to me", "I looked away", "my number")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(". ".join)
# Of a flag, what a snapshot and an event both say. One kept private is its owner's: no event.
OF_A_FLAG = (
    "id", "dimension", "narrative", "visibility", "status", "acceptance", "version",
)  # fmt: skip
# ``just faults`` asks at length.
EXAMPLES = 150 if os.environ.get("SUPERVISION_FAULTS") == "long" else 16


class Reader:
    def __init__(self, user: User, address: str) -> None:
        self.client, self.address = signed_in(user), address
        self.model: dict[str, Any] = {}
        self.flags: dict[str, Any] = {}
        self.last = 0

    def snapshot(self) -> tuple[dict[str, Any], int]:
        said = self.client.get(f"{self.address}annotations/").json()
        every = [one for item in said["items"] for one in (item, *item["replies"])]
        extra = ("note", "replies", "here")
        shown = {o["id"]: {k: v for k, v in o.items() if k not in extra} for o in every}
        return shown, said["seq"]

    def flags_now(self) -> dict[str, Any]:
        said = self.client.get(f"{self.address}flags/").json()["results"]
        return {one["id"]: _shown(one) for one in said if one["visibility"] != "private"}

    def start_anew(self) -> None:
        self.model, self.last = self.snapshot()
        self.flags = self.flags_now()

    def catch_up(self) -> None:
        said = self.client.get(f"{self.address}events/?since={self.last}").json()
        for event in said["events"]:
            assert event["seq"] == self.last + 1
            self.last = event["seq"]
            self._hear(event)
        assert self.last == said["head"]

    def _hear(self, event: dict[str, Any]) -> None:
        """A new version carries every thread to its text: the page is loaded anew. What is
        hidden from this reader may be a flag that was shown: flags are read again."""
        if one := event.get("annotation"):
            self.model[one["id"]] = one
        elif one := event.get("flag"):
            self.flags.pop(one["id"], None)
            if one["visibility"] != FlagVisibility.PRIVATE:
                self.flags[one["id"]] = _shown(one)
        elif event.get("hidden"):
            self.flags = self.flags_now()
        elif event["detail"] == NoteMove.SUBMIT:
            self.model = self.snapshot()[0]
            self.flags = self.flags_now()


def _shown(flag: dict[str, Any]) -> dict[str, Any]:
    return {name: flag[name] for name in OF_A_FLAG}


class RoomModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = make_world(f"w{uuid4().hex[:8]}")
        self.version = make_room(self.world)
        address = f"/api/v1/notes/{self.version.note_id}/"
        self.readers = [
            Reader(u, address) for u in (self.world.supervisor, self.world.supervisee)
        ]
        self.open = True

    @initialize()
    def begin(self) -> None:
        """A thread on a passage, a flag that is shown, and two tabs that have seen them."""
        make_annotation(self.world, self.version, start=0, end=8)
        make_flag(self.world, self.version.note, number=self.version.number)
        for reader in self.readers:
            reader.start_anew()

    def _some(self, number: int) -> Annotation | None:
        rows = list(Annotation.objects.filter(note=self.version.note_id).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(
        side=SIDES,
        act=st.sampled_from(["question", "directive"]),
        on=NUMBERS,
        reply=st.booleans(),
    )
    def say(self, side: str, act: str, on: int, *, reply: bool) -> None:
        parent = self._some(on) if reply else None
        try:
            make_annotation(
                self.world, self.version, by=getattr(self.world, side), act=act,
                parent_id=parent and parent.pk,
            )  # fmt: skip
        except Refusal:
            return

    @rule(side=SIDES, on=NUMBERS, move=st.sampled_from(AnnotationMove))
    def move(self, side: str, on: int, move: AnnotationMove) -> None:
        self._try(side, on, annotations.move_annotation, move=move, reason="Because.")

    @rule(side=SIDES, on=NUMBERS)
    def edit(self, side: str, on: int) -> None:
        self._try(side, on, annotations.edit_annotation, body="Other words.")

    def _try(self, side: str, on: int, action: Any, **facts: Any) -> None:
        found = self._some(on)
        if found is None:
            return
        by = getattr(self.world, side)
        try:
            action(annotation_id=found.pk, expected_version=found.version, by=by, **facts)
        except Refusal:
            return

    @rule(side=SIDES, seen=VISIBILITIES)
    def raise_flag(self, side: str, seen: str) -> None:
        if side == "supervisee" or self.open:
            facts = {"visibility": seen, "number": self.version.number}
            with suppress(Refusal):
                make_flag(self.world, self.version.note, by=getattr(self.world, side), **facts)

    @rule(on=NUMBERS, seen=VISIBILITIES)
    def show_or_hide_a_flag(self, on: int, seen: str) -> None:
        rows = list(ReflectiveFlag.objects.filter(note=self.version.note_id).order_by("pk"))
        if not rows:
            return
        flag = rows[on % len(rows)]
        with suppress(Refusal):
            flags.change_flag(
                flag_id=flag.pk,
                expected_version=flag.version,
                by=flag.raised_by,
                visibility=seen,
            )

    @rule(text=TEXTS)
    def return_and_submit_again(self, text: str) -> None:
        if self.open:
            self.version = rewritten(self.world, self.version.note, text)

    @rule()
    def suspend_or_resume(self) -> None:
        pair = self.world.relationship
        pair.refresh_from_db()
        step = RelationshipMove.SUSPEND if self.open else RelationshipMove.RESUME
        move_relationship(
            relationship_id=pair.pk,
            move=step,
            expected_version=pair.version,
            by=self.world.lead,
        )
        self.open = not self.open

    @rule(who=st.integers(0, 1))
    def reconnect(self, who: int) -> None:
        reader = self.readers[who]
        if who == 0 and not self.open:
            answer = reader.client.get(f"{reader.address}events/?since=0")
            assert answer.status_code in (403, 404)
            return
        reader.catch_up()
        assert (reader.model, reader.last) == reader.snapshot()
        assert reader.flags == reader.flags_now()

    @rule(who=st.integers(0, 1))
    def open_a_new_tab(self, who: int) -> None:
        if who == 1 or self.open:
            self.readers[who].start_anew()

    @invariant()
    def numbers_have_no_gap(self) -> None:
        seqs = NoteEvent.objects.filter(note=self.version.note_id).values_list("seq", flat=True)
        assert list(seqs) == list(range(1, len(seqs) + 1))


@pytest.mark.django_db
def test_events_applied_to_an_old_snapshot_equal_a_fresh_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_state_machine_as_test(
        RoomModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None),
    )
    call_command("ledger", "sequence")
    capsys.readouterr()
    call_command("ledger", "verify", "--json")
    assert json.loads(capsys.readouterr().out)["status"] == "intact"


@pytest.mark.django_db
def test_a_new_version_and_a_flag_taken_back_reach_an_old_tab() -> None:
    """What chance may leave out of a short run."""
    room = RoomModel()
    room.begin()
    room.return_and_submit_again("He asked. a long silence")
    for who in (0, 1):
        room.reconnect(who)
    assert [len(one["places"]) for one in room.readers[0].model.values()] == [2]
    assert room.readers[0].flags
    room.show_or_hide_a_flag(0, FlagVisibility.PRIVATE)
    for who in (0, 1):
        room.reconnect(who)
    assert not room.readers[0].flags
