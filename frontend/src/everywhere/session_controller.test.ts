import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionController } from "./session_controller";

let application: Application;
let answers: Array<Response | Error>;
let asked: Array<[string, boolean]>;

const left = (seconds: number, extends_ = true): Response =>
  Response.json({ left: seconds, extends: extends_ });
const over = (): Response => new Response("", { status: 401 });

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", (_url: string, how: RequestInit) => {
    asked.push([how.method ?? "GET", "X-Unattended" in (how.headers as object)]);
    const answer = answers.shift() ?? new Error("away");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  document.body.innerHTML = `
    <textarea>half a sentence</textarea>
    <dialog data-controller="session" data-session-url-value="/session/"
            data-session-left-value="1800" data-action="cancel->session#hold">
      <h2 data-session-target="title"></h2><p data-session-target="words"></p>
      <a data-session-target="signIn" hidden></a>
      <button data-action="session#stay" data-session-target="stay"></button>
    </dialog>`;
  application = Application.start();
  application.register("session", SessionController);
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  application.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const dialog = (): HTMLDialogElement => document.querySelector("dialog") as HTMLDialogElement;
const title = (): string => document.querySelector("h2")?.textContent ?? "";
const later = (seconds: number): Promise<unknown> =>
  vi.advanceTimersByTimeAsync(seconds * 1000);
async function press(): Promise<void> {
  document.querySelector("button")?.click();
  await later(0);
}

describe("a session near its end", () => {
  it("asks the server first, which does not count as work", async () => {
    answers = [left(1500)];
    await later(1680);

    expect(asked).toEqual([["GET", true]]);
    expect(dialog().open).toBe(false);
  });

  it("warns two minutes before, and staying closes the question", async () => {
    answers = [left(120), left(1800)];
    await later(1680);
    const shown = dialog().open;
    await press();

    expect(shown).toBe(true);
    expect(asked[1]).toEqual(["POST", false]);
    expect(dialog().open).toBe(false);
  });

  it("says once what cannot be put off", async () => {
    answers = [left(120, false), left(115, false), left(100, false)];
    await later(1680);
    await press();
    await later(15);

    expect(dialog().open).toBe(false);
  });

  it("covers the page when it is over, and keeps what was typed", async () => {
    answers = [over()];
    await later(1680);

    expect(title()).toBe("You are signed out");
    expect(dialog().classList.contains("over")).toBe(true);
    expect(document.querySelector("textarea")?.value).toBe("half a sentence");
  });

  it("goes on here once somebody has signed in elsewhere, and not before", async () => {
    answers = [over(), over(), left(1800)];
    await later(1680);
    await press();
    const still = dialog().open;
    await press();

    expect(still).toBe(true);
    expect(dialog().open).toBe(false);
  });

  it("waits where the server is away", async () => {
    await later(1680);

    expect(dialog().open).toBe(false);
    answers = [left(100)];
    await later(15);
    expect(dialog().open).toBe(true);
  });
});
