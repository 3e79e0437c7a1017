import { beforeEach, describe, expect, it } from "vitest";
import { intoForm, Sent } from "./forms";

const FORM = (
  id: string,
) => `<form id="say-form"><input type="hidden" name="op_id" value="${id}">
  <textarea name="body"></textarea></form>`;

function form(): HTMLFormElement {
  return document.querySelector("form") as HTMLFormElement;
}

function write(words: string): void {
  (document.querySelector("textarea") as HTMLTextAreaElement).value = words;
}

beforeEach(() => {
  document.body.innerHTML = FORM("first");
});

describe("a form that was sent", () => {
  it("is done with when nothing was written in it since", () => {
    const sent = new Sent();
    write("Why?");
    sent.remember(form());

    expect(sent.isAsSent(form())).toBe(true);
    expect(sent.goesOn(form(), document.createElement("div"))).toBe(false);
  });

  it("goes on with the next id when somebody writes on in it", () => {
    const sent = new Sent();
    write("Why?");
    sent.remember(form());
    write("And what then?");
    const answer = document.createElement("div");
    answer.innerHTML = FORM("second");

    expect(sent.isAsSent(form())).toBe(false);
    expect(sent.goesOn(form(), answer)).toBe(true);
    expect(new FormData(form()).get("op_id")).toBe("second");
    expect(new FormData(form()).get("body")).toBe("And what then?");
  });
});

describe("a form about a passage", () => {
  it("shows its words, or says that it is about all of it", () => {
    document.body.innerHTML = `<article><blockquote></blockquote><p>About the whole note</p>
      <input name="start"><input name="end"><input name="quote"></article>`;
    const card = document.querySelector("article") as HTMLElement;
    const [quote, whole] = [card.querySelector("blockquote"), card.querySelector("p")];

    intoForm(card, { start: 2, end: 5, quote: "was" }, "was");
    expect([quote?.textContent, quote?.hidden, whole?.hidden]).toEqual(["was", false, true]);
    expect(card.querySelector<HTMLInputElement>("[name=end]")?.value).toBe("5");

    intoForm(card, null, "");
    expect([quote?.hidden, whole?.hidden]).toEqual([true, false]);
    expect(card.querySelector<HTMLInputElement>("[name=end]")?.value).toBe("");
  });
});
