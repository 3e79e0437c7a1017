"""Ids inside a body or behind another id open nothing that their own address does not open."""

from typing import Any, Final, NamedTuple

from tests.matrix.calls import Answer, Callers, everything, undone
from tests.matrix.readers import W, Who
from tests.matrix.shared import MatrixCase
from tests.matrix.sweep import may_read
from tests.matrix.table import Id, InDays, Revision, Version, filled
from tests.matrix.world import World


class Foreign(NamedTuple):
    """One thing of somebody else's, named in a write that is one's own in all else."""

    who: Who
    method: str
    address: tuple[Any, ...]
    body: dict[str, Any]
    status: int


SPAN: Final = {"section": "happened", "start": 0, "end": 2}
DRAFT: Final = {"relationship": Id("relationship main"), "revision": Revision("note draft")}
ON_OPEN: Final = {"number": 1, "act": "question", "body": "Why?"}
OUTSIDE: Final = {"start": 0, "end": 2}  # of what is presented
FOREIGN: Final = (
    # To a supervision that is not one's own, is over, rests, or has not begun.
    *(
        Foreign(
            W.OWNER,
            "post",
            ("notes", "note draft", "submit"),
            DRAFT | {"relationship": Id(f"relationship {name}")},
            status,
        )
        for name, status in (
            ("peer", 404),
            ("there", 404),
            ("past", 403),
            ("waning", 403),
            ("left", 403),
            ("suspended", 403),
            ("inactive", 403),
            ("lapsed", 403),
        )
    ),
    *(
        Foreign(
            W.OWNER,
            "post",
            ("referrals", "referral thinking", "move"),
            {
                "move": "propose",
                "version": Version("referral thinking"),
                "relationship": Id(f"relationship {name}"),
            },
            403,
        )
        for name in ("peer", "there", "past", "waning", "suspended")
    ),
    # On a case, a version, a thread or a flag that is somebody else's.
    *(
        Foreign(
            W.OWNER,
            "post",
            ("notes",),
            {"case": Id(case), "kind": "process_note", "format": "reflective_short"},
            404,
        )
        for case in ("case peer", "case there")
    ),
    Foreign(W.OWNER, "post", ("referrals",), {"case": Id("case peer")}, 404),
    Foreign(
        W.OWNER,
        "post",
        ("referrals",),
        {"case": Id("case main"), "from_version": Id("version peer 1")},
        400,
    ),
    Foreign(
        W.OWNER,
        "post",
        ("boundaries",),
        {
            "case": Id("case main"),
            "from_version": Id("version old 1"),  # her own, on another case
            "timing": "planned",
            "domain": "time",
        },
        400,
    ),
    *(
        Foreign(
            W.SUPERVISOR,
            "post",
            ("notes", "note open", "annotations"),
            ON_OPEN | {"act": "reflection", "parent": Id(f"annotation {thread}")},
            400,
        )
        for thread in ("peer", "there", "old", "retracted")
    ),
    Foreign(
        W.OWNER,
        "post",
        ("referrals", "referral thinking", "options"),
        {"version": Version("referral thinking"), "id": Id("referral peer"), "label": "Mine"},
        404,
    ),
    Foreign(
        W.SUPERVISOR,
        "post",
        ("notes", "note open", "annotations"),
        ON_OPEN | {"number": 2},
        404,
    ),
    Foreign(
        W.SUPERVISOR,
        "post",
        ("notes", "note resubmitted", "annotations"),
        ON_OPEN | {"number": 2},
        409,  # it waits to be opened
    ),
    # A peer speaks to the group, in its threads, about what is presented; so does the pair
    # when it speaks to the group.
    *(
        Foreign(who, "post", ("notes", note, "annotations"), ON_OPEN | said, status)
        for who, note, said, status in (
            (W.FELLOW, "note presented", {"visibility": "pair"}, 403),
            (W.FELLOW, "note presented", {"parent": Id("annotation pair")}, 400),
            (W.FELLOW, "note presented", {"parent": Id("annotation earlier")}, 400),
            (W.FELLOW, "note presented", OUTSIDE, 400),
            (W.FELLOW, "note presented", OUTSIDE | {"quote": "He"}, 400),
            (W.FELLOW, "note presented", {"number": 2}, 404),
            (W.FELLOW, "note planned", {"visibility": "group"}, 404),
            (W.APART, "note presented", {"visibility": "group"}, 404),
            (W.STRAYED, "note presented", {"parent": Id("annotation circle strayed")}, 404),
            (
                W.SUPERVISOR,
                "note presented",
                OUTSIDE | {"visibility": "group"},
                400,
            ),
            (W.SUPERVISOR, "note over", {"visibility": "group"}, 409),
            (W.SUPERVISOR, "note planned", {"visibility": "group"}, 409),
        )
    ),
    # To a group that one is not in, or not any more; without the client's consent; twice.
    *(
        Foreign(
            W.OWNER,
            "post",
            ("notes", note, "present"),
            {"number": 1, "group": Id(f"group {group}"), "ends_at": InDays(1)},
            status,
        )
        for note, group, status in (
            ("note open", "circle", 409),
            ("note unwilling", "circle", 409),
            ("note presented", "circle", 409),
            ("note planned", "circle", 409),
            ("note over", "apart", 400),
            ("note over", "there", 400),
            ("note waiting", "circle", 409),
            ("note disowned", "circle", 409),
            ("note peer", "circle", 404),
        )
    ),
    Foreign(
        W.LEAD,
        "post",
        ("groups",),
        {
            "clinic": Id("clinic here"),
            "name": "Ours",
            "kind": "peer_consultation",
            "members": [Id("person owner"), Id("person supervisor there")],
        },
        400,
    ),
    Foreign(
        W.LEAD,
        "post",
        ("groups", "group circle", "members"),
        {"member": Id("person supervisor there")},
        400,
    ),
    # To somebody who is no supervisor of the clinic, whether one may know of them or not.
    *(
        Foreign(
            W.OWNER,
            "post",
            ("cases", "case main", "grants"),
            {
                "reader": Id(f"person {reader}"),
                "reason": "To think along.",
                "expires_at": InDays(30),
            },
            400,
        )
        for reader in ("peer", "supervisor there", "inactive")
    ),
    # People of another clinic are nobody here.
    Foreign(
        W.LEAD,
        "post",
        ("role-assignments",),
        {
            "person": Id("person supervisor there"),
            "clinic": Id("clinic here"),
            "role": "supervisor",
        },
        404,
    ),
    Foreign(
        W.LEAD,
        "post",
        ("role-assignments",),
        {"person": Id("person supervisor"), "clinic": Id("clinic there"), "role": "supervisor"},
        404,
    ),
    Foreign(
        W.ADMINISTRATOR,
        "post",
        ("role-assignments",),
        {"person": Id("person supervisor"), "clinic": Id("clinic here"), "role": "clinic_lead"},
        403,
    ),
    Foreign(
        W.LEAD,
        "post",
        ("invitations",),
        {"clinic": Id("clinic there"), "email": "new@example.org", "role": "supervisee"},
        404,
    ),
)


def tried(callers: Callers, foreign: Foreign) -> Answer:
    """What somebody hears who does it; it has not happened afterwards."""
    url, body = url_of(callers.world, foreign.address), filled(callers.world, foreign.body)
    with undone():
        return callers.ask(foreign.who, foreign.method, url, body)


def url_of(world: World, address: tuple[str, ...]) -> str:
    parts = [str(world.row(part).pk) if part in world.targets else part for part in address]
    return "/api/v1/" + "/".join(parts) + "/"


class TheIdsInside(MatrixCase):
    def test_what_is_named_inside_has_to_be_ones_own_too(self) -> None:
        before = everything()
        for number, foreign in enumerate(FOREIGN):
            with self.subTest(number=number, foreign=foreign):
                self._refused(foreign)
        assert everything() == before

    def _refused(self, foreign: Foreign) -> None:
        answer = tried(self.callers, foreign)
        assert (answer.status, answer.wrote) == (foreign.status, frozenset()), answer.text
        sent = str(filled(self.world, foreign.body)) + url_of(self.world, foreign.address)
        for thing in self.world.planted.found_in(answer.text, but=sent):
            label = self.world.planted.words.get(thing, thing)
            assert foreign.who in may_read(label), label

    def test_a_flag_of_another_note_is_not_moved_by_a_draft(self) -> None:
        """Unknown places are left alone; what is somebody else's stays where it is."""
        place = {"id": Id("flag peer"), **SPAN}
        body = {
            "revision": Revision("note draft"),
            "sections": {"happened": "Another text."},
            "flags": [place],
        }
        before = self.world.row("flag peer").start
        with undone():
            self.callers.ask(
                W.OWNER,
                "put",
                url_of(self.world, ("notes", "note draft", "draft")),
                filled(self.world, body),
            )
            flag = self.world.row("flag peer")
            flag.refresh_from_db()
            assert flag.start == before

    def test_filters_find_nothing_that_the_list_does_not_show(self) -> None:
        """A filter by somebody else's id is an empty list, not a way in."""
        asked = (
            ("notes", "case", "case peer"),
            ("notes", "author", "person peer"),
            ("notes", "relationship", "relationship peer"),
            ("cases", "supervisee", "person peer"),
            ("cases", "clinic", "clinic there"),
            ("decisions", "case", "case peer"),
            ("decisions", "supervisee", "person peer"),
            ("relationships", "supervisee", "person peer"),
            ("role-assignments", "person", "person peer"),
            ("invitations", "clinic", "clinic here"),
            ("people", "clinic", "clinic there"),
        )
        for listed, name, thing in asked:
            with self.subTest(listed=listed, name=name):
                url = f"/api/v1/{listed}/?{name}={self.world.row(thing).pk}"
                answer = self.callers.ask(W.OWNER, "get", url)
                assert answer.status == 200
                assert '"results":[]' in answer.text

    def test_a_token_opens_what_its_person_opens_and_no_tokens(self) -> None:
        asked = (
            (W.OWNER, "notes/{}/", "note open", 200),
            (W.OWNER, "notes/{}/draft/", "note draft", 200),
            (W.OWNER, "notes/{}/", "note there", 404),
            (W.OWNER, "cases/{}/", "case peer", 404),
            (W.OWNER, "tokens/", "", 403),
            (W.INACTIVE, "me/", "", 401),
            (W.INACTIVE, "notes/{}/", "note inactive", 401),
        )
        for who, url, thing, status in asked:
            with self.subTest(who=who, url=url, thing=thing):
                pk = self.world.row(thing).pk if thing else ""
                header = {"Authorization": f"Token {self.world.links[f'token {who}']}"}
                answer = self.callers.ask(
                    W.ANONYMOUS, "get", f"/api/v1/{url.format(pk)}", form=False, **header
                )
                assert answer.status == status
                for found in self.world.planted.found_in(answer.text):
                    assert who in may_read(self.world.planted.words.get(found, found))
