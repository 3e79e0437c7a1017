/** News for those who listen to the page: one short sentence, however much comes at once. */

const QUIET = 700;
const LONGEST = 4_000;

export class News {
  private waiting: string[] = [];
  private since = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (sentence: string) => void) {}

  add(sentences: readonly string[]): void {
    if (!sentences.length) return;
    if (!this.waiting.length) this.since = Date.now();
    this.waiting.push(...sentences);
    clearTimeout(this.timer);
    const left = LONGEST - (Date.now() - this.since);
    this.timer = setTimeout(() => this.tell(), Math.max(0, Math.min(QUIET, left)));
  }

  forget(): void {
    clearTimeout(this.timer);
    this.waiting = [];
  }

  private tell(): void {
    const said = [...new Set(this.waiting)];
    this.waiting = [];
    const [only] = said;
    this.say(said.length === 1 && only ? only : `${said.length} things are new in this room.`);
  }
}
