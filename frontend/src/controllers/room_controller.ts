import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { face } from "../live/faces";
import { intoForm, Sent } from "../live/forms";
import type { Person, Place } from "../live/frames";
import { Line, type State } from "../live/line";
import { Margin } from "../live/margin";
import { News } from "../live/news";
import { type Passage, rangeOf } from "../live/passages";
import { Hand, Steady } from "../live/steady";
import { heldIn, swapPart } from "../live/swap";
import { wipe } from "../live/wipe";
import { announce, showProblem } from "../page";

const STATES: Record<State, [string, string]> = {
  connecting: ["Connecting", "is-connecting"],
  live: ["Live", ""],
  reconnecting: ["Reconnecting", "is-connecting"],
  closed: ["Read only", "is-offline"],
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
  static override targets = ["threads", "state", "faces", "typing", "say", "raise", "affirm"];
  static override values = {
    live: Boolean,
    seq: Number,
    me: String,
    socket: String,
    changes: String,
    filter: String,
  };
  declare readonly threadsTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly hasStateTarget: boolean;
  declare readonly facesTarget: HTMLElement;
  declare readonly typingTarget: HTMLElement;
  declare readonly sayTarget: HTMLElement;
  declare readonly raiseTarget: HTMLElement;
  declare readonly affirmTarget: HTMLFormElement;
  declare readonly hasAffirmTarget: boolean;
  declare readonly liveValue: boolean;
  declare seqValue: number;
  declare readonly meValue: string;
  declare readonly socketValue: string;
  declare readonly changesValue: string;
  declare filterValue: string;

  private line: Line | null = null;
  private margin: Margin | null = null;
  private wanted = 0;
  private reading: Promise<void> | null = null;
  private stale = false;
  private typedAt = 0;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private readonly news = new News(announce);
  private hand = new Hand(null);
  private readonly sent = new Sent();

  override connect(): void {
    this.margin = new Margin(this.element, this.threadsTarget, (card) =>
      this.dispatch("opened", { detail: { card } }),
    );
    this.margin.begin();
    this.hand = new Hand(this.element.querySelector("[data-note]"));
    this.hand.begin();
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
    this.news.forget();
    this.hand.end();
    clearTimeout(this.quiet);
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("focusout", this.catchUp);
  }

  // --- Writing ---

  compose({ detail }: CustomEvent<Asked>): void {
    this.fill(this.sayTarget, detail.passage);
    const choice = detail.act
      ? this.sayTarget.querySelector<HTMLInputElement>(
          `input[name=act][value="${CSS.escape(detail.act)}"]`,
        )
      : null;
    if (choice) choice.checked = true;
    const first = choice ? "textarea[name=body]" : "input[name=act]";
    this.openForm(this.sayTarget, first, detail.passage);
  }

  /** One press: sent as it is, and what is typed elsewhere stays where it is. */
  affirm({ detail }: CustomEvent<Asked>): void {
    if (!this.hasAffirmTarget) return;
    const part = this.affirmTarget.parentElement;
    if (part) this.fill(part, detail.passage);
    this.affirmTarget.requestSubmit();
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

  typing(event: Event): void {
    const form = (event.target as Element).closest("form");
    if (form?.hasAttribute("data-quiet")) return; // she thinks first
    if (Date.now() - this.typedAt < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.line?.typing(true);
  }

  /** The server answers a write with what changed since this number. */
  tellSeq(event: CustomEvent<{ headers: Record<string, string> }>): void {
    event.detail.headers["Room-Seq"] = String(this.seqValue);
    event.detail.headers["Room-Filter"] = this.filterValue;
    const form = (event.target as Element).closest("form");
    if (form) this.sent.remember(form);
  }

  async written(event: CustomEvent<{ xhr: XMLHttpRequest; elt: Element }>): Promise<void> {
    const { xhr, elt } = event.detail;
    const changes = changesIn(xhr.responseText);
    if (!changes) return;
    await this.hand.free();
    const form = elt.closest("form");
    const card = form?.closest(".thread:not(.composer)");
    const affirmed = this.hasAffirmTarget && form === this.affirmTarget;
    const composed = form?.closest(".composer.is-open") && !this.sent.goesOn(form, changes);
    const written = (affirmed || composed) && xhr.status < 300;
    if (written && !affirmed) this.closeForms();
    if (this.typedAt && xhr.status < 300) this.line?.typing(false);
    this.typedAt = 0;
    const arrived = this.apply(changes, form && this.sent.isAsSent(form) ? form : null);
    const refused = document.getElementById(changes.dataset.opened ?? "");
    if (refused) this.margin?.open(refused);
    if (written && arrived) {
      arrived.hidden = false; // one's own words are seen, whatever is filtered
      this.margin?.goTo(arrived);
    }
    if (affirmed && arrived) announce("Affirmed.");
    if (card && !refused) this.stayIn(card.id, form?.id ?? "");
  }

  /** The form one has sent is a new one now: whoever goes on writing, writes in it. */
  private stayIn(card: string, form: string): void {
    const next = document.getElementById(form)?.querySelector("textarea");
    (next ?? document.getElementById(card))?.focus({ preventScroll: true });
  }

  private fill(card: HTMLElement, passage: Passage | null): void {
    intoForm(card, passage, passage ? passage.quote || this.wordsAt(passage) : "");
  }

  /** On a small screen the form comes over the text, but not over what it is about. */
  private wordsInView(passage: Passage): void {
    const place = rangeOf(this.element, passage.start, passage.end)?.startContainer;
    if (this.element.querySelector(".is-sheet")) {
      place?.parentElement?.scrollIntoView({ block: "nearest" });
    }
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
    if (passage) this.wordsInView(passage);
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

  // --- Going about ---

  /** Other threads are asked for; every form with words in it stays. */
  sift({ detail }: CustomEvent<{ query: string }>): void {
    this.filterValue = detail.query;
    void this.fetchChanges(null).catch(() =>
      showProblem("The other threads could not be loaded. Reload the page."),
    );
  }

  go({ detail }: CustomEvent<{ card: HTMLElement }>): void {
    this.margin?.goTo(detail.card);
  }

  travel({ detail }: CustomEvent<{ step: number }>): void {
    this.margin?.travel(detail.step);
  }

  point({ detail }: CustomEvent<{ place: Place }>): void {
    this.line?.point(detail.place);
  }

  quietly(): void {
    this.line?.typing(false);
  }

  /** A thought was put aside beside its passage, or one is gone. */
  held({ detail }: CustomEvent<{ card: HTMLElement | null }>): void {
    this.closeForms();
    if (detail.card) this.margin?.goTo(detail.card);
  }

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
      pointed: (person, place) => this.dispatch("pointed", { detail: { person, place } }),
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
    const asked = new URLSearchParams(this.filterValue);
    if (since !== null) asked.set("since", String(since));
    const response = await fetch(`${this.changesValue}&${asked}`, {
      // What others did keeps nobody's session alive.
      headers: { "HX-Request": "true", "X-Unattended": "true" },
    });
    if (response.redirected) window.location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const changes = changesIn(await response.text());
    await this.hand.free();
    if (changes) this.apply(changes, null);
  }

  /** Renews the page, and says which card came or changed if it is one alone. */
  private apply(changes: HTMLElement, sent: Element | null): HTMLElement | null {
    const parts = [...changes.querySelectorAll<HTMLElement>("[data-part][id]")];
    const cards = parts.filter((part) => "card" in part.dataset);
    const unknown = cards.filter((card) => !document.getElementById(card.id));
    const [arrived, another] = unknown.length ? unknown : cards;
    const steady = new Steady(this.element);
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
    steady.restore();
    // A new card in the place of the one with the focus: nobody is thrown out of it.
    if (place && document.activeElement === document.body) {
      document.getElementById(place)?.focus({ preventScroll: true });
    }
    this.dispatch("changed");
    const news = [...changes.querySelectorAll("[data-news] li")].map((li) => li.textContent);
    this.news.add(news);
    return arrived && !another ? arrived : null;
  }

  /** What could not be renewed while somebody wrote in it is renewed when they are done. */
  private readonly catchUp = (): void => {
    if (!this.stale || heldIn(this.element).length) return;
    this.stale = false;
    void this.fetchChanges(null).catch(() => undefined);
  };

  private showState(state: State): void {
    this.dispatch("line", { detail: { state } });
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
    clearTimeout(this.quiet);
    this.news.forget();
    this.highlight(null);
    announce(wipe(this.element, code, reason));
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
