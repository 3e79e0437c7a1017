import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Ends, Line } from "./line";

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly address: string) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  say(frame: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const lines: Line[] = [];

function newest(): FakeSocket {
  return FakeSocket.all.at(-1) as FakeSocket;
}

function started(last = 2, anew = async () => 9) {
  const heard: unknown[] = [];
  const ends: Ends = {
    news: (seq) => heard.push(seq),
    presence: (people) => heard.push(people.map((person) => person.name)),
    pointed: (person, place) => heard.push(`${person.name} at ${place.start}`),
    state: (state) => heard.push(state),
    revoked: (code, reason) => heard.push(`revoked ${code}${reason}`),
    anew,
  };
  const line = new Line("/ws/", ends, last);
  lines.push(line);
  line.open();
  newest().accept();
  return { line, heard };
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  for (const line of lines.splice(0)) line.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the line", () => {
  it("asks from what the page holds and tells what follows in order", () => {
    const { heard } = started();
    newest().say({ type: "event", seq: 3 });
    newest().say({ type: "caught_up", seq: 3 });
    newest().say({ type: "event", seq: 3 });
    newest().say({ type: "event", seq: 4 });

    expect(newest().sent).toEqual([{ type: "subscribe", since: 2 }]);
    expect(heard).toEqual(["connecting", 3, "live", 4]);
  });

  it("asks again for a missing number and hears the answer to its end", async () => {
    const { heard } = started();
    newest().say({ type: "caught_up", seq: 2 });
    newest().say({ type: "event", seq: 5 });
    newest().say({ type: "event", seq: 6 });
    expect(newest().sent.slice(1)).toEqual([{ type: "subscribe", since: 2 }]);
    for (const seq of [3, 4, 5, 6]) newest().say({ type: "event", seq });
    newest().say({ type: "caught_up", seq: 6 });
    newest().say({ type: "event", seq: 7 });
    await vi.advanceTimersByTimeAsync(0);

    expect(heard).toEqual(["connecting", "live", 3, 4, 5, 6, "live", 7]);
    expect(newest().sent.length).toBe(2);
  });

  it("starts anew with a fresh number when asking again did not help", async () => {
    const { heard } = started();
    newest().say({ type: "caught_up", seq: 2 });
    newest().say({ type: "event", seq: 5 });
    newest().say({ type: "caught_up", seq: 5 });
    await vi.advanceTimersByTimeAsync(0);

    expect(newest().sent.at(-1)).toEqual({ type: "subscribe", since: 9 });
    newest().say({ type: "caught_up", seq: 9 });
    newest().say({ type: "event", seq: 10 });
    expect(heard).toEqual(["connecting", "live", "live", "live", 10]);
    expect(newest().sent.length).toBe(3);
  });

  it("takes a smaller number than its own from a fresh page", async () => {
    const { heard } = started(50, async () => 3);
    newest().say({ type: "resync" });
    newest().say({ type: "resync" });
    await vi.advanceTimersByTimeAsync(0);

    expect(newest().sent.slice(1)).toEqual([{ type: "subscribe", since: 3 }]);
    newest().say({ type: "event", seq: 4 });
    expect(heard.at(-1)).toBe(4);
  });

  it("comes back later when a fresh page cannot be had", async () => {
    started(50, async () => {
      throw new Error("503");
    });
    newest().say({ type: "resync" });
    await vi.advanceTimersByTimeAsync(1_001);

    expect(FakeSocket.all.length).toBe(2);
  });

  it("does not take the silence after a question for an answer", async () => {
    started();
    newest().say({ type: "caught_up", seq: 2 });
    newest().say({ type: "event", seq: 5 });
    await vi.advanceTimersByTimeAsync(10_000 + 1_001);

    expect(FakeSocket.all.length).toBe(2);
    newest().accept();
    expect(newest().sent).toEqual([{ type: "subscribe", since: 2 }]);
  });

  it("learns from a pong that a bell was lost", () => {
    started();
    newest().say({ type: "caught_up", seq: 2 });
    vi.advanceTimersByTime(15_000);
    expect(newest().sent.at(-1)).toEqual({ type: "ping", last: 2 });
    newest().say({ type: "pong", head: 3 });

    expect(newest().sent.at(-1)).toEqual({ type: "subscribe", since: 2 });
  });

  it.each([1001, 1006, 1011, 1012, 1013, 4408])("comes back after %i", (code) => {
    const { heard } = started();
    newest().say({ type: "caught_up", seq: 2 });
    newest().end(code);
    vi.advanceTimersByTime(4_001);

    expect(FakeSocket.all.length).toBe(2);
    expect(heard.at(-1)).toBe("reconnecting");
  });

  it("never gives up and never waits longer than half a minute", () => {
    started();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 40; attempt += 1) {
      newest().end(1006);
      const before = FakeSocket.all.length;
      let waited = 0;
      while (FakeSocket.all.length === before) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }

    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...waits.slice(0, 1))).toBeLessThanOrEqual(1_000);
  });

  it.each([4401, 4403, 4404, 4429])("stops after %i", (code) => {
    const { heard } = started();
    newest().end(code);
    vi.advanceTimersByTime(120_000);
    window.dispatchEvent(new Event("online"));

    expect(FakeSocket.all.length).toBe(1);
    expect(heard.slice(-2)).toEqual(["closed", `revoked ${code}`]);
  });

  it("spreads over seconds when a server restarts and everybody is told at once", () => {
    const waits: number[] = [];
    for (let person = 0; person < 40; person += 1) {
      started();
      newest().end(1012);
      const before = FakeSocket.all.length;
      let waited = 0;
      while (FakeSocket.all.length === before) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
      for (const line of lines.splice(0)) line.close();
    }

    expect(Math.max(...waits)).toBeLessThanOrEqual(4_000);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(1_000);
  });

  it("is wiped as soon as it is told, before the close arrives, and knows why", () => {
    const { heard } = started();
    newest().say({ type: "revoked", reason: "signed_out" });

    expect(heard.at(-1)).toBe("revoked 0signed_out");
  });

  it("takes a silent line as cut", () => {
    started();
    newest().say({ type: "caught_up", seq: 2 });
    vi.advanceTimersByTime(15_000 + 10_000 + 1_001);

    expect(FakeSocket.all.length).toBe(2);
  });

  it("tries at once when the network is back", () => {
    started();
    newest().end(1006);
    window.dispatchEvent(new Event("online"));

    expect(FakeSocket.all.length).toBe(2);
  });

  it("points, and tells who points where", () => {
    const { heard } = started();
    lines.at(-1)?.point({ number: 1, start: 3, end: 8 });
    const person = { id: "1", name: "Ruth", role: "supervisor" };
    newest().say({ type: "point", person, number: 1, start: 3, end: 8 });

    expect(newest().sent.at(-1)).toEqual({ type: "point", number: 1, start: 3, end: 8 });
    expect(heard.at(-1)).toBe("Ruth at 3");
  });
});
