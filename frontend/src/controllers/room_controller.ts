import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import type { Person } from "../live/frames";
import { Line, type State } from "../live/line";
import { Margin } from "../live/margin";
import { type Passage, rangeOf } from "../live/passages";
import { heldIn, swapPart } from "../live/swap";
import { announce, showProblem } from "../page";

const STATES: Record<State, [string, string]> = {
  connecting: ["Connecting", "is-connecting"],
  live: ["Live", ""],
  reconnecting: ["Reconnecting", "is-connecting"],
  closed: ["Read only", "is-offline"],
};
const SIGNED_OUT = 4401;
const CLOSED = "This room is closed to you now. Its text has been taken off the screen.";
const LEFT = "You are signed out. Sign in again to go on.";
/** Why a room closed, as the server's code says: one sentence each. */
const WHY: Record<string, string> = {
  signed_out: LEFT,
  account_closed: "Your account has been closed, so this note is no longer shown to you.",
  supervision_ended: "The supervision this note belongs to has ended or is paused.",
  role_ended: "Your role in this clinic has ended, so this note is no longer shown to you.",
  note_retracted: "This note was retracted by the person who wrote it.",
  note_taken_back: "This note was taken back by the person who wrote it.",
};
const TYPING_EVERY = 3_000;
const TYPING_SHOWN = 5_000;
const PENDING = "pending";

interface Asked {
  passage: Passage | null;
  act?: string;
  dimension?: string;
}

/**
 * A room while somebody is in it. The socket only says that there is something new; what it is
 * comes from the server as parts of this page, the same for one's own words and for others'.
 *
 * <div data-controller="room passage" data-room-live-value="true" data-room-seq-value="12"
 *      data-room-me-value="…" data-room-socket-value="/ws/notes/…/" data-room-changes-value="…?version=1"
 *      data-action="passage:say->room#compose passage:flag->room#composeFlag
 *                   htmx:configRequest->room#tellSeq htmx:afterRequest->room#written">
 */
export default class RoomController extends Controller<HTMLElement> {
  static override targets = ["threads", "state", "faces", "typing", "say", "raise"];
  static override values = {
    live: Boolean,
    seq: Number,
    me: String,
    socket: String,
    changes: String,
  };
  declare readonly threadsTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly hasStateTarget: boolean;
  declare readonly facesTarget: HTMLElement;
  declare readonly typingTarget: HTMLElement;
  declare readonly sayTarget: HTMLElement;
  declare readonly raiseTarget: HTMLElement;
  declare readonly liveValue: boolean;
  declare seqValue: number;
  declare readonly meValue: string;
  declare readonly socketValue: string;
  declare readonly changesValue: string;

  private line: Line | null = null;
  private margin: Margin | null = null;
  private wanted = 0;
  private reading: Promise<void> | null = null;
  private stale = false;
  private typedAt = 0;
  private quiet: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.margin = new Margin(this.element, this.threadsTarget);
    this.margin.begin();
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("focusout", this.catchUp);
    if (!this.liveValue) return;
    const address = new URL(this.socketValue, window.location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.line = new Line(address.href, this.ends(), this.seqValue);
    this.line.open();
  }

  override disconnect(): void {
    this.line?.close();
    this.margin?.end();
    clearTimeout(this.quiet);
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("focusout", this.catchUp);
  }

  // --- Writing ---

  compose({ detail }: CustomEvent<Asked>): void {
    this.fill(this.sayTarget, detail.passage);
    const act = detail.act ?? "question";
    const choice = this.sayTarget.querySelector<HTMLInputElement>(
      `input[name=act][value="${CSS.escape(act)}"]`,
    );
    if (choice) choice.checked = true;
    this.openForm(this.sayTarget, "textarea[name=body]", detail.passage);
  }

  composeFlag({ detail }: CustomEvent<Asked>): void {
    this.fill(this.raiseTarget, detail.passage);
    const chosen = detail.dimension
      ? this.raiseTarget.querySelector<HTMLInputElement>(
          `input[name=dimension][value="${CSS.escape(detail.dimension)}"]`,
        )
      : null;
    if (chosen) chosen.checked = true;
    const first = chosen ? "textarea" : "input[name=dimension]";
    this.openForm(this.raiseTarget, first, detail.passage);
  }

  cancel(): void {
    this.closeForms();
    this.element.querySelector<HTMLElement>("[data-note]")?.focus({ preventScroll: true });
  }

  typing(): void {
    if (Date.now() - this.typedAt < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.line?.typing(true);
  }

  /** The server answers a write with what changed since this number. */
  tellSeq(event: CustomEvent<{ headers: Record<string, string> }>): void {
    event.detail.headers["Room-Seq"] = String(this.seqValue);
  }

  written(event: CustomEvent<{ xhr: XMLHttpRequest; elt: Element }>): void {
    const { xhr, elt } = event.detail;
    const changes = changesIn(xhr.responseText);
    if (!changes) return;
    const form = elt.closest("form");
    const card = form?.closest(".thread:not(.composer)");
    const written = form?.closest(".composer") && xhr.status < 300;
    if (written) this.closeForms();
    if (this.typedAt && xhr.status < 300) this.line?.typing(false);
    this.typedAt = 0;
    const arrived = this.apply(changes, form);
    const refused = document.getElementById(changes.dataset.opened ?? "");
    if (refused) this.margin?.open(refused);
    if (written && arrived) this.margin?.goTo(arrived);
    if (card && !refused) this.stayIn(card.id, form?.id ?? "");
  }

  /** The form one has sent is a new one now: whoever goes on writing, writes in it. */
  private stayIn(card: string, form: string): void {
    const next = document.getElementById(form)?.querySelector("textarea");
    (next ?? document.getElementById(card))?.focus({ preventScroll: true });
  }

  private fill(card: HTMLElement, passage: Passage | null): void {
    const words = passage ? passage.quote || this.wordsAt(passage) : "";
    const values: Record<string, string> = {
      start: passage ? String(passage.start) : "",
      end: passage ? String(passage.end) : "",
      quote: passage?.quote ?? "",
    };
    for (const [name, value] of Object.entries(values)) {
      const input = card.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (input) input.value = value;
    }
    const quote = card.querySelector<HTMLElement>("blockquote");
    const whole = card.querySelector<HTMLElement>("blockquote + p");
    if (quote) {
      quote.textContent = words;
      quote.hidden = !words;
    }
    if (whole) whole.hidden = Boolean(words);
  }

  private wordsAt(passage: Passage): string {
    return rangeOf(this.element, passage.start, passage.end)?.toString() ?? "";
  }

  private openForm(card: HTMLElement, first: string, passage: Passage | null): void {
    this.closeForms();
    const cancel = card.querySelector<HTMLElement>("[data-room-target=cancel]");
    if (cancel) cancel.hidden = false;
    card.dataset.at = passage ? String(passage.start) : "";
    this.highlight(passage);
    this.margin?.open(card);
    card.querySelector<HTMLElement>(first)?.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  private closeForms(): void {
    for (const card of [this.sayTarget, this.raiseTarget]) delete card.dataset.at;
    this.highlight(null);
    this.margin?.close();
  }

  /** The words one is writing about, while the selection is in the form. */
  private highlight(passage: Passage | null): void {
    if (!("highlights" in CSS)) return;
    const range = passage && rangeOf(this.element, passage.start, passage.end);
    if (range) CSS.highlights.set(PENDING, new Highlight(range));
    else CSS.highlights.delete(PENDING);
  }

  // --- Keys ---

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.margin?.isOpen()) {
      const focused = document.activeElement;
      if (focused && this.threadsTarget.contains(focused)) this.cancel();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!step) return;
    event.preventDefault();
    this.margin?.travel(step);
  };

  // --- Hearing ---

  private ends(): ConstructorParameters<typeof Line>[1] {
    return {
      news: (seq) => this.read(seq),
      presence: (people) => this.showPeople(people),
      state: (state) => this.showState(state),
      revoked: (code, reason) => this.wipe(code, reason),
      anew: async () => {
        await this.fetchChanges(null);
        return this.seqValue;
      },
    };
  }

  /** One request at a time; whatever rings meanwhile is in the next. */
  private read(seq: number): void {
    this.wanted = Math.max(this.wanted, seq);
    if (this.reading || this.wanted <= this.seqValue) return;
    this.reading = this.fetchChanges(this.seqValue)
      .catch(() => showProblem("Something new could not be loaded. Reload the page."))
      .finally(() => {
        const loaded = this.seqValue >= this.wanted;
        this.reading = null;
        if (!loaded && this.line) setTimeout(() => this.read(this.wanted), TYPING_EVERY);
      });
  }

  private async fetchChanges(since: number | null): Promise<void> {
    const asked = since === null ? "" : `&since=${since}`;
    const response = await fetch(`${this.changesValue}${asked}`, {
      headers: { "HX-Request": "true" },
    });
    if (response.redirected) window.location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const changes = changesIn(await response.text());
    if (changes) this.apply(changes, null);
  }

  /** Renews the page, and says which card came or changed if it is one alone. */
  private apply(changes: HTMLElement, sent: Element | null): HTMLElement | null {
    const parts = [...changes.querySelectorAll<HTMLElement>("[data-part][id]")];
    const cards = parts.filter((part) => "card" in part.dataset);
    const unknown = cards.filter((card) => !document.getElementById(card.id));
    const [arrived, another] = unknown.length ? unknown : cards;
    const steady = this.firstInView();
    const before = steady?.getBoundingClientRect().top ?? 0;
    const held = heldIn(this.element, sent);
    const place = document.activeElement?.closest("[data-part]")?.id;
    for (const fresh of parts) {
      const old = document.getElementById(fresh.id);
      if (!old) this.threadsTarget.append(asNew(fresh));
      else if (!swapPart(old, fresh, held)) this.stale = true;
    }
    htmx.process(this.element);
    this.seqValue = Math.max(this.seqValue, Number(changes.dataset.seq) || 0);
    this.margin?.renew((changes.dataset.order ?? "").split(" ").filter(Boolean), held);
    if (steady?.isConnected) {
      window.scrollBy(0, steady.getBoundingClientRect().top - before);
    }
    // A new card in the place of the one with the focus: nobody is thrown out of it.
    if (place && document.activeElement === document.body) {
      document.getElementById(place)?.focus({ preventScroll: true });
    }
    this.dispatch("changed");
    const news = [...changes.querySelectorAll("[data-news] li")].map((li) => li.textContent);
    if (news.length) announce(news.join(" "));
    return arrived && !another ? arrived : null;
  }

  /** A paragraph one is reading now: it must stay where it is. */
  private firstInView(): HTMLElement | undefined {
    const paragraphs = [...this.element.querySelectorAll<HTMLElement>(".para")];
    return paragraphs.find((each) => each.getBoundingClientRect().bottom > 0);
  }

  /** What could not be renewed while somebody wrote in it is renewed when they are done. */
  private readonly catchUp = (): void => {
    if (!this.stale || heldIn(this.element).length) return;
    this.stale = false;
    void this.fetchChanges(null).catch(() => undefined);
  };

  private showState(state: State): void {
    if (!this.hasStateTarget) return;
    const [words, look] = STATES[state];
    this.stateTarget.textContent = words;
    this.stateTarget.className = `live ${look}`.trim();
  }

  private showPeople(people: Person[]): void {
    this.facesTarget.replaceChildren(...people.map(face));
    const others = people.filter((person) => person.typing && person.id !== this.meValue);
    const names = others.map((person) => person.name).join(", ");
    clearTimeout(this.quiet);
    this.typingTarget.textContent = names && `${names} is writing …`;
    this.quiet = setTimeout(() => {
      this.typingTarget.replaceChildren();
      for (const item of this.facesTarget.children) item.classList.remove("is-typing");
    }, TYPING_SHOWN);
  }

  private wipe(code: number, reason: string): void {
    const sentence = WHY[reason] ?? (code === SIGNED_OUT ? LEFT : CLOSED);
    const title = document.createElement("h1");
    title.textContent = "Nothing is shown here now";
    const words = document.createElement("p");
    words.textContent = sentence;
    const card = document.createElement("div");
    card.className = "card stack";
    card.append(title, words);
    this.highlight(null);
    this.element.replaceChildren(card);
    document.title = document.title.replace(/^.* · /, "");
    announce(sentence);
  }
}

function changesIn(html: string): HTMLElement | null {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector<HTMLElement>("[data-changes]");
}

function asNew(card: HTMLElement): HTMLElement {
  card.classList.add("is-new");
  setTimeout(() => card.classList.remove("is-new"), TYPING_SHOWN);
  return card;
}

function face(person: Person): HTMLElement {
  const item = document.createElement("li");
  item.classList.toggle("is-typing", person.typing);
  item.title = `${person.name}, ${person.role}`;
  const letters = document.createElement("span");
  letters.className = "face";
  letters.ariaHidden = "true";
  const words = person.name.split(/\s+/);
  letters.textContent = [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
  const name = document.createElement("span");
  name.className = "sr";
  name.textContent = `${person.name}, ${person.role}`;
  item.append(letters, name);
  return item;
}
