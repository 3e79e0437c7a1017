import { Controller } from "@hotwired/stimulus";
import { Autosave, type Parcel, type State } from "../editor/autosave";
import { sendDraft, sendLastWords } from "../editor/draft";
import { freshToken } from "../editor/token";
import { isTouched } from "../editor/touched";
import { typedIn } from "../editor/typed";
import { announce, showProblem } from "../page";

/**
 * Keeps what is typed into a decision while it is typed, for its author alone, so that it goes
 * on in another window or on another device. Saving into the decision stays the button's.
 *
 * <form data-controller="decision" data-action="submit->decision#submit input->decision#typed"
 *       data-decision-url-value="…/draft/" data-decision-version-value="3"
 *       data-decision-draft-value="id of what was taken up" data-decision-revision-value="7">
 *   <input type="hidden" name="window"> <span data-decision-target="state" role="status">
 */
export default class DecisionController extends Controller<HTMLFormElement> {
  static override targets = ["state"];
  static override values = { url: String, version: Number, draft: String, revision: Number };
  declare readonly hasStateTarget: boolean;
  declare readonly stateTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly versionValue: number;
  declare readonly draftValue: string;
  declare readonly revisionValue: number;

  private readonly window = crypto.randomUUID();
  private tick = 0;
  private kept = "";
  private state: State["kind"] = "saved";
  private signedOut = false;
  private going = false;
  private leaving = false;
  private autosave!: Autosave;

  override connect(): void {
    this.kept = isTouched(this.element) ? "" : this.now();
    this.fill("window", this.window);
    this.autosave = new Autosave(
      { collect: this.collect, send: this.send, show: this.show },
      this.revisionValue,
    );
    if (!this.kept) this.autosave.changed();
    // Reasons and whom it goes to stand beside the form, and belong to it.
    document.addEventListener("input", this.beside);
    document.addEventListener("visibilitychange", this.hidden);
    window.addEventListener("pagehide", this.farewell);
    window.addEventListener("online", this.save);
    window.addEventListener("beforeunload", this.warn);
  }

  override disconnect(): void {
    this.autosave.stop();
    document.removeEventListener("input", this.beside);
    document.removeEventListener("visibilitychange", this.hidden);
    window.removeEventListener("pagehide", this.farewell);
    window.removeEventListener("online", this.save);
    window.removeEventListener("beforeunload", this.warn);
  }

  typed(): void {
    this.autosave.changed();
  }

  /** First what is typed is kept; a form that would meet the sign-in page is not sent. */
  async submit(event: SubmitEvent): Promise<void> {
    if (this.leaving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.going) return;
    this.going = true;
    const submitter = event.submitter;
    await this.autosave.flush();
    this.going = await this.mayGo();
    if (!this.going) return;
    // Out of this event: while it lasts, browsers ignore that the form is sent again.
    await new Promise((done) => setTimeout(done));
    this.leaving = true;
    this.autosave.stop();
    this.element.requestSubmit(submitter);
  }

  private async mayGo(): Promise<boolean> {
    const token = await freshToken(this.urlValue);
    if (token === "signed-out") {
      this.signedOut = true;
      this.show({ kind: "waiting", why: "signed-out" });
      if (this.hasStateTarget) this.stateTarget.focus();
      else showProblem(sentenceOf({ kind: "waiting", why: "signed-out" }, false));
      return false;
    }
    if (token) this.fill("csrfmiddlewaretoken", token);
    return true;
  }

  private readonly collect = (): Parcel | null => {
    const now = this.now();
    if (now === this.kept) return null;
    return {
      body: { typed: JSON.parse(now) as Record<string, unknown> },
      settle: () => {
        this.kept = now;
      },
    };
  };

  private readonly send = async (body: Record<string, unknown>) => {
    if (this.signedOut) await freshToken(this.urlValue);
    const answer = await sendDraft(this.urlValue, this.signed(body));
    this.signedOut = answer.kind === "signed-out";
    if (answer.kind === "saved" && answer.elsewhere) this.elsewhere();
    return answer;
  };

  private signed(body: Record<string, unknown>): Record<string, unknown> {
    return {
      typed: body["typed"],
      based_on: this.versionValue,
      window: this.window,
      tick: ++this.tick,
      draft: this.draftValue || null,
      taken_revision: this.revisionValue,
    };
  }

  private told = false;

  private elsewhere(): void {
    if (this.told) return;
    this.told = true;
    announce("This is being written in another window too. Both texts are kept.");
  }

  private readonly show = (state: State): void => {
    this.state = state.kind;
    if (!this.hasStateTarget) return;
    this.stateTarget.tabIndex = -1;
    this.stateTarget.textContent = sentenceOf(state, this.told);
  };

  private readonly beside = (event: Event): void => {
    const field = event.target as Partial<HTMLInputElement> | null;
    if (field?.form === this.element && !this.element.contains(event.target as Node)) {
      this.typed();
    }
  };

  private readonly save = (): void => {
    if (!this.leaving) void this.autosave.flush();
  };

  private readonly hidden = (): void => {
    if (document.visibilityState === "hidden") this.save();
  };

  private readonly farewell = (): void => {
    const body = this.leaving ? null : this.autosave.lastWords();
    if (body) sendLastWords(this.urlValue, this.signed(body));
  };

  private readonly warn = (event: BeforeUnloadEvent): void => {
    const lost = this.state === "waiting" || this.state === "refused";
    if (!this.leaving && lost) event.preventDefault();
  };

  private now(): string {
    return JSON.stringify(typedIn(new FormData(this.element)));
  }

  private fill(name: string, value: string): void {
    const field = this.element.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
}

function sentenceOf(state: State, elsewhere: boolean): string {
  switch (state.kind) {
    case "saved":
      return elsewhere
        ? `Kept at ${state.at}, beside what another window holds. Load the page to compare.`
        : `Kept for you at ${state.at}. Save puts it into the decision.`;
    case "saving":
      return "Keeping…";
    case "taken":
      return state.sentence;
    case "refused":
      return `Not kept, still here. ${Object.values(state.fields)[0]?.[0] ?? state.sentence}`;
    case "waiting":
      return state.why === "signed-out"
        ? "Still here, not sent. You are signed out: sign in in another window, then press again."
        : "Still here, not kept yet: trying again.";
  }
}
