import { Controller } from "@hotwired/stimulus";
import { Autosave, type Parcel, type State } from "../editor/autosave";
import { type Place, readDraft, sendDraft, sendLastWords } from "../editor/draft";
import { SectionText } from "../editor/section";
import { isTouched } from "../editor/touched";
import { announce } from "../page";

/**
 * The note editor: saves while somebody types, paints the flags behind the text and lets
 * selected words be flagged. Without it the form saves and submits by its buttons.
 *
 * <div data-controller="editor" data-editor-url-value="…/draft/" data-editor-revision-value="3">
 *   <div data-editor-target="copies" hx-get="…/copies/" hx-trigger="taken">…</div>
 *   <form data-editor-target="form"> revision, window and tick hidden
 *     <div class="editor"><div class="backdrop"></div><textarea data-editor-target="text"></div>
 *     <button data-action="editor#flag" data-section="felt" data-dimension="power">
 *     <span data-editor-target="state" role="status">
 *   </form>
 *   <ul><li data-editor-target="flag" data-id data-classes data-section data-start data-end>
 * </div>
 */
export default class EditorController extends Controller<HTMLElement> {
  static override targets = [
    "form",
    "text",
    "state",
    "flag",
    "copies",
    "picked",
    "identifiers",
  ];
  static override values = { url: String, revision: Number, unsaved: Boolean };
  declare readonly formTarget: HTMLFormElement;
  declare readonly textTargets: HTMLTextAreaElement[];
  declare readonly stateTarget: HTMLElement;
  declare readonly flagTargets: HTMLElement[];
  declare readonly copiesTarget: HTMLElement;
  declare readonly identifiersTargets: HTMLElement[];
  declare readonly pickedTargets: HTMLElement[];
  declare readonly urlValue: string;
  declare readonly revisionValue: number;
  declare readonly unsavedValue: boolean;

  private sections = new Map<string, SectionText>();
  private acknowledged = new Map<string, string>();
  private autosave!: Autosave;
  private readonly window = crypto.randomUUID();
  private tick = 0;
  private state: State["kind"] = "saved";
  private going = false;
  private leaving = false;
  private withoutPlaces = false;

  override connect(): void {
    for (const area of this.textTargets) {
      const backdrop = area.parentElement?.querySelector<HTMLElement>(".backdrop");
      const key = area.dataset.section ?? "";
      if (!backdrop) continue;
      this.sections.set(key, new SectionText(key, area, backdrop, this.classesOf));
    }
    this.takeFlags();
    const unsaved = this.unsavedValue || isTouched(this.formTarget);
    this.acknowledged = unsaved ? new Map() : this.values();
    this.autosave = new Autosave(
      { collect: this.collect, send: this.send, show: this.show },
      this.revisionValue,
    );
    document.addEventListener("selectionchange", this.selection);
    document.addEventListener("visibilitychange", this.seen);
    window.addEventListener("pagehide", this.farewell);
    window.addEventListener("pageshow", this.back);
    window.addEventListener("online", this.save);
    window.addEventListener("beforeunload", this.warn);
    if (unsaved) this.autosave.changed();
    // A reload may overtake the last words of the page before it.
    setTimeout(this.seen, 500);
  }

  override disconnect(): void {
    this.autosave.stop();
    document.removeEventListener("selectionchange", this.selection);
    document.removeEventListener("visibilitychange", this.seen);
    window.removeEventListener("pagehide", this.farewell);
    window.removeEventListener("pageshow", this.back);
    window.removeEventListener("online", this.save);
    window.removeEventListener("beforeunload", this.warn);
  }

  flagTargetConnected(): void {
    this.flagsChanged();
  }

  flagTargetDisconnected(): void {
    this.flagsChanged();
  }

  typed(event: Event): void {
    this.warnUrgent(event.target);
    const section = this.sections.get((event.target as HTMLElement).dataset.section ?? "");
    if (section) {
      section.edited();
      this.showPlaces();
    }
    this.withoutPlaces = false;
    this.autosave.changed();
  }

  /** Seen by the styles alone at once; said to those who listen. */
  private warnUrgent(target: EventTarget | null): void {
    if (!(target instanceof HTMLInputElement) || target.name !== "risk") return;
    const banner = this.formTarget.querySelector<HTMLElement>(".when-urgent");
    if (target.value === "urgent" && banner) announce(banner.innerText);
  }

  readonly save = (): void => {
    if (!this.leaving) void this.autosave.flush();
  };

  /** The whole form goes to the server: after what is under way, and as the same window. */
  async submit(event: SubmitEvent): Promise<void> {
    if (!(await this.mayGo(event))) return;
    this.fill("revision", String(this.autosave.known));
    this.fill("window", this.window);
    this.fill("tick", String(++this.tick));
    this.formTarget.requestSubmit(event.submitter);
  }

  /** A choice between two texts: this window's last keystrokes belong to the choice. */
  async choose(event: SubmitEvent): Promise<void> {
    if (!(await this.mayGo(event))) return;
    (event.target as HTMLFormElement).requestSubmit(event.submitter);
  }

  /** Once, and when all is saved; the second time round the browser itself sends the form. */
  private async mayGo(event: SubmitEvent): Promise<boolean> {
    if (this.leaving) return false;
    event.preventDefault();
    if (this.going) return false;
    this.going = true;
    await this.autosave.flush();
    // Out of this event: while it lasts, browsers ignore that the form is sent again.
    await new Promise((done) => setTimeout(done));
    this.leave();
    return true;
  }

  /** Alt and a number, while words are selected. */
  shortcut(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const number = /^Digit([1-4])$/.exec(event.code)?.[1];
    const section = (event.target as HTMLElement).closest<HTMLElement>(".editor-section");
    const button =
      section?.querySelectorAll<HTMLElement>("[data-dimension]")[Number(number) - 1];
    if (!number || !button) return;
    event.preventDefault();
    button.click();
  }

  /** A button under a section: open the panel for the words selected in it. */
  async flag(event: MouseEvent): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    const section = this.sections.get(button.dataset.section ?? "");
    event.preventDefault();
    const span = section?.selected;
    if (section && !span) {
      announce("No words are selected. Select words in this section first.");
      section.area.focus();
      return;
    }
    section?.mark(span ?? null);
    await this.autosave.flush();
    if (this.state !== "saved") {
      section?.mark(null);
      announce("This cannot be flagged before it is saved.");
      return;
    }
    const query = new URLSearchParams({ dimension: button.dataset.dimension ?? "" });
    if (section && span) {
      const { start, end } = section.inPoints(span);
      query.set("section", section.key);
      query.set("start", String(start));
      query.set("end", String(end));
    }
    this.dispatch("flag", { detail: { url: `${button.dataset.url}?${query}`, from: button } });
  }

  /** The panel is closed: the words are no longer shown as picked. */
  flagged(): void {
    for (const section of this.sections.values()) section.mark(null);
  }

  /** From a flag in the list to its words. */
  goTo(event: MouseEvent): void {
    const id = (event.currentTarget as HTMLElement).dataset.id ?? "";
    for (const section of this.sections.values()) {
      const span = section.spanOf(id);
      if (!span) continue;
      section.area.focus();
      section.area.setSelectionRange(span.start, span.end);
      section.area.closest(".editor-section")?.scrollIntoView({ block: "nearest" });
    }
  }

  // --- Saving ---

  private readonly collect = (): Parcel | null => {
    const now = this.values();
    const changed = [...now].filter(([name, value]) => this.acknowledged.get(name) !== value);
    if (!changed.length) return null;
    const texts = changed.filter(([name]) => this.sections.has(name));
    const facts = changed.filter(([name]) => !this.sections.has(name));
    return {
      body: {
        texts: Object.fromEntries(texts),
        ...Object.fromEntries(facts),
        flags: this.withoutPlaces ? [] : this.places(),
      },
      settle: () => {
        for (const [name, value] of changed) this.acknowledged.set(name, value);
      },
    };
  };

  private readonly send = async (body: Record<string, unknown>) => {
    const answer = await sendDraft(this.urlValue, this.signed(body));
    if (answer.kind !== "refused" || !answer.fields.flags) return answer;
    this.withoutPlaces = true; // the text matters more; flags follow it on the server too
    return sendDraft(this.urlValue, this.signed({ ...body, flags: [] }));
  };

  private signed(body: Record<string, unknown>): Record<string, unknown> {
    return { ...body, window: this.window, tick: ++this.tick };
  }

  private readonly show = (state: State): void => {
    const was = this.state;
    this.state = state.kind;
    this.stateTarget.textContent = sentenceOf(state);
    this.stateTarget.classList.toggle("is-saving", state.kind === "saving");
    this.stateTarget.classList.toggle("is-unsaved", UNSAVED.has(state.kind));
    for (const [key, section] of this.sections) {
      const wrong = state.kind === "refused" && `sections.${key}` in state.fields;
      if (wrong) section.area.setAttribute("aria-invalid", "true");
      else if (was === "refused") section.area.removeAttribute("aria-invalid");
    }
    if (state.kind === "taken" && was !== "taken") this.askWhich();
    if (state.kind === "saved" && was !== "saved") this.lookAgain();
  };

  /** What may identify somebody in what is saved now; not while a button of it is in use. */
  private lookAgain(): void {
    for (const panel of this.identifiersTargets) {
      if (this.going || panel.contains(document.activeElement)) continue;
      panel.dispatchEvent(new CustomEvent("saved"));
    }
  }

  private askWhich(): void {
    announce("This note was written in two windows. Both texts are kept.");
    if (this.copiesTarget.childElementCount) return;
    this.copiesTarget.setAttribute("hx-vals", JSON.stringify({ window: this.window }));
    this.copiesTarget.dispatchEvent(new CustomEvent("taken"));
  }

  /** Back on this page: take what another window saved, unless there is something unsaved. */
  private readonly seen = async (): Promise<void> => {
    if (document.visibilityState === "hidden") return this.save();
    if (this.leaving || this.state === "taken" || this.collect()) return;
    const draft = await readDraft(this.urlValue);
    if (!draft || draft.revision <= this.autosave.known || this.collect()) return;
    if (this.state === "saving") return;
    for (const [key, section] of this.sections) {
      if (section.value !== draft.texts[key]) section.replace(draft.texts[key] ?? "");
    }
    for (const place of draft.flags) this.put(place);
    this.acknowledged = this.values();
    this.autosave.adopt(draft.revision, draft.savedAt);
  };

  /** From the browser's memory, after the form was sent: the page as it is now. */
  private readonly back = (event: PageTransitionEvent): void => {
    if (event.persisted && this.leaving) window.location.reload();
    else void this.seen();
  };

  private readonly farewell = (): void => {
    const body = this.leaving ? null : this.autosave.lastWords();
    if (body) sendLastWords(this.urlValue, this.signed(body));
  };

  private readonly warn = (event: BeforeUnloadEvent): void => {
    if (this.leaving || !UNSAVED.has(this.state) || this.state === "taken") return;
    event.preventDefault();
  };

  private leave(): void {
    this.leaving = true;
    this.autosave.stop();
  }

  private values(): Map<string, string> {
    const form = new FormData(this.formTarget);
    const facts = ["help_wanted", "risk", "urgency"].map((name): [string, string] => [
      name,
      String(form.get(name) ?? ""),
    ]);
    const texts = [...this.sections].map(([key, section]): [string, string] => [
      key,
      section.value,
    ]);
    return new Map([...texts, ...facts]);
  }

  private fill(name: string, value: string): void {
    const field = this.formTarget.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }

  // --- Flags ---

  private readonly classesOf = (id: string): string =>
    this.flagTargets.find((flag) => flag.dataset.id === id)?.dataset.classes ?? "";

  /** The list came anew: new flags get their place, gone ones lose it, the others keep it. */
  private readonly takeFlags = (): void => {
    const listed = new Set(this.flagTargets.map((flag) => flag.dataset.id));
    for (const section of this.sections.values()) {
      for (const { id } of section.places()) if (!listed.has(id)) section.remove(id);
      section.repaint();
    }
    for (const flag of this.flagTargets) {
      const { id = "", section = "", start, end } = flag.dataset;
      if (!start || !end || this.sectionOf(id)) continue;
      this.sections.get(section)?.place(id, Number(start), Number(end));
    }
    this.showPlaces();
  };

  private waiting = false;

  private flagsChanged(): void {
    if (this.waiting || !this.sections.size) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      this.takeFlags();
    });
  }

  private places(): Place[] {
    const found = [...this.sections.values()].flatMap((section) => section.places());
    const placed = new Set(found.map((place) => place.id));
    const lost = this.flagTargets
      .filter((flag) => flag.dataset.section && !placed.has(flag.dataset.id ?? ""))
      .map((flag) => ({ id: flag.dataset.id ?? "", section: "", start: null, end: null }));
    return [...found, ...lost];
  }

  private put({ id, section, start, end }: Place): void {
    for (const each of this.sections.values()) each.remove(id);
    if (start !== null && end !== null) this.sections.get(section)?.place(id, start, end);
  }

  private sectionOf(id: string): SectionText | undefined {
    return [...this.sections.values()].find((section) => section.spanOf(id));
  }

  /** The list quotes the words as they are now. */
  private showPlaces(): void {
    for (const flag of this.flagTargets) {
      const id = flag.dataset.id ?? "";
      const section = this.sectionOf(id);
      const span = section?.spanOf(id);
      const quote = flag.querySelector("q");
      if (quote && section && span) quote.textContent = shortened(section.words(span));
      flag.classList.toggle("is-lost", Boolean(flag.dataset.section) && !span);
    }
  }

  /** Say under a section which words its buttons would flag, and which flags are here. */
  private readonly selection = (): void => {
    const area = document.activeElement;
    if (!(area instanceof HTMLTextAreaElement)) return;
    const section = this.sections.get(area.dataset.section ?? "");
    if (!section || section.area !== area) return;
    const span = section.selected;
    const words = span ? `“${shortened(section.words(span))}”` : "";
    for (const hint of this.pickedTargets) {
      if (hint.dataset.section !== section.key) continue;
      hint.textContent = words ? `Flag ${words} as` : "Select words, then flag them as";
    }
    const here = new Set(section.flagsAt(area.selectionStart));
    for (const flag of this.flagTargets) {
      flag.classList.toggle("is-here", here.has(flag.dataset.id ?? ""));
    }
  };
}

const UNSAVED = new Set<State["kind"]>(["waiting", "refused", "taken"]);

function sentenceOf(state: State): string {
  switch (state.kind) {
    case "saved":
      return `All changes saved ${state.at}`;
    case "saving":
      return "Saving…";
    case "taken":
      return "Kept beside the text of the other window. Choose above what stays.";
    case "refused":
      return `Not saved, still here. ${Object.values(state.fields)[0]?.[0] ?? state.sentence}`;
    case "waiting":
      return state.why === "signed-out"
        ? "Not saved, still here. You are signed out: sign in in another window."
        : "Not saved, still here: trying again.";
  }
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
