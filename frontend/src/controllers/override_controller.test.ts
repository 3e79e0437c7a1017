import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import OverrideController from "./override_controller";

let application: Application;
let answers: Array<number | Error>;
let asked: RequestInit[];

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", (_url: string, how: RequestInit) => {
    asked.push(how);
    const answer = answers.shift() ?? new Error("away");
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve(new Response(null, { status: answer }));
  });
  document.title = "M. · Supervision";
  document.body.innerHTML = `
    <aside data-controller="override" data-override-left-value="3600"></aside>
    <main><p>What was said.</p></main>`;
  application = Application.start();
  application.register("override", OverrideController);
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  application.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const later = (seconds: number): Promise<unknown> =>
  vi.advanceTimersByTimeAsync(seconds * 1000);
const banner = (): Element | null => document.querySelector("aside");
const shown = (): string => document.querySelector("main")?.textContent ?? "";

describe("an emergency access whose hour is over", () => {
  it("asks nothing before", async () => {
    await later(3600);

    expect(asked).toEqual([]);
    expect(banner()).not.toBeNull();
  });

  it("takes off the screen what is closed now", async () => {
    answers = [404];
    await later(3602);

    expect(asked[0]?.method).toBe("HEAD");
    expect(asked[0]?.headers).toEqual({ "X-Unattended": "true" });
    expect(shown()).not.toContain("What was said.");
    expect(shown()).toContain("The emergency access has ended.");
    expect(document.title).toBe("Supervision");
    expect(banner()).toBeNull();
  });

  it("leaves a page that is open in any case, and what was typed there", async () => {
    answers = [200];
    await later(3602);

    expect(shown()).toContain("What was said.");
    expect(banner()).toBeNull();
  });

  it.each([new Error("away"), 503])("asks again where it was not told: %s", async (answer) => {
    answers = [answer, 404];
    await later(3602);
    expect(shown()).toContain("What was said.");

    await later(15);
    expect(shown()).not.toContain("What was said.");
  });

  it("looks when the lid is opened after the end", async () => {
    answers = [404];
    vi.setSystemTime(Date.now() + 3_700_000); // the timer slept

    document.dispatchEvent(new Event("visibilitychange"));
    await later(0);

    expect(shown()).not.toContain("What was said.");
  });
});
