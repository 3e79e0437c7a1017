import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox } from "./outbox";

function forms(count: number): HTMLFormElement[] {
  document.body.innerHTML = "<form></form>".repeat(count);
  return [...document.querySelectorAll("form")];
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function started(count: number) {
  const waiting = forms(count);
  const sent: number[] = [];
  const outbox = new Outbox(({ form }) => sent.push(waiting.indexOf(form)));
  for (const form of waiting) outbox.unanswered({ form, submitter: null });
  return { waiting, sent, outbox };
}

describe("what met no answer", () => {
  it("goes out again by itself, ever less often", () => {
    const { waiting, sent, outbox } = started(1);
    vi.advanceTimersByTime(2_000);
    expect(sent).toEqual([0]);

    for (let again = 0; again < 9; again += 1) {
      for (const form of waiting) outbox.unanswered({ form, submitter: null });
      vi.advanceTimersByTime(30_000);
    }

    expect(sent.length).toBe(10);
    expect(outbox.size).toBe(1);
  });

  it("goes out in its order, the next one when the first is answered", () => {
    const { waiting, sent, outbox } = started(3);
    outbox.tryNow();
    expect(sent).toEqual([0]);
    for (const form of waiting) outbox.leave(form);

    expect(sent).toEqual([0, 1, 2]);
    expect(outbox.size).toBe(0);
    vi.advanceTimersByTime(120_000);
    expect(sent).toEqual([0, 1, 2]);
  });

  it("is not sent when it was taken back, or is no longer on the page", () => {
    const { waiting, sent, outbox } = started(3);
    outbox.leave(waiting[1] as HTMLFormElement);
    sent.length = 0;
    waiting[0]?.remove();
    outbox.tryNow();

    expect(sent).toEqual([2]);
  });
});
