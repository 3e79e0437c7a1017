import { beforeEach, describe, expect, it } from "vitest";
import { entriesOf, entry, fill, isEmpty } from "./thoughts";

const FORM = (id: string) => `<form id="${id}">
  <input type="hidden" name="csrfmiddlewaretoken" value="t">
  <input type="hidden" name="op_id" value="${id}"><input type="hidden" name="start">
  <input type="radio" name="act" value="question" checked>
  <input type="radio" name="act" value="concern"><textarea name="body"></textarea></form>`;

function form(id: string): HTMLFormElement {
  return document.getElementById(id) as HTMLFormElement;
}

beforeEach(() => {
  document.body.innerHTML = FORM("first") + FORM("second");
});

describe("a thought", () => {
  it("comes back as it was, in a form with an id of its own", () => {
    fill(form("first"), [
      ["start", "4"],
      ["act", "concern"],
      ["body", "Is he safe?"],
    ]);

    const kept = entriesOf(form("first"));
    fill(form("second"), kept);

    expect(Object.fromEntries(kept)).toEqual({
      start: "4",
      act: "concern",
      body: "Is he safe?",
    });
    expect(Object.fromEntries(new FormData(form("second")))).toEqual({
      csrfmiddlewaretoken: "t",
      op_id: "second",
      start: "4",
      act: "concern",
      body: "Is he safe?",
    });
  });

  it("needs words, and leaves out what the form no longer asks", () => {
    expect(isEmpty(entriesOf(form("first")))).toBe(true);
    fill(form("first"), [["eye", "4"]]);
    expect(entry(entriesOf(form("first")), "eye")).toBe("");
  });

  it("is in no storage", () => {
    fill(form("first"), [["body", "Only here."]]);
    entriesOf(form("first"));

    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });
});
