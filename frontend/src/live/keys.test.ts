import { beforeEach, describe, expect, it } from "vitest";
import { commandOf } from "./keys";

function pressed(key: string, target: string, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, ...more });
  let command: unknown;
  const listen = (heard: KeyboardEvent) => {
    command = commandOf(heard);
  };
  document.addEventListener("keydown", listen, { once: true });
  document.querySelector(target)?.dispatchEvent(event);
  return command;
}

beforeEach(() => {
  document.body.innerHTML = `
    <div id="card" tabindex="-1"></div><textarea></textarea><select></select>
    <input id="text"><input id="radio" type="radio"><dialog><button></button></dialog>
    <div class="menu"><div class="panel"><a href="#x"></a></div></div>`;
});

describe("a key", () => {
  it("goes from thread to thread, replies, settles, or presses what names it", () => {
    expect(pressed("j", "#card")).toEqual({ kind: "travel", step: 1 });
    expect(pressed("k", "#card")).toEqual({ kind: "travel", step: -1 });
    expect(pressed("r", "#card")).toEqual({ kind: "reply" });
    expect(pressed("s", "#card")).toEqual({ kind: "settle" });
    expect(pressed("a", "#card")).toEqual({ kind: "press", key: "a" });
    expect(pressed("?", "#card", { shiftKey: true })).toEqual({ kind: "help" });
    expect(pressed("j", "#radio")).toEqual({ kind: "travel", step: 1 });
  });

  it.each(["textarea", "select", "#text", "dialog button", ".panel a"])(
    "is a letter in %s",
    (place) => {
      expect(["a", "j", "r", "?"].map((key) => pressed(key, place))).toEqual(
        Array(4).fill(null),
      );
    },
  );

  it.each([{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { shiftKey: true }])(
    "means something else with %o",
    (more) => {
      expect(pressed("a", "#card", more)).toBeNull();
    },
  );

  it("means itself when nobody gave it a meaning", () => {
    expect(pressed("x", "#card")).toBeNull();
    expect(pressed("j", "#card", { repeat: true })).toBeNull();
  });
});
