"""The forms of a concern's pages, of which one was sent; what was typed is never lost."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest

from frontend.forms import PageForm
from frontend.forms_concerns import (
    DraftForm,
    MeasureForm,
    PassOnForm,
    SayForm,
    SendOnForm,
    WishForm,
    written,
)
from supervision.actions import concern_handling, concern_measures, concerns
from supervision.concern_access import free_handlers
from supervision.concern_enums import ConcernEntryKind, ConcernMove, ConcernStatus
from supervision.concern_policy import NOBODY_FREE
from supervision.concern_selectors import (
    ShownConcern,
    people_to_name,
    supervision_of_reporter,
    supervisors_to_propose,
)
from supervision.concern_workflow import RUNNING
from supervision.exceptions import Invalid, NotFound, StaleVersion
from supervision.models import User

MOVE: Final = "move:"
DONE: Final[Mapping[str, str]] = {
    "save": "Saved as a draft. Nobody else sees it.",
    "keep": "Kept for yourself, with today’s date. Nobody gets it.",
    "file": "Sent. You find the answer here; no mail is sent to you about it.",
    "delete": "Deleted.",
    "message": "Your message is there.",
    "note": "Your note is kept.",
    "shared": "Shared with the person concerned.",
    "reply": "Your words are with whoever handles this.",
    "wish": "Noted.",
    "pass": "It is with somebody else from here on.",
    "measure": "Granted.",
    "ask_deletion": "Whoever had it reads that you want it deleted.",
    "erase": "Deleted.",
    "refuse": "The reporter reads why it is kept.",
}


class Sent:
    """What the pages of the reporter, the handler and the person concerned share."""

    def __init__(self, shown: ShownConcern, user: User) -> None:
        self.user, self.done, self.gone, self.stale = user, "Done.", False, False
        self.shown = shown
        start = {"version": shown.concern.version}
        self.say: PageForm = SayForm(initial=start)
        self.wish: PageForm = WishForm(initial=start | {"wish": shown.concern.wish})
        self.begin()

    pass_on: PageForm
    others: list[User]

    def begin(self) -> None:
        """The forms of this page alone."""

    def ways(self) -> Mapping[str, Callable[[HttpRequest], PageForm]]:
        return {kind.value: self._entry for kind in ConcernEntryKind}

    def take(self, request: HttpRequest) -> PageForm:
        what = request.POST.get("do", "")
        way = self._move if what.startswith(MOVE) else self.ways().get(what)
        if way is None:
            raise NotFound
        self.done = DONE.get(what, "Done.")
        form = way(request)
        self.stale = isinstance(form.refused, StaleVersion)
        return form

    def show(self, shown: ShownConcern) -> None:
        """After a refusal: what was typed stays, on what is there now."""
        self.shown = shown
        if self.stale:
            for form in self.forms():
                if form.is_bound:
                    name = form.add_prefix("version")
                    form.data = {**form.data, name: str(shown.concern.version)}

    def forms(self) -> list[PageForm]:
        return [form for form in vars(self).values() if isinstance(form, PageForm)]

    def page(self) -> dict[str, Any]:
        concern = self.shown.concern
        return {
            "sent": self,
            "shown": self.shown,
            "concern": concern,
            "runs": concern.status in RUNNING,
            "needs_words": [it.move.label for it in self.shown.offers if it.reasons],
        }

    def _entry(self, request: HttpRequest) -> PageForm:
        form = self.say = SayForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                concern_handling.write_entry(
                    concern_id=self.shown.concern.pk,
                    kind=ConcernEntryKind(request.POST["do"]),
                    words=form.cleaned_data["words"],
                    by=self.user,
                )
        return form

    def _move(self, request: HttpRequest) -> PageForm:
        form = self.say = SayForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                concern_handling.move_concern(
                    concern_id=self.shown.concern.pk,
                    move=_move_named(request.POST["do"].removeprefix(MOVE)),
                    **form.cleaned_data,
                    by=self.user,
                )
        return form

    def _pass_on(self, request: HttpRequest) -> PageForm:
        form = PassOnForm(request.POST, people=self.others)
        self.pass_on = form
        if form.is_valid():
            with form.showing_refusals():
                concern_handling.pass_on_concern(
                    concern_id=self.shown.concern.pk,
                    handler_id=form.cleaned_data["handler"],
                    version=form.cleaned_data["version"],
                    by=self.user,
                )
                self.gone = True
        return form

    def _offers_passing_on(self) -> None:
        """Where this is somebody's to do: to whom."""
        moves = {offer.move for offer in self.shown.offers}
        concern = self.shown.concern
        passes = ConcernMove.PASS_ON in moves
        self.others = free_handlers(concern, but=[concern.handler_id]) if passes else []
        start = {"version": concern.version}
        self.pass_on = PassOnForm(initial=start, people=self.others)

    def _with_version(self, request: HttpRequest, act: Callable[..., Any]) -> PageForm:
        """A button without words of its own."""
        form = self.say = SayForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                act(
                    concern_id=self.shown.concern.pk,
                    version=form.cleaned_data["version"],
                    by=self.user,
                )
        return form


class SentByReporter(Sent):
    def begin(self) -> None:
        concern = self.shown.concern
        self.free = free_handlers(concern) if concern.status not in RUNNING else []
        self.draft = self._draft_form()
        self.send_on: PageForm = SendOnForm(
            initial={"version": concern.version}, people=self.free
        )
        self._offers_passing_on()

    def ways(self) -> Mapping[str, Callable[[HttpRequest], PageForm]]:
        return {
            "message": self._entry,
            "save": self._write,
            "keep": self._write,
            "file": self._write,
            "send_on": self._send_on,
            "delete": self._delete,
            "wish": self._change_wish,
            "pass": self._pass_on,
            "ask_deletion": self._ask_deletion,
        }

    def page(self) -> dict[str, Any]:
        status = self.shown.concern.status
        return super().page() | {
            "is_draft": status == ConcernStatus.DRAFT,
            "is_kept": status == ConcernStatus.KEPT,
            "nobody_free": "" if self.free else NOBODY_FREE,
            "waiting": [it for it in self.shown.measures if not (it.used_at or it.lifted_at)],
        }

    def _draft_form(self, data: Any = None) -> DraftForm:
        concern = self.shown.concern
        form = DraftForm(data, initial=written(concern))
        form.name_people(people_to_name(self.user, concern.clinic_id))
        form.offer(self.free)
        return form

    def _write(self, request: HttpRequest) -> PageForm:
        """Save; with another button, save and go on."""
        form = self.draft = self._draft_form(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                saved = concerns.write_concern(
                    concern_id=self.shown.concern.pk,
                    version=form.cleaned_data["version"],
                    content=form.facts(),
                    by=self.user,
                )
                form.data = {**request.POST.dict(), "version": str(saved.version)}
                self._go_on(request.POST["do"], form, saved.version)
        return form

    def _go_on(self, what: str, form: DraftForm, version: int) -> None:
        known: dict[str, Any] = {"concern_id": self.shown.concern.pk, "version": version}
        if what == "keep":
            concerns.keep_concern(**known, by=self.user)
        elif what == "file":
            concerns.file_concern(**known, handler_id=form.handler_id, by=self.user)

    def _send_on(self, request: HttpRequest) -> PageForm:
        form = self.send_on = SendOnForm(request.POST, people=self.free)
        self.done = DONE["file"]
        if form.is_valid():
            said = form.cleaned_data
            with form.showing_refusals():
                concerns.file_concern(
                    concern_id=self.shown.concern.pk,
                    version=said["version"],
                    handler_id=_chosen(self.free, said["handler"]),
                    wish=said["wish"],
                    by=self.user,
                )
        return form

    def _delete(self, request: HttpRequest) -> PageForm:
        form = self.say = SayForm(request.POST)
        with form.showing_refusals():
            concerns.delete_concern(concern_id=self.shown.concern.pk, by=self.user)
            self.gone = True
        return form

    def _change_wish(self, request: HttpRequest) -> PageForm:
        form = self.wish = WishForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                concern_handling.change_wish(
                    concern_id=self.shown.concern.pk, **form.cleaned_data, by=self.user
                )
        return form

    def _ask_deletion(self, request: HttpRequest) -> PageForm:
        return self._with_version(request, concern_handling.ask_deletion)


class SentByHandler(Sent):
    def begin(self) -> None:
        self._offers_passing_on()
        self.measure: PageForm = self._measure_form()

    def ways(self) -> Mapping[str, Callable[[HttpRequest], PageForm]]:
        return {
            "message": self._entry,
            "note": self._entry,
            "shared": self._entry,
            "pass": self._pass_on,
            "measure": self._grant,
            "erase": self._erase,
            "refuse": self._refuse,
        }

    def _measure_form(self, data: Any = None) -> MeasureForm:
        concern = self.shown.concern
        return MeasureForm(
            data,
            supervision=supervision_of_reporter(concern),
            people=supervisors_to_propose(concern),
        )

    def _grant(self, request: HttpRequest) -> PageForm:
        form = self._measure_form(request.POST)
        self.measure = form
        if form.is_valid():
            with form.showing_refusals():
                concern_measures.grant_measure(
                    concern_id=self.shown.concern.pk, **form.facts(), by=self.user
                )
        return form

    def _erase(self, request: HttpRequest) -> PageForm:
        form = self._with_version(request, concern_handling.erase_concern)
        self.gone = form.refused is None
        return form

    def _refuse(self, request: HttpRequest) -> PageForm:
        form = self.say = SayForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                concern_handling.refuse_deletion(
                    concern_id=self.shown.concern.pk, **form.cleaned_data, by=self.user
                )
        return form


class SentByPerson(Sent):
    """The person concerned, in a formal inquiry: a reply, and an appeal."""

    def ways(self) -> Mapping[str, Callable[[HttpRequest], PageForm]]:
        return {"reply": self._entry}


def _chosen(people: list[User], pk: str) -> Any:
    return next((person.pk for person in people if str(person.pk) == pk), None)


def _move_named(move: str) -> ConcernMove:
    if move not in ConcernMove.values:
        msg = "There is no such step."
        raise Invalid(msg)
    return ConcernMove(move)
