/**
 * Saving while somebody types: at most one request at a time, every two seconds while there
 * is something new, again and again when the server cannot be reached. Knows nothing of the
 * page; it asks for what is unsaved and says how it went.
 */

/** What a request carries and which values it carries them from. */
export interface Parcel {
  body: Record<string, unknown>;
  /** What counts as saved once the server says so. */
  settle(): void;
}

export type Answer =
  | { kind: "saved"; revision: number; savedAt: string; elsewhere?: boolean }
  | { kind: "taken"; sentence: string }
  | { kind: "refused"; sentence: string; fields: Record<string, string[]> }
  | { kind: "signed-out" }
  | { kind: "away" };

export type State =
  | { kind: "saved"; at: string }
  | { kind: "saving" }
  | { kind: "waiting"; why: "away" | "signed-out" }
  | { kind: "taken"; sentence: string }
  | { kind: "refused"; sentence: string; fields: Record<string, string[]> };

export interface Ends {
  /** What is unsaved now, or null. */
  collect(): Parcel | null;
  send(body: Record<string, unknown>): Promise<Answer>;
  show(state: State): void;
}

const PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;

export class Autosave {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private failures = 0;
  private over = false;
  private shown: State["kind"] = "saved";
  private savedAt = "";

  constructor(
    private readonly ends: Ends,
    private revision: number,
  ) {}

  get known(): number {
    return this.revision;
  }

  /** Something was typed. The first change starts the clock; more typing does not reset it. */
  changed(): void {
    if (this.failures) return;
    // From here to the answer nothing is called saved.
    if (this.shown === "saved" && this.ends.collect()) this.show({ kind: "saving" });
    this.schedule(PAUSE);
  }

  /** Save what is unsaved now, and be done when it is answered. */
  async flush(): Promise<void> {
    this.unschedule();
    while (this.running) await this.running;
    if (this.over) return;
    const parcel = this.ends.collect();
    if (!parcel) return this.showUnchanged();
    this.running = this.deliver(parcel).finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  /** The page goes away: no more timers. */
  stop(): void {
    this.over = true;
    this.unschedule();
  }

  /** The text was taken over from the server, as it is there. */
  adopt(revision: number, savedAt: string): void {
    this.revision = revision;
    this.show({ kind: "saved", at: savedAt });
  }

  /** What a last request needs to say, sent by somebody who cannot wait for the answer. */
  lastWords(): Record<string, unknown> | null {
    const parcel = this.ends.collect();
    return parcel && { ...parcel.body, revision: this.revision };
  }

  private async deliver(parcel: Parcel): Promise<void> {
    if (this.shown !== "saving") this.show({ kind: "saving" });
    const answer = await this.ends.send({ ...parcel.body, revision: this.revision });
    if (answer.kind === "away" || answer.kind === "signed-out") {
      this.failures += 1;
      this.show({ kind: "waiting", why: answer.kind });
      this.schedule(Math.min(PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE));
      return;
    }
    this.failures = 0;
    if (answer.kind === "refused") {
      this.show(answer); // the next change tries again; the same words would not pass
      return;
    }
    if (answer.kind === "taken") {
      this.show(answer); // all of it stays unsaved: the copy is made anew each time
      return;
    }
    parcel.settle();
    this.revision = answer.revision;
    this.show({ kind: "saved", at: answer.savedAt });
    if (this.ends.collect()) this.changed();
  }

  /** What was typed was taken back again. */
  private showUnchanged(): void {
    if (this.shown === "saving") this.show({ kind: "saved", at: this.savedAt });
  }

  private show(state: State): void {
    this.shown = state.kind;
    if (state.kind === "saved") this.savedAt = state.at;
    this.ends.show(state);
  }

  private schedule(pause: number): void {
    if (this.over) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, pause);
  }

  private unschedule(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
