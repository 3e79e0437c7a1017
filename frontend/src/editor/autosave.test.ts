import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Answer, Autosave, type State } from "./autosave";

/** A page with one text and a server that answers what the test says. */
function desk(...answers: Answer[]) {
  const shown: State["kind"][] = [];
  const sent: Record<string, unknown>[] = [];
  const page = { text: "", saved: "" };
  const autosave = new Autosave(
    {
      collect: () => {
        const { text } = page;
        if (text === page.saved) return null;
        return {
          body: { text },
          settle: () => {
            page.saved = text;
          },
        };
      },
      send: (body) => {
        sent.push(body);
        return Promise.resolve(answers.shift() ?? saved(sent.length));
      },
      show: (state) => shown.push(state.kind),
    },
    1,
  );
  const type = (text: string) => {
    page.text = text;
    autosave.changed();
  };
  return { autosave, page, sent, shown, type };
}

const saved = (revision: number): Answer => ({ kind: "saved", revision, savedAt: "10:41" });
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("saves two seconds after the first key, however fast the others follow", async () => {
  const { sent, type } = desk(saved(2));
  type("a");
  await pass(1.5);
  type("ab");
  await pass(0.6);

  expect(sent).toEqual([{ text: "ab", revision: 1 }]);
});

it("builds on the revision of the answer", async () => {
  const { sent, shown, type } = desk(saved(2), saved(3));
  type("a");
  await pass(2);
  type("ab");
  await pass(2);

  expect(sent.map((body) => body.revision)).toEqual([1, 2]);
  expect(shown).toEqual(["saving", "saved", "saving", "saved"]);
});

it("tries again, slower each time, while the server is away", async () => {
  const { sent, shown, type } = desk({ kind: "away" }, { kind: "away" }, saved(2));
  type("a");
  await pass(2);
  await pass(2);
  await pass(3);
  expect(sent.length).toBe(2);
  await pass(1);

  expect(sent.length).toBe(3);
  expect(shown).toEqual(["saving", "waiting", "saving", "waiting", "saving", "saved"]);
});

it("keeps everything unsaved while another window's text stands against it", async () => {
  const taken: Answer = { kind: "taken", sentence: "Two windows." };
  const { page, sent, type } = desk(taken, taken);
  type("mine");
  await pass(10);
  type("mine, longer");
  await pass(2);

  expect(sent.map((body) => body.text)).toEqual(["mine", "mine, longer"]);
  expect(page.saved).toBe("");
});

it("does not send again what was refused, until it changes", async () => {
  const { sent, type } = desk({ kind: "refused", sentence: "Too long.", fields: {} }, saved(2));
  type("too long");
  await pass(60);
  expect(sent.length).toBe(1);

  type("short");
  await pass(2);
  expect(sent[1]).toEqual({ text: "short", revision: 1 });
});

it("has last words only for what is unsaved", async () => {
  const { autosave, type } = desk(saved(2));
  type("a");
  expect(autosave.lastWords()).toEqual({ text: "a", revision: 1 });

  await autosave.flush();
  expect(autosave.lastWords()).toBeNull();
});

it("sends nothing more once it is stopped", async () => {
  const { autosave, sent, type } = desk();
  type("a");
  autosave.stop();
  await pass(60);

  expect(sent).toEqual([]);
});

it("calls nothing saved that was just typed, and says so when it is taken back", async () => {
  const { shown, type } = desk();
  type("a");
  expect(shown).toEqual(["saving"]);
  type("");
  await pass(2);

  expect(shown).toEqual(["saving", "saved"]);
});
