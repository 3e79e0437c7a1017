"""A page as a browser takes it apart: what could run in it, what it says, what can be sent."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

KNOWN = (
    "a abbr article aside b blockquote body br button caption circle cite code col "
    "colgroup data dd del desc details dfn dialog div dl dt em fieldset figcaption figure "
    "footer form g h1 h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label "
    "legend li line link main mark menu meta nav noscript ol optgroup option output p "
    "path polygon polyline pre progress q rect s samp script search section select small "
    "span strong sub summary sup svg symbol table tbody td template text textarea tfoot "
    "th thead time title tr tspan u ul use var wbr "
)
TAGS = frozenset(KNOWN.split())
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
ADDRESSES = frozenset(
    ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "hx-get", "hx-post"]
)
TYPED = frozenset({"text", "search", "textarea", ""})
KEPT = frozenset({"hidden", "date", "month", "number", "email", "select"})
TICKED = frozenset({"radio", "checkbox"})
OWN_ADDRESS = re.compile(r"$|/(?!/)|\?|#|mailto:[\w@.+-]*$|tel:|data:image/svg")


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    checked: bool = False
    # A select's values; the first chosen one or the first that says something counts.
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def typed(self) -> list[Control]:
        return [each for each in self.controls if each.kind in TYPED and each.name]

    def filled(self, text: str, **chosen: str) -> list[tuple[str, str]]:
        """What a browser sends when ``text`` is typed wherever something can be typed."""
        values: list[tuple[str, str]] = []
        pressed = False
        for each in self.controls:
            if not each.name or each.name in chosen:
                continue
            if each.kind in TYPED:
                values.append((each.name, _as_typed(each, text)))
            elif each.kind in KEPT or (each.kind in TICKED and each.checked):
                values.append((each.name, each.value))
            elif each.kind == "submit" and not pressed:
                values.append((each.name, each.value))
                pressed = True
        return [*values, *chosen.items()]


def as_sent(text: str) -> str:
    """A browser encodes no half of a pair; it puts U+FFFD there."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _as_typed(control: Control, text: str) -> str:
    """A line loses its line ends in a browser; lines of a text end in CRLF."""
    unix = as_sent(text).replace("\r\n", "\n").replace("\r", "\n")
    return unix.replace("\n", "\r\n") if control.kind == "textarea" else unix.replace("\n", "")


class Page(HTMLParser):
    def __init__(self, raw: str) -> None:
        super().__init__(convert_charrefs=True)
        self.raw = raw
        self.dangers: list[str] = []
        self.forms: list[Form] = []
        self.parts: list[str] = []
        self._stack: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._control: Control | None = None
        self.feed(raw)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.parts)

    # --- Parsing ---

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._look_for_danger(tag, said)
        if tag not in VOID:
            self._stack.append(tag)
        if tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
            if said.get("id"):
                self._by_id[said["id"]] = self._form
        self._collect(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        if tag == "textarea" and self._control is not None:
            self._control.value = self._control.value.removeprefix("\n")  # as browsers read it
            self._control = None

    def handle_data(self, data: str) -> None:
        if self._control is not None and self._control.kind == "textarea":
            self._control.value += data
        if not {"script", "style"} & set(self._stack):
            self.parts.append(data)

    def _look_for_danger(self, tag: str, said: dict[str, str]) -> None:
        if tag not in TAGS:
            self.dangers.append(f"<{tag}>")
        if tag == "script" and not said.get("src", "").startswith(("/static/", "/api/")):
            kind = said.get("type", "")
            if kind != "application/json" and "nonce" not in said:
                self.dangers.append(f"script {said}")
        for name, value in said.items():
            if name.startswith("on") or name in {"style", "srcdoc", "hx-on", "http-equiv"}:
                self.dangers.append(f"{tag} {name}={value[:60]}")
            if name in ADDRESSES and not OWN_ADDRESS.match(value.strip()):
                self.dangers.append(f"{tag} {name}={value[:60]}")

    def _collect(self, tag: str, said: dict[str, str]) -> None:
        owner = self._by_id.get(said["form"]) if said.get("form") else self._form
        if owner is None or "disabled" in said:
            return
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "input":
            kind, checked = said.get("type", "text"), "checked" in said
            owner.controls.append(Control(name, kind, value, checked))
        elif tag in {"textarea", "select", "button"}:
            kind = "submit" if tag == "button" else tag
            self._control = Control(name, kind, value)
            owner.controls.append(self._control)
        elif tag == "option" and self._control is not None and self._control.kind == "select":
            self._control.options.append(value)
            if "selected" in said or not self._control.value:
                self._control.value = value
