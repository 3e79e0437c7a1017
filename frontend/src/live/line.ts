/**
 * The line to a room: it says when there is something new, who is there and how the line is.
 *
 * It never gives up, but for a refusal: 44xx means stop, all but 4408. A number that is
 * missed is asked for again, and when that does not help the page starts anew.
 */
import { type Person, type Place, parseFrame } from "./frames";

export type State = "connecting" | "live" | "reconnecting" | "closed";

export interface Ends {
  /** Everything up to this number can be read now. */
  news(seq: number): void;
  presence(people: Person[]): void;
  pointed(person: Person, place: Place): void;
  state(state: State): void;
  /** Access has ended: nothing of the room may stay on the screen. The server may say why. */
  revoked(code: number, reason: string): void;
  /** The numbers do not fit any more: read the whole page again and say what it holds. */
  anew(): Promise<number>;
}

const PING_EVERY = 15_000;
const ANSWER_WITHIN = 10_000;
const OPEN_WITHIN = 10_000;
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const SLOW = 4408;
// Everybody is told these at once: then they come back spread over a longer while.
const RESTARTS = 1012;
const TRY_LATER = 1013;
const SPREAD = 2;

export class Line {
  private socket: WebSocket | null = null;
  private attempts = 0;
  /** A missing number was asked for, and the answer has not been heard to its end. */
  private asked = false;
  /** The last answer did not help. */
  private inVain = false;
  private renewing = false;
  private over = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private pinging: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: string,
    private readonly ends: Ends,
    private last: number,
  ) {}

  open(): void {
    this.ends.state("connecting");
    window.addEventListener("online", this.tryNow);
    document.addEventListener("visibilitychange", this.tryNow);
    this.connect();
  }

  close(): void {
    this.over = true;
    window.removeEventListener("online", this.tryNow);
    document.removeEventListener("visibilitychange", this.tryNow);
    this.forget();
  }

  typing(typing: boolean): void {
    this.say({ type: "presence", typing });
  }

  point(place: Place): void {
    this.say({ type: "point", ...place });
  }

  private connect(): void {
    this.forget();
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.asked = this.inVain = false;
    this.expect(OPEN_WITHIN);
    socket.onopen = () => this.say({ type: "subscribe", since: this.last });
    socket.onmessage = (event) => this.hear(event.data);
    socket.onclose = (event) => this.ended(event.code);
  }

  private hear(data: unknown): void {
    const frame = parseFrame(data);
    if (!frame) return;
    clearTimeout(this.watch);
    switch (frame.type) {
      case "event":
        this.hearEvent(frame.seq);
        break;
      case "caught_up":
        this.caughtUp(frame.seq);
        break;
      case "pong":
        if (frame.head > this.last) this.askAgain();
        this.pingLater();
        break;
      case "presence":
        this.ends.presence(frame.people);
        break;
      case "point":
        this.ends.pointed(frame.person, frame.place);
        break;
      case "resync":
        void this.startAnew();
        break;
      case "revoked":
        this.refused(0, frame.reason);
    }
  }

  private caughtUp(seq: number): void {
    this.attempts = 0;
    this.inVain = this.asked && seq > this.last;
    this.asked = false;
    if (seq > this.last) this.askAgain();
    else this.inVain = false;
    this.ends.state("live");
    this.pingLater();
  }

  private hearEvent(seq: number): void {
    if (seq <= this.last) return;
    if (seq > this.last + 1) {
      this.askAgain();
      return;
    }
    this.last = seq;
    this.ends.news(seq);
  }

  /** A number is missing. Asked in vain already: the page itself is no longer right. */
  private askAgain(): void {
    if (this.asked || this.renewing) return; // what follows is part of the answer
    if (this.inVain) {
      void this.startAnew();
      return;
    }
    this.asked = true;
    this.say({ type: "subscribe", since: this.last });
    this.expect(ANSWER_WITHIN);
  }

  /** A fresh page together with its number; the old number counts no more. */
  private async startAnew(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    this.asked = this.inVain = false;
    const socket = this.socket;
    try {
      this.last = await this.ends.anew();
      if (this.over || this.socket !== socket) return; // a newer line asks by itself
      this.say({ type: "subscribe", since: this.last });
      this.expect(ANSWER_WITHIN);
    } catch {
      this.later();
    } finally {
      this.renewing = false;
    }
  }

  private pingLater(): void {
    clearTimeout(this.pinging);
    this.pinging = setTimeout(() => {
      this.say({ type: "ping", last: this.last });
      this.expect(ANSWER_WITHIN);
    }, PING_EVERY);
  }

  /** Half-open: nothing is heard, nothing fails. Then the line is taken as cut. */
  private expect(within: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.later(), within);
  }

  private ended(code: number): void {
    if (code >= 4400 && code < 4500 && code !== SLOW) {
      this.refused(code, "");
      return;
    }
    if (code === RESTARTS || code === TRY_LATER)
      this.attempts = Math.max(this.attempts, SPREAD);
    this.later();
  }

  private refused(code: number, reason: string): void {
    this.close();
    this.ends.state("closed");
    this.ends.revoked(code, reason);
  }

  private later(): void {
    if (this.over) return;
    this.forget();
    this.ends.state("reconnecting");
    const longest = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (this.attempts + 1));
    const pause = SHORTEST_PAUSE + Math.random() * (longest - SHORTEST_PAUSE);
    this.attempts += 1;
    this.waiting = setTimeout(() => this.connect(), pause);
  }

  private readonly tryNow = (): void => {
    if (this.over || document.visibilityState === "hidden") return;
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.say({ type: "ping", last: this.last });
      this.expect(ANSWER_WITHIN);
    } else {
      this.connect();
    }
  };

  /** Nothing is kept for later: a line that comes back asks for what it missed. */
  private say(frame: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private forget(): void {
    for (const timer of [this.waiting, this.pinging, this.watch]) clearTimeout(timer);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
