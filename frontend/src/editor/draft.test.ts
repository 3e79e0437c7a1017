import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readDraft, sendDraft, sendLastWords } from "./draft";

const requests: RequestInit[] = [];
let answer: () => Response | Promise<Response>;

beforeEach(() => {
  requests.length = 0;
  vi.stubGlobal("fetch", (_: string, request: RequestInit) => {
    requests.push(request);
    return Promise.resolve().then(() => answer());
  });
});
afterEach(() => void vi.unstubAllGlobals());

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });

it("reads a save", async () => {
  answer = () => json(200, { revision: 4, saved_at: "10:41" });

  expect(await sendDraft("/d/", {})).toMatchObject({
    kind: "saved",
    revision: 4,
    savedAt: "10:41",
  });
});

it("tells another window's text from other refusals", async () => {
  answer = () => json(409, { code: "draft_taken", detail: "Two windows.", fields: {} });
  expect(await sendDraft("/d/", {})).toEqual({ kind: "taken", sentence: "Two windows." });

  answer = () => json(400, { code: "too_long", detail: "Too long.", fields: { flags: ["x"] } });
  expect(await sendDraft("/d/", {})).toEqual({
    kind: "refused",
    sentence: "Too long.",
    fields: { flags: ["x"] },
  });
});

it("takes a broken server and a broken line for the same: away", async () => {
  answer = () => new Response("<h1>oops</h1>", { status: 502 });
  expect(await sendDraft("/d/", {})).toEqual({ kind: "away" });

  answer = () => Promise.reject(new TypeError("offline"));
  expect(await sendDraft("/d/", {})).toEqual({ kind: "away" });
});

it("notices that nobody is signed in any more", async () => {
  answer = () => new Response("", { status: 401 });

  expect(await sendDraft("/d/", {})).toEqual({ kind: "signed-out" });
});

it("lets short last words outlive the page and says when they are too long for it", () => {
  answer = () => json(200, {});

  expect(sendLastWords("/d/", { text: "short" })).toBe(true);
  expect(sendLastWords("/d/", { text: "x".repeat(70_000) })).toBe(false);
  expect(requests.map((request) => request.keepalive)).toEqual([true, false]);
});

it("reads a draft and nothing else as one", async () => {
  answer = () =>
    json(200, {
      revision: 3,
      saved_at: "10:41",
      texts: { felt: "x" },
      flags: [{ id: "f", section: "felt", start: 0, end: 1 }, { id: "g" }],
    });
  expect(await readDraft("/d/")).toEqual({
    revision: 3,
    savedAt: "10:41",
    texts: { felt: "x" },
    flags: [
      { id: "f", section: "felt", start: 0, end: 1 },
      { id: "g", section: "", start: null, end: null },
    ],
  });

  answer = () => new Response("", { status: 404 });
  expect(await readDraft("/d/")).toBeNull();
});
