import { beforeEach, describe, expect, it } from "vitest";
import { passageOf, rangeOf, sentencesOf, textOf } from "./passages";

// "A 😀 came. He left.\n\nI stayed."
const NOTE = `<h2>Title</h2>
  <p data-start="0">A 😀 <mark>came<a class="ref" href="#t">1</a></mark>. He left.</p>
  <p data-start="19">I stayed.</p>`;

let note: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `<div>${NOTE}</div>`;
  note = document.body.firstElementChild as HTMLElement;
});

describe("offsets", () => {
  it("count code points and leave references out", () => {
    const [first] = note.querySelectorAll("p");

    expect(textOf(first as Element)).toBe("A 😀 came. He left.");
    const range = rangeOf(note, 4, 8) as Range;
    expect(range.toString()).toBe("came");
    expect(passageOf(note, range)).toEqual({ start: 4, end: 8, quote: "came" });
  });

  it("come back the same for every span", () => {
    for (let start = 0; start < 17; start += 1) {
      for (let end = start + 1; end <= 17; end += 1) {
        const range = rangeOf(note, start, end) as Range;
        const passage = passageOf(note, range);
        const words = [..."A 😀 came. He left."].slice(start, end).join("");
        if (words.trim()) expect(passage?.quote).toBe(words.trim());
        else expect(passage).toBeNull();
      }
    }
  });

  it("reach over paragraphs without a quote", () => {
    const range = rangeOf(note, 10, 27) as Range;

    expect(passageOf(note, range)).toEqual({ start: 10, end: 27, quote: "" });
  });

  it("take nothing that is not in the note", () => {
    const heading = note.querySelector("h2") as Element;
    const range = document.createRange();
    range.selectNodeContents(heading);

    expect(passageOf(note, range)).toBeNull();
  });
});

describe("sentences", () => {
  it("are passages one after the other", () => {
    expect(sentencesOf(note, "en").map((each) => each.quote)).toEqual([
      "A 😀 came.",
      "He left.",
      "I stayed.",
    ]);
  });
});
