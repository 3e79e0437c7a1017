"""Groups of the world: a note presented in part, others whose presentation is over."""

from datetime import datetime, timedelta

from django.utils import timezone

from cases.actions import annotations, cases, drafts, flags, presentations
from cases.enums import NoteMove
from cases.models import GroupPresentation, Note, NoteVersion
from supervision.actions import groups
from supervision.enums import GroupKind
from tests import factories_cases as factories
from tests.matrix.readers import W, Who
from tests.matrix.world import World
from tests.matrix.world_notes import draft_of, submit

# Who is in which group, and of them who has left when everything is written.
GROUPS = {
    "circle": ((W.OWNER, W.FELLOW, W.STRAYED, W.FORMER), W.STRAYED),
    "apart": ((W.OWNER, W.APART, W.STRAYED, W.PEER), W.OWNER),
    "there": ((W.SUPERVISEE_THERE, W.SUPERVISOR_THERE), None),
}
# Notes that were presented, or will be, and of what case.
ONCE_SHOWN = {
    "unwilling": "shy",
    "over": "group",
    "deserted": "group",
    "planned": "group",
    "disowned": "group",
    "shut": "group",
    "masked": "group",
}


def make_groups(world: World) -> None:
    for name, (people, _) in GROUPS.items():
        place = "there" if name == "there" else "here"
        lead = world.people[W.LEAD_THERE if name == "there" else W.LEAD]
        group = groups.start_group(
            clinic_id=world.clinics[place].pk,
            name=f"Group {world.planted.word(f'group {name}: name')}",
            kind=GroupKind.PEER_CONSULTATION,
            member_ids=[world.people[who].pk for who in people],
            by=lead,
        )
        world.add(f"group {name}", group)
        for who in people:
            member = group.memberships.get(member=world.people[who])
            world.add(f"membership {name} {who}", member)


def present_notes(world: World) -> None:
    for case in ("group", "shy"):
        _allow(world, case)
    version = _opened(world, "presented", "group")
    earlier = _present(world, "apart", version, "apart")
    _say(world, "earlier", version, W.OWNER, visibility="group")
    presentations.end_presentation(presentation_id=earlier.pk, by=world.people[W.OWNER])
    _present(world, "circle", version, "circle", sections=["felt"])
    _talk(world, version)
    _flag(world, version)
    for name, case in ONCE_SHOWN.items():
        group = "apart" if name == "deserted" else "circle"
        other = _opened(world, name, case)
        _present(world, name, other, group)
        _say(world, name, other, W.OWNER, visibility="group", whole=True)
        _raise(world, name, other, "with_group", W.OWNER, whole=True)


def leave_groups(world: World) -> None:
    """What ends, after everything was said: a consent, a time, two memberships."""
    shy = world.row("case shy").consents.filter(form="group_presentation")
    shy.update(status="withdrawn")  # where the action has ended nothing, the rule still does
    GroupPresentation.objects.filter(pk=world.row("presentation planned").pk).update(
        starts_at=timezone.now() + timedelta(hours=12)
    )
    shut = world.row("presentation shut")
    presentations.end_presentation(presentation_id=shut.pk, by=world.people[W.OWNER])
    main = world.pairs["main"]
    factories.move(
        main,
        world.row("note disowned"),
        NoteMove.RETRACT,
        by=main.supervisee,
        reason="wrong_case",
        text="Sorry.",
    )
    past = timezone.now() - timedelta(hours=2)
    GroupPresentation.objects.filter(pk=world.row("presentation over").pk).update(
        starts_at=past - timedelta(hours=2), ends_at=past
    )
    for name, (_, who) in GROUPS.items():
        if who is not None:
            membership = world.row(f"membership {name} {who}")
            groups.end_membership(membership_id=membership.pk, by=world.people[W.LEAD])


def _allow(world: World, case: str) -> None:
    cases.record_consent(
        case_id=world.row(f"case {case}").pk,
        form="group_presentation",
        status="given",
        by=world.people[W.OWNER],
    )


def _opened(world: World, name: str, case: str) -> NoteVersion:
    main = world.pairs["main"]
    note: Note = draft_of(world, main, name, case, label=f"version {name} 1: text")
    note.draft.refresh_from_db()
    shown = "presentation circle: shown" if name == "presented" else f"version {name} 1: text"
    drafts.save_draft(
        note_id=note.pk,
        revision=note.draft.revision,
        by=main.supervisee,
        sections=note.draft.sections | {"felt": f"I felt {world.planted.word(shown)} then."},
    )
    submit(world, main, note, name)
    factories.move(main, note, NoteMove.OPEN)
    return NoteVersion.objects.select_related("note__case__data_key").get(note=note)


def _present(
    world: World,
    name: str,
    version: NoteVersion,
    group: str,
    *,
    sections: tuple[str, ...] | list[str] = (),
) -> GroupPresentation:
    made = presentations.present_note(
        note_id=version.note_id,
        number=1,
        group_id=world.row(f"group {group}").pk,
        sections=sections,
        ends_at=_tomorrow(),
        by=world.people[W.OWNER],
    )
    world.add(f"presentation {name}", made)
    return made


def _tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def _talk(world: World, version: NoteVersion) -> None:
    _say(world, "pair", version, W.SUPERVISOR)
    _say(world, "outside", version, W.SUPERVISOR, whole=True)
    _say(world, "circle", version, W.OWNER, visibility="group")
    _say(world, "circle supervisor", version, W.SUPERVISOR, visibility="group")
    for who in (W.FELLOW, W.STRAYED):
        _say(world, f"circle {who}", version, who)
    thread = world.row("annotation circle")
    made = annotations.annotate(
        note_id=version.note_id,
        number=1,
        act="supervisee_reply",
        body="And then?",
        parent_id=thread.pk,
        by=world.people[W.FELLOW],
    )
    world.add("annotation circle reply", made)


def _say(
    world: World,
    name: str,
    version: NoteVersion,
    who: Who,
    *,
    visibility: str = "",
    whole: bool = False,
) -> None:
    start, end = (0, 4) if whole else felt(version)
    made = annotations.annotate(
        note_id=version.note_id,
        number=1,
        act="question",
        body="Say more?",
        visibility=visibility,
        start=start,
        end=end,
        by=world.people[who],
    )
    world.add(f"annotation {name}", made)


def _flag(world: World, version: NoteVersion) -> None:
    _raise(world, "circle", version, "with_group", W.OWNER)
    _raise(world, "circle and lead", version, "with_lead", W.OWNER)
    _raise(world, "outside circle", version, "with_group", W.OWNER, whole=True)
    _raise(world, "pair only", version, "with_supervisor", W.OWNER)
    _raise(world, "own secret", version, "private", W.OWNER)
    _raise(world, "asked in circle", version, "with_group", W.SUPERVISOR)
    made = flags.raise_flag(
        note_id=version.note_id,
        dimension="power",
        visibility="with_group",
        number=1,
        by=world.people[W.OWNER],
    )
    world.add("flag all of it", made)


def _raise(
    world: World,
    name: str,
    version: NoteVersion,
    visibility: str,
    who: Who,
    *,
    whole: bool = False,
) -> None:
    start, end = (0, 4) if whole else felt(version)
    made = flags.raise_flag(
        note_id=version.note_id,
        dimension="power",
        visibility=visibility,
        number=1,
        start=start,
        end=end,
        by=world.people[who],
    )
    world.add(f"flag {name}", made)


def felt(version: NoteVersion) -> tuple[int, int]:
    """The first words of the section that is presented."""
    section = next(each for each in version.sections if each["key"] == "felt")
    return section["start"], section["start"] + 6
