/**
 * Forms whose sending met no answer. They wait in their order and go out one after the other,
 * each with the id it was made with: what arrived the first time is not done a second time.
 */

export interface Waiting {
  form: HTMLFormElement;
  submitter: HTMLElement | null;
}

const FIRST = 2_000;
const LONGEST = 30_000;

export class Outbox {
  private readonly queue: Waiting[] = [];
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (waiting: Waiting) => void) {}

  get size(): number {
    return this.queue.length;
  }

  holds(form: HTMLFormElement): boolean {
    return this.queue.some((each) => each.form === form);
  }

  /** No answer: once more later. A form that waits already keeps its place. */
  unanswered(waiting: Waiting): void {
    if (!this.holds(waiting.form)) this.queue.push(waiting);
    this.later();
  }

  /** Answered, or taken back. The next one does not have to wait. */
  leave(form: HTMLFormElement): void {
    const at = this.queue.findIndex((each) => each.form === form);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.tries = 0;
    clearTimeout(this.timer);
    if (this.queue.length) this.tryNow();
  }

  /** The connection is back. */
  tryNow(): void {
    clearTimeout(this.timer);
    const [first] = this.queue;
    if (!first) return;
    if (!first.form.isConnected) this.leave(first.form);
    else this.send(first);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private later(): void {
    clearTimeout(this.timer);
    const pause = Math.min(LONGEST, FIRST * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.tryNow(), pause);
  }
}
