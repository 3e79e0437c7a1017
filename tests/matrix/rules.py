"""The rules of visibility, each with the words of the code that hold it."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule
from tests.matrix.rules_agreements import RULES_OF_AGREEMENTS
from tests.matrix.rules_audits import RULES_OF_AUDITS
from tests.matrix.rules_break_glass import RULES_OF_BREAK_GLASS
from tests.matrix.rules_changes import RULES_OF_CHANGES
from tests.matrix.rules_concerns import RULES_OF_CONCERNS
from tests.matrix.rules_covers import RULES_OF_COVERS
from tests.matrix.rules_incidents import RULES_OF_INCIDENTS

PEOPLE: Final = "supervision.access"
ACCESS: Final = "cases.access"
DECIDED: Final = "cases.decision_access"
GROUPS: Final = "cases.group_access"
CIRCLES: Final = "supervision.group_access"
POLICY: Final = "cases.policy"
SENDING: Final = "cases.submission_policy"
REVIEW: Final = "cases.decision_policy"
CLINIC: Final = "supervision.policy"
LISTS: Final = "supervision.selectors"
READING: Final = "cases.decision_reading"
EXPORTS: Final = "cases.export_selectors"
TAKING: Final = "cases.export_policy"
PASS: Final = "if False:"

RULES: Final[Sequence[Rule]] = (
    # Roles and relationships run in their time.
    Rule(PEOPLE, "Q(valid_from__lte=timezone.now()) & not_over()", "not_over()", Who.GONE),
    Rule(PEOPLE, "| Q(valid_to__gt=timezone.now())", "| Q(valid_to__isnull=False)", Who.LEFT),
    Rule(PEOPLE, "live_roles(user).filter(role__in=roles)", "live_roles(user).filter()"),
    Rule(PEOPLE, "filter(clinic_id=clinic_id, role__in=roles)", "filter(clinic_id=clinic_id)"),
    Rule(PEOPLE, "filter(clinic_id=clinic_id, role__in=roles)", "filter(role__in=roles)"),
    Rule(
        PEOPLE,
        '        running(),\n        _still("supervisor"',
        '        _still("supervisor"',
        Who.WANING,
    ),
    Rule(PEOPLE, "        status__in=LIVE,\n", ""),
    Rule(
        PEOPLE,
        "LIVE: Final = (RelationshipStatus.ACTIVE, RelationshipStatus.ENDING)",
        "LIVE: Final = tuple(RelationshipStatus)",
    ),
    # Cases and notes.
    Rule(
        ACCESS,
        "(*access.LIVE, RelationshipStatus.ENDED)",
        "tuple(RelationshipStatus)",
        Who.SUSPENDED,
    ),
    Rule(
        ACCESS,
        "        supervisor=user,\n        status__in=RECORDED",
        "        status__in=RECORDED",
    ),
    Rule(ACCESS, "        valid_from__lte=timezone.now(),\n", "", Who.LAPSED),
    Rule(
        ACCESS,
        "        clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISOR),\n    )\n\n\n"
        "def live",
        "    )\n\n\ndef live",
        Who.LEFT,
    ),
    Rule(
        ACCESS, "live_relationships().filter(supervisor=user)", "live_relationships()", Who.LEAD
    ),
    Rule(ACCESS, "live_relationships().filter(supervisee=user)", "live_relationships()"),
    Rule(ACCESS, "        supervisee=user,\n", "", Who.OWNER),
    Rule(
        ACCESS,
        "        clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISEE),\n",
        "",
        Who.FORMER,
    ),
    Rule(
        ACCESS,
        "        author=user,\n        case__clinic__in",
        "        case__clinic__in",
        Who.OWNER,
    ),
    Rule(
        ACCESS,
        "        case__clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISEE),\n",
        "",
        Who.FORMER,
    ),
    Rule(ACCESS, "    opened = opened_versions()\n", "    opened = _not_recalled()\n"),
    Rule(ACCESS, "        .exclude(note__status=NoteStatus.RETRACTED)\n", ""),
    Rule(
        ACCESS,
        '        .exclude(note__status__in=UNOPENED, number=F("note__current_number"))\n',
        "",
    ),
    Rule(ACCESS, "    shown = _not_recalled()\n", "    shown = NoteVersion.objects.all()\n"),
    Rule(ACCESS, ".exclude(status__in=(NoteStatus.DRAFT, NoteStatus.RETRACTED))", ".all()"),
    Rule(
        ACCESS,
        "submitted.filter(relationship__in=live_relationships(user))",
        "submitted.filter(relationship__in=recorded_relationships(user))",
        Who.PAST,
    ),
    # Grants.
    Rule(ACCESS, "        user=user,\n        expires_at", "        expires_at", Who.LEAD),
    Rule(ACCESS, "        expires_at__gt=timezone.now(),\n", "", Who.LAPSED),
    Rule(
        ACCESS,
        "        content_object__clinic__in="
        "access.clinic_ids_with_role(user, Role.SUPERVISOR),\n",
        "",
        Who.GONE,
    ),
    Rule(
        ACCESS,
        'opened.filter(note__case__in=_granted(user).values("content_object"))',
        'NoteVersion.objects.filter(note__case__in=_granted(user).values("content_object"))',
        Who.READER,
    ),
    # Flags.
    Rule(ACCESS, ".exclude(visibility=FlagVisibility.PRIVATE)", ".all()"),
    Rule(ACCESS, "            visibility=FlagVisibility.WITH_LEAD,\n", "", Who.LEAD),
    Rule(ACCESS, "            note__case__clinic__in=lead_clinics,\n", "", Who.LEAD_THERE),
    Rule(
        ACCESS,
        '            anchors__version__in=opened_versions().values("pk"),\n',
        "",
        Who.LEAD,
    ),
    Rule(
        ACCESS,
        "shown.filter(own, anchors__version__in=versions)",
        "shown.filter(own, note__in=readable_notes(user))",
    ),
    Rule(
        ACCESS,
        "shown.filter(own, anchors__version__in=versions)",
        "shown.filter(anchors__version__in=versions)",
        Who.SECONDARY,
    ),
    # What was said, on the version of one supervisor and on that of the next.
    Rule(ACCESS, "filter(begun, made_on__in=versions)", "filter(begun)", Who.SECONDARY),
    Rule(
        ACCESS,
        "filter(begun, made_on__in=versions)",
        "filter(made_on__in=versions)",
        Who.SECONDARY,
    ),
    # Decisions.
    Rule(DECIDED, "        supervisee=user,\n", "", Who.OWNER),
    Rule(
        DECIDED,
        "        clinic__in=clinic_ids_with_role(user, Role.SUPERVISEE),\n",
        "",
        Who.FORMER,
    ),
    Rule(DECIDED, ".filter(relationship__in=access.recorded_relationships(user))", ".all()"),
    Rule(
        DECIDED,
        ".filter(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))",
        ".all()",
        Who.LEAD_THERE,
    ),
    Rule(
        DECIDED, "Role.CLINIC_LEAD", "Role.CLINIC_LEAD, Role.ADMINISTRATOR", Who.ADMINISTRATOR
    ),
    Rule(DECIDED, ".filter(shared_at__isnull=False)", ".all()"),
    Rule(
        READING,
        "        return decision.REFLECTIVE\n",
        "        return frozenset()\n",
        Who.LEAD,
    ),
    Rule(
        READING,
        "reading == Reading.PAST_SUPERVISOR and _changed_since(decision)",
        "False",
        Who.PAST,
    ),
    Rule(READING, "if since is not None and step.at >= since", ""),
    Rule(
        REVIEW,
        "access.live_relationships(user).filter(decisions=decision.pk).exists()",
        "access.recorded_relationships(user).filter(decisions=decision.pk).exists()",
    ),
    Rule(REVIEW, "    if decision.supervisee_id != user.pk:\n", "    if False:\n"),
    Rule(REVIEW, "    if not is_supervisor_of(user, decision):\n", "    if False:\n"),
    Rule(REVIEW, "        if field.owner != owner:\n", "        if False:\n"),
    # What may be done with a note and in its room.
    Rule(POLICY, "    if not has_role(user, clinic_id, *Role):\n        raise NotFound\n", ""),
    Rule(POLICY, "    if not has_role(user, clinic_id, Role.SUPERVISEE):\n", "    if False:\n"),
    Rule(
        POLICY,
        "    if access.own_cases(user).filter(pk=case.pk).exists():\n        return\n"
        "    check_read_case(user, case)\n",
        "    check_read_case(user, case)\n    return\n",
    ),
    Rule(
        POLICY,
        '    if note.author_id != user.pk:\n        msg = "Only the author',
        '    if False:\n        msg = "Only the author',
    ),
    Rule(
        SENDING,
        "    if not access.own_relationships(user).filter(pk=relationship.pk).exists():\n",
        "    if False:\n",
    ),
    Rule(
        POLICY,
        "    if not access.live_relationships(user).filter(notes=note).exists():\n",
        "    if False:\n",
    ),
    Rule(
        POLICY,
        "    if note.author_id == user.pk:\n"
        '        msg = "You cannot supervise your own note."\n'
        "        raise NotAllowed(msg)\n    if not",
        "    if note.author_id != user.pk and not",
    ),
    Rule(
        POLICY,
        "    open_to_her = access.open_rooms(user) & access.reached_notes(user)\n",
        "    open_to_her = access.readable_notes(user)\n",
    ),
    Rule(
        POLICY,
        '        msg = "Only the person who wrote this can change it."\n'
        "        raise NotAllowed(msg)\n",
        "        pass\n",
    ),
    Rule(
        POLICY,
        '            msg = "Only the person who wrote this can withdraw it."\n'
        "            raise NotAllowed(msg)\n",
        "            pass\n",
    ),
    Rule(POLICY, "    if not owns_flag(user, flag):\n", "    if False:\n"),
    Rule(
        POLICY,
        "    return flag.share_answers or flag.raised_by_id == user.pk\n",
        "    return True\n",
        Who.READER,
    ),
    Rule(
        POLICY,
        "    check_read_flag(user, flag)\n    check_author(user, flag.note)\n",
        "    check_read_flag(user, flag)\n",
    ),
    Rule(
        POLICY,
        'shown to its author alone."""\n    check_author(user, note)\n',
        'shown to its author alone."""\n',
    ),
    Rule(
        "cases.room",
        "            return (reader_id, event.flag_id) in self.flags\n",
        "            return True\n",
    ),
    Rule(
        "cases.annotation_places",
        "return visible.exclude(status=AnnotationStatus.WITHDRAWN)",
        "return visible",
        Who.OWNER,
    ),
    Rule(
        "api.viewsets.web_annotations",
        "        if annotation.status == AnnotationStatus.WITHDRAWN:\n",
        "        if False:\n",
        Who.OWNER,
    ),
    # Groups: who is in them, what is presented to them, what of it.
    Rule(CIRCLES, "running(), Exists(held)", "Exists(held)", Who.STRAYED),
    Rule(CIRCLES, "running(), Exists(held)", "running()", Who.FORMER),
    Rule(GROUPS, "        Exists(agreed),\n", "", Who.FELLOW),
    Rule(GROUPS, "        Exists(presenter),\n", "", Who.APART),
    Rule(GROUPS, "        starts_at__lte=now,\n", "", Who.FELLOW),
    Rule(GROUPS, "        ends_at__gt=now,\n", "", Who.FELLOW),
    Rule(GROUPS, "        ended_at__isnull=True,\n", "", Who.FELLOW),
    Rule(GROUPS, ".exclude(note__status__in=UNSHOWN)", "", Who.FELLOW),
    Rule(GROUPS, "current_memberships().filter(member=user)", "current_memberships()"),
    Rule(GROUPS, "        .filter(group__in=mine)\n", "", Who.APART),
    Rule(GROUPS, "        shown,\n        version__pres", "        version__pres", Who.FELLOW),
    Rule(
        GROUPS,
        "        visibility__in=(FlagVisibility.WITH_GROUP, FlagVisibility.WITH_LEAD),\n",
        "",
        Who.FELLOW,
    ),
    Rule(
        GROUPS,
        "        acceptance__in=(FlagAcceptance.OWN, FlagAcceptance.ACCEPTED),\n",
        "",
        Who.FELLOW,
    ),
    Rule(
        ACCESS,
        'filter(presentation__in=presented_to(user).order_by().values("pk"))',
        'filter(made_on__in=presented_versions(user).values("pk"))',
        Who.FELLOW,
    ),
    Rule(
        "cases.room",
        "            return (reader_id, event.annotation_id) in self.annotations\n",
        "            return True\n",
        Who.FELLOW,
    ),
    Rule("cases.excerpts", "whole = presentation.whole", "whole = True", Who.FELLOW),
    Rule(
        "cases.excerpts",
        "if presentation.whole or start is None or end is None:",
        "if True:",
        Who.FELLOW,
    ),
    Rule(POLICY, "    if is_peer(user, note) and act not in PEER_ACTS:\n", "    if False:\n"),
    Rule(
        POLICY,
        "    if act == Act.DIRECTIVE and presentation.group.leader_id is None:\n",
        "    if False:\n",
    ),
    Rule(
        POLICY,
        '    if is_peer(user, note):\n        msg = "Flags belong',
        '    if False:\n        msg = "Flags belong',
    ),
    Rule(POLICY, "    if presentation.note.author_id != user.pk:\n", "    if False:\n"),
    Rule(
        "cases.presentation_selectors",
        "GroupPresentation.objects.filter(pk__in=mine.union(theirs, shown))",
        "GroupPresentation.objects.all()",
        Who.APART,
    ),
    Rule(
        CLINIC,
        "    if not current_memberships().filter(group=group.pk, member=user.pk).exists():\n",
        "    if False:\n",
    ),
    Rule(
        CLINIC,
        "    check_view_group(user, group)\n    check_manage_clinic(user, group.clinic_id)\n",
        "    check_view_group(user, group)\n",
    ),
    Rule(CLINIC, "    if membership.member_id != user.pk:\n", "    if False:\n"),
    Rule(
        LISTS,
        "SupervisionGroup.objects.filter(own | Q(clinic__in=managed_clinics(user)))",
        "SupervisionGroup.objects.all()",
        Who.APART,
    ),
    Rule(
        "cases.room",
        "moved = event.number == self.current or (reader_id, event.number) in self.versions",
        "moved = True",
    ),
    Rule(
        "cases.room",
        "return all((reader_id, number) in self.versions for number in stands_on)",
        "return True",
    ),
    Rule(
        "cases.selectors",
        'access.readable_annotations(user)\n        .select_related("author", "made_on__rel',
        'Annotation.objects\n        .select_related("author", "made_on__rel',
    ),
    Rule(
        "cases.selectors",
        'anchors().filter(version__in=access.reached_versions(user).values("pk"))',
        "anchors()",
        Who.SECONDARY,
    ),
    # What is shown of what may be read.
    Rule(
        "api.frames",
        "flag.prompt_answers if own or flag.share_answers else {}",
        "flag.prompt_answers",
    ),
    Rule(
        "api.frames", '"body": "" if withdrawn else annotation.body', '"body": annotation.body'
    ),
    Rule("api.serializers.flags", "if not policy.reads_answers(reader, instance):", PASS),
    Rule("api.serializers.flags", "if not policy.owns_flag(reader, instance):", PASS),
    Rule(
        "api.serializers.decisions",
        "return {name: value for name, value in shown.items() "
        "if name not in instance.withheld}",
        "return shown | {n: getattr(instance.decision, n) for n in instance.withheld}",
        Who.LEAD,
    ),
    Rule("api.viewsets.notes", "        policy.check_author(self.actor, note)\n", ""),
    Rule(
        "api.viewsets.relationships",
        "answer = RelationshipSerializer if reads else RelationshipForOffice",
        "answer = RelationshipSerializer",
        Who.ADMINISTRATOR,
    ),
    Rule("cases.selectors", "Q(number__in=direct) | Q(along", "Q(pk__isnull=False) | Q(along"),
    # Who asks at all.
    Rule(
        "api.permissions",
        "return request.user.is_authenticated and request.user.is_active",
        "return True",
        Who.ANONYMOUS,
    ),
    Rule(
        "supervision.actions.tokens",
        "filter(user=by, token_key=token_key)",
        "filter(token_key=token_key)",
    ),
    Rule(LISTS, "AuthToken.objects.filter(user=user)", "AuthToken.objects.all()"),
    # The clinic's rules.
    Rule(
        "supervision.policies",
        "PolicyChange.objects.filter(clinic__in=clinics_of(user))",
        "PolicyChange.objects.all()",
    ),
    Rule(
        CLINIC,
        'clinic_id, Role.CLINIC_LEAD):\n        msg = "Only a clinic lead changes',
        'clinic_id, *Role):\n        msg = "Only a clinic lead changes',
    ),
    Rule(CLINIC, "    if not has_role(user, change.clinic_id, *MANAGERS):\n", PASS_IF),
    Rule(CLINIC, "    if user.pk == change.proposed_by_id:\n", PASS_IF, Who.LEAD),
    # People.
    Rule(CLINIC, "    if not has_role(user, clinic_id, *Role):\n        raise NotFound\n", ""),
    Rule(CLINIC, "    if not has_role(user, clinic_id, *GIVEN_BY[role]):\n", "    if False:\n"),
    Rule(
        CLINIC,
        "user.pk == person.pk or _looks_after(user, person) or _works_with(user, person)",
        "True",
    ),
    Rule(CLINIC, "    if not _looks_after(user, person):\n", "    if False:\n"),
    Rule(
        CLINIC,
        "    if not own and not has_role(user, assignment.clinic_id, *MANAGERS):\n",
        "    if False:\n",
    ),
    Rule(
        CLINIC,
        "    if user.pk == assignment.user_id and user.is_active:\n        return\n",
        "    return\n",
    ),
    Rule(
        CLINIC,
        "    if not has_role(user, invitation.clinic_id, *MANAGERS):\n",
        "    if False:\n",
    ),
    Rule(CLINIC, "    if not parties(user, relationship):\n", "    if False:\n"),
    Rule(CLINIC, "    if not allowed & parties(user, relationship):\n", "    if False:\n"),
    Rule(
        CLINIC,
        "    if not own and not has_role(user, relationship.clinic_id, Role.CLINIC_LEAD):\n",
        "    if False:\n",
    ),
    Rule(
        LISTS,
        "return User.objects.filter(visible)",
        "return User.objects.all()",
        Who.LEAD_THERE,
    ),
    Rule(
        LISTS,
        "RoleAssignment.objects.filter(own | Q(clinic__in=managed_clinics(user)))",
        "RoleAssignment.objects.all()",
        Who.LEAD_THERE,
    ),
    Rule(
        LISTS,
        "return Invitation.objects.filter(clinic__in=managed_clinics(user))",
        "return Invitation.objects.all()",
        Who.LEAD_THERE,
    ),
    Rule(
        LISTS,
        "SupervisionRelationship.objects.filter(visible).select_related",
        "SupervisionRelationship.objects.select_related",
        Who.LEAD_THERE,
    ),
    Rule(
        "supervision.actions.invitations",
        "    if person.email.lower() != invitation.email:\n",
        "    if False:\n",
    ),
    Rule(
        "cases.actions.grants",
        "    if not policy.allows(policy.check_own_case, by, found.content_object):\n",
        "    if False:\n",
    ),
    # A page that forgets to ask.
    Rule(
        "frontend.views.cases",
        "shown = shown_or_404(selectors.cases_visible_to(user), case_id)\n    record",
        "shown = Case.objects.get(pk=case_id)\n    record",
    ),
    Rule(
        "frontend.views.notes",
        "    policy.check_author(user, note)\n    if note.status not in WRITABLE:",
        "    if note.status not in WRITABLE:",
    ),
    Rule("frontend.views.audit", "    if not clinics:\n", "    if False:\n"),
    *RULES_OF_AGREEMENTS,
    *RULES_OF_AUDITS,
    *RULES_OF_BREAK_GLASS,
    *RULES_OF_CHANGES,
    *RULES_OF_CONCERNS,
    *RULES_OF_COVERS,
    *RULES_OF_INCIDENTS,
    # What was taken out.
    Rule(EXPORTS, "own = Q(by=user, clinic", "own = Q(clinic", Who.SUPERVISOR),
    Rule(EXPORTS, "led & known", "led", Who.LEAD),
    Rule(EXPORTS, "clinic_ids_with_role(user, Role.CLINIC_LEAD)", "clinics_of(user)", Who.PEER),
    Rule(TAKING, "    if export.by_id != user.pk:\n", "    if False:\n", Who.LEAD),
    Rule(
        TAKING, "    _check_leads(user, clinic_id)\n    if asking", "    if asking", Who.OWNER
    ),
    Rule(
        "frontend.views.flags",
        "shown = shown_or_404(flags_shared_with_lead(user), flag_id)",
        "shown = ReflectiveFlag.objects.get(pk=flag_id)",
    ),
    Rule(
        "frontend.views.relationships",
        '"reads_notes": policy.allows(policy.check_read_private_notes, user, shown)',
        '"reads_notes": True',
    ),
    Rule(
        "frontend.flag_lines",
        "    if not policy.reads_answers(user, flag):\n",
        "    if False:\n",
    ),
)
