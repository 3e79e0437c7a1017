"""Every text field of the API: how text gets into it, and how it is read again."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, ClassVar

from cases.decision_enums import Lens
from cases.decision_fields import fields_of
from cases.dimensions import DIMENSIONS
from cases.enums import DecisionKind
from cases.formats import FORMATS
from cases.lenses import ANSWER_LENGTH, current
from tests.realdata.client import Answer, Caller
from tests.realdata.corpora import PUBLISHED, Brought, Pair, bring, open_case, start
from tests.realdata.strings import Field

Texts = Mapping[str, str]
OK = (200, 201)
READ_EVERY = 4
ROUNDS = 60
AGAIN = "Something to add."
_numbers = count(1)


def at(data: Any, path: str) -> Any:
    """``details.a`` or ``grounds.0.evidence`` in an answer."""
    for part in path.split("."):
        data = data[int(part) if part.isdigit() else part]
    return data


def nested(texts: Texts) -> dict[str, Any]:
    """``{"details.a": x}`` as ``{"details": {"a": x}}``."""
    body: dict[str, Any] = {}
    for path, text in texts.items():
        *way, last = path.split(".")
        inside = body
        for part in way:
            inside = inside.setdefault(part, {})
        inside[last] = text
    return body


class Target:
    """One place where text is written; its fields are sent together."""

    fields: ClassVar[Mapping[str, Field]]
    # What its fields are of: each kind gets every string through one target at least.
    kind: ClassVar[str]
    every: ClassVar[bool] = False

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.prepare()

    def prepare(self) -> None:
        """Bring about what is written to."""

    def write(self, texts: Texts) -> Answer:
        raise NotImplementedError

    def read(self, answer: Answer) -> Texts:
        """The texts as they came back, or as they are read anew."""
        data = answer.data
        return {name: at(data, name) for name in self.fields if _has(data, name)}


def _has(data: Any, path: str) -> bool:
    try:
        at(data, path)
    except (KeyError, IndexError):
        return False
    return True


class Patched(Target):
    """A thing with a version, changed in place and read again by its address."""

    path: str
    version: int = 1
    times: int = 0
    caller: Caller

    def write(self, texts: Texts) -> Answer:
        body = self.body(texts) | {"version": self.version}
        answer = self.caller.send("PATCH", self.path, body)
        if answer.status in OK:
            self.version = answer.data["version"]
        return answer

    def body(self, texts: Texts) -> dict[str, Any]:
        return nested(texts)

    def read(self, answer: Answer) -> Texts:
        """Every few times from its address, otherwise from what the change was answered."""
        self.times += 1
        data = answer.data if self.times % READ_EVERY else self.caller.get(self.path)
        return {name: at(data, name) for name in self.fields if _has(data, name)}


class CaseFacts(Patched):
    kind, every = "line", True
    fields: ClassVar = {
        "pseudonym": Field(60, required=True),
        "treatment_approach": Field(80),
        "presenting_theme": Field(2_000),
    }

    def prepare(self) -> None:
        self.caller = self.pair.supervisee
        self.path = f"cases/{open_case(self.pair)}/"


class OwnName(Target):
    kind, every = "name", True
    fields: ClassVar = {"display_name": Field(120, required=True, name=True)}

    def write(self, texts: Texts) -> Answer:
        return self.pair.supervisor.send("PATCH", "me/", dict(texts))


class DraftText(Target):
    kind, every = "note", True
    format = "case_presentation"
    fields: ClassVar = {
        f"sections.{section.key}": Field(200_000)
        for section in FORMATS["case_presentation"].sections
    } | {"supervision_question": Field(5_000)}

    def prepare(self) -> None:
        note = start(self.pair, open_case(self.pair), 0, self.format)
        self.path, self.revision = f"notes/{note}/draft/", 0

    def write(self, texts: Texts) -> Answer:
        body = nested(texts) | {"revision": self.revision}
        answer = self.pair.supervisee.send("PUT", self.path, body)
        if answer.status in OK:
            self.revision = answer.data["revision"]
        return answer


def _flag_fields(dimension: str) -> dict[str, Field]:
    schema = DIMENSIONS[dimension]
    details = [f"details.{field.code}" for field in schema.fields if field.kind == "text"]
    answers = [f"prompt_answers.{prompt.code}" for prompt in schema.prompts]
    return dict.fromkeys(["narrative", *details, *answers], Field())


class FlagWords(Patched):
    kind, every = "answers", True
    dimension = "power"
    fields: ClassVar = _flag_fields("power")

    def prepare(self) -> None:
        self.caller = self.pair.supervisee
        note = start(self.pair, open_case(self.pair), 0, "echo_question")
        flag = self.caller.post(
            f"notes/{note}/flags/", dimension=self.dimension, visibility="private"
        )
        self.path = f"flags/{flag['id']}/"


class IntersectionWords(FlagWords):
    every = False
    dimension = "intersectionality"
    fields: ClassVar = _flag_fields("intersectionality")


class SetAside(FlagWords):
    """Why a flag is set aside; it is taken up again in between."""

    kind, every = "reason", False
    fields: ClassVar = {"reason": Field()}

    def write(self, texts: Texts) -> Answer:
        path = f"{self.path}move/"
        body = {"status": "set_aside", "version": self.version}
        answer = self.caller.send("POST", path, body | dict(texts))
        if answer.status in OK:
            again = self.caller.post(
                path, 200, status="reopened", version=answer.data["version"]
            )
            self.version = again["version"]
        return answer

    def read(self, answer: Answer) -> Texts:
        return {"reason": answer.data["set_aside_reason"]}


class InRoom(Target):
    """Something about a note in review."""

    def prepare(self) -> None:
        self.room: Brought = bring(
            self.pair, next(_numbers), {"background": "One thing."}, layout="echo_question"
        )
        self.path = f"notes/{self.room.note}/annotations/"
        self.thread = self._annotate(act="concern", body="What about this?")

    def _annotate(self, **said: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.pair.supervisor.post(self.path, number=1, **said)
        return made

    def remarks(self, caller: Caller) -> dict[str, Any]:
        return {each["id"]: each for each in caller.get(self.path)["items"]}


class Remark(InRoom):
    """An annotation said anew, and read by the other person."""

    kind, every = "text", True
    fields: ClassVar = {"body": Field(required=True)}

    def write(self, texts: Texts) -> Answer:
        body = dict(texts) | {"version": self.thread["version"]}
        path = f"annotations/{self.thread['id']}/"
        answer = self.pair.supervisor.send("PATCH", path, body)
        if answer.status in OK:
            self.thread = answer.data
        return answer

    def read(self, _answer: Answer) -> Texts:
        return {"body": self.remarks(self.pair.supervisee)[self.thread["id"]]["body"]}


class NewRemark(InRoom):
    kind = "text"
    fields: ClassVar = {"body": Field(required=True)}
    more: ClassVar[Mapping[str, Any]] = {"act": "question"}

    def write(self, texts: Texts) -> Answer:
        body = {"number": 1, **self.more, **nested(texts)}
        return self.pair.supervisor.send("POST", self.path, body)


class Reply(InRoom):
    kind = "text"
    fields: ClassVar = {"body": Field(required=True)}

    def write(self, texts: Texts) -> Answer:
        body = {"number": 1, "act": "supervisee_reply", "parent": self.thread["id"]}
        return self.pair.supervisee.send("POST", self.path, body | dict(texts))


class Directive(NewRemark):
    """Every one of its terms has to be said."""

    kind = "answers"
    terms: ClassVar = {"what": "This.", "why": "For him.", "how_seen": "You tell me."}
    fields: ClassVar = {f"directive.{name}": Field(required=True) for name in terms}
    more: ClassVar = {"act": "directive", "body": "Please do this."}

    def write(self, texts: Texts) -> Answer:
        said = nested(texts)["directive"]
        terms = {"by_when": "2030-01-31"} | self.terms | said
        body = {"number": 1, **self.more, "directive": terms}
        return self.pair.supervisor.send("POST", self.path, body)


class RemarkReason(InRoom):
    """The words of a step; the remark is taken up again in between."""

    kind = "reason"
    fields: ClassVar = {"reason": Field()}

    def write(self, texts: Texts) -> Answer:
        path = f"annotations/{self.thread['id']}/"
        body = {"version": self.thread["version"]} | dict(texts)
        answer = self.pair.supervisor.send("POST", f"{path}settle/", body)
        if answer.status in OK:
            self.thread = self.pair.supervisor.post(
                f"{path}reopen/", 200, version=answer.data["version"]
            )
        return answer

    def read(self, answer: Answer) -> Texts:
        return {"reason": answer.data["status_reason"]}


class NoteRound(InRoom):
    """A round of a note: the words it goes back with, and what is new when it comes again."""

    kind = "reason"
    fields: ClassVar = {"text": Field(required=True)}

    def prepare(self) -> None:
        super().prepare()
        self.note = f"notes/{self.room.note}/"
        self.version, self.revision = self.room.version, 1
        self.rounds = 0

    def begin_round(self) -> None:
        """Another note before the steps of this one fill more than a page."""
        self.rounds += 1
        if self.rounds > ROUNDS:
            self.prepare()

    def write(self, texts: Texts) -> Answer:
        self.begin_round()
        body = {"version": self.version} | dict(texts)
        answer = self.pair.supervisor.send("POST", f"{self.note}return/", body)
        if answer.status in OK:
            self._again(texts["text"])
        return answer

    def _again(self, text: str) -> None:
        sent = self.pair.supervisee.post(
            f"{self.note}submit/",
            200,
            relationship=self.pair.site.home.relationship,
            revision=self.revision,
            change_note=text,
            identifiers_reason=PUBLISHED,
        )
        opened = self.pair.supervisor.post(f"{self.note}open/", 200, version=sent["version"])
        self.version, self.number = opened["version"], opened["number"]

    def read(self, _answer: Answer) -> Texts:
        """The return and the change note hold the same text."""
        version = self.pair.supervisor.get(f"{self.note}versions/{self.number}/")
        steps = self.pair.supervisee.get(f"{self.note}steps/?page_size=200")["results"]
        returned = [step["text"] for step in steps if step["move"] == "return"]
        assert version["change_note"] == returned[-1]
        return {"text": returned[-1]}


class Completion(NoteRound):
    """Review completed, and amended after it: an amendment says why, a completion may."""

    fields: ClassVar = {"text": Field()}

    def write(self, texts: Texts) -> Answer:
        self.begin_round()
        body = {"version": self.version, "attestation": "reviewed"} | dict(texts)
        answer = self.pair.supervisor.send("POST", f"{self.note}complete/", body)
        if answer.status in OK:
            self._amend(texts["text"])
        return answer

    def _amend(self, text: str) -> None:
        draft = self.pair.supervisee.put(
            f"{self.note}draft/", revision=self.revision, sections={"background": text + "!"}
        )
        self.revision = draft["revision"]
        sent = self.pair.supervisee.post(
            f"{self.note}amend/",
            200,
            relationship=self.pair.site.home.relationship,
            revision=self.revision,
            change_note=text if text.strip() else AGAIN,
            amend_kind="addendum",
            identifiers_reason=PUBLISHED,
        )
        opened = self.pair.supervisor.post(f"{self.note}open/", 200, version=sent["version"])
        self.version, self.number = opened["version"], opened["number"]

    def read(self, _answer: Answer) -> Texts:
        version = self.pair.supervisor.get(f"{self.note}versions/{self.number}/")
        steps = self.pair.supervisee.get(f"{self.note}steps/?page_size=200")["results"]
        said = [step["text"] for step in steps if step["move"] == "complete"]
        assert version["change_note"] in {said[-1], AGAIN}
        return {"text": said[-1]}


def _decision_fields(kind: DecisionKind) -> dict[str, Field]:
    known = fields_of(kind)
    return {
        name: Field()
        for name, field in known.items()
        if field.kind in {"text", "line"} and field.owner == "author"
    }


class ReferralText(Patched):
    """A referral in mind, with its grounds and its options."""

    kind, every = "decision", True
    option_texts = ("pros", "cons", "client_view", "wait_time", "cost", "cultural_fit")
    fields: ClassVar = {
        name: field
        for name, field in _decision_fields(DecisionKind.REFERRAL).items()
        if name != "emergency_action"
    } | {
        "grounds.0.evidence": Field(),
        "options.0.label": Field(),
        **{f"options.0.{name}": Field() for name in option_texts},
    }

    def prepare(self) -> None:
        self.caller = self.pair.supervisee
        made = self.caller.post("referrals/", case=open_case(self.pair))
        self.path, self.version = f"referrals/{made['id']}/", made["version"]

    def body(self, texts: Texts) -> dict[str, Any]:
        body = nested(texts)
        if "grounds" in body:
            body["grounds"] = [
                {"ground": "specialist", "primary": True, **body["grounds"]["0"]}
            ]
        if "options" in body:
            body["options"] = [{"label": "An option", **body["options"]["0"]}]
        return body


class BoundaryText(Patched):
    kind, every = "decision", True
    lens = Lens.CROSSING
    fields: ClassVar = {
        name: field
        for name, field in _decision_fields(DecisionKind.BOUNDARY).items()
        if name not in {"conditions", "rationale", "after_effect", "dissent"}
    } | {
        f"lens_answers.crossing.answers.{code}": Field(ANSWER_LENGTH)
        for code in current(Lens.CROSSING).questions
    }

    def prepare(self) -> None:
        self.caller = self.pair.supervisee
        made = self.caller.post(
            "boundaries/", case=open_case(self.pair), timing="planned", domain="money"
        )
        self.path, self.version = f"boundaries/{made['id']}/", made["version"]


class Asked(Patched):
    """Whom one asked about a decision, what, and what came of it."""

    kind = "decision"
    fields: ClassVar = {
        "question": Field(required=True),
        "advice": Field(),
        "why": Field(),
    }
    prepare = ReferralText.prepare

    def write(self, texts: Texts) -> Answer:
        body = {"version": self.version, "consulted": "peer", "on": "2026-05-04"}
        said = {"question": "What would you do?"} | dict(texts)
        answer = self.caller.send("POST", f"{self.path}consultations/", body | said)
        if answer.status in OK:
            self.version = self.caller.get(self.path)["version"]
        return answer

    def read(self, answer: Answer) -> Texts:
        return {name: answer.data[name] for name in self.fields}


class DecisionReason(Patched):
    """The reasons of a move; it is taken back in between."""

    kind = "reason"
    fields: ClassVar = {"reasons": Field(required=True)}
    prepare = ReferralText.prepare

    def write(self, texts: Texts) -> Answer:
        path = f"{self.path}move/"
        body = {"move": "hold", "version": self.version} | dict(texts)
        answer = self.caller.send("POST", path, body)
        if answer.status in OK:
            again = self.caller.post(path, 200, move="resume", version=answer.data["version"])
            self.version = again["version"]
        return answer

    def read(self, answer: Answer) -> Texts:
        return {"reasons": answer.data["steps"][-1]["reasons"]}


class Emergency(Target):
    kind = "decision"
    fields: ClassVar = {
        "emergency_action": Field(required=True),
        "receiving_service": Field(required=True),
    }

    def prepare(self) -> None:
        self.case = open_case(self.pair)

    def write(self, texts: Texts) -> Answer:
        said = dict.fromkeys(self.fields, "City hospital") | dict(texts)
        return self.pair.supervisee.send(
            "POST", "referrals/emergency/", {"case": self.case, **said}
        )


class GrantReason(Target):
    kind = "reason"
    fields: ClassVar = {"reason": Field(1_000, required=True)}

    def prepare(self) -> None:
        self.case = open_case(self.pair)

    def write(self, texts: Texts) -> Answer:
        reader = self.pair.site.home.ids["colleague"]
        until = self.pair.site.soon
        body = {"reader": reader, "expires_at": until} | dict(texts)
        return self.pair.supervisee.send("POST", f"cases/{self.case}/grants/", body)


TARGETS: tuple[Callable[[Pair], Target], ...] = (
    CaseFacts,
    OwnName,
    DraftText,
    FlagWords,
    IntersectionWords,
    SetAside,
    Remark,
    NewRemark,
    Reply,
    Directive,
    RemarkReason,
    NoteRound,
    Completion,
    ReferralText,
    BoundaryText,
    Asked,
    DecisionReason,
    Emergency,
    GrantReason,
)
