import { expect, it } from "vitest";
import { paint } from "./paint";

function painted(text: string, ...flags: [number, number, string][]): string {
  const backdrop = document.createElement("div");
  paint(
    backdrop,
    text,
    flags.map(([start, end, classes]) => ({ start, end, classes })),
  );
  return backdrop.innerHTML;
}

it("repeats the text with its flags marked", () => {
  expect(painted("one two", [4, 7, "ct"])).toBe('one <mark class="flag ct">two</mark>');
});

it("nests passages that overlap, each piece under all of its flags", () => {
  expect(painted("abcdef", [0, 4, "ct"], [2, 6, "pd is-question"])).toBe(
    '<mark class="flag ct">ab</mark>' +
      '<mark class="flag ct"><mark class="flag pd is-question">cd</mark></mark>' +
      '<mark class="flag pd is-question">ef</mark>',
  );
});

it("takes markup for the text it is", () => {
  expect(painted("<b>&", [0, 4, "ct"])).toBe('<mark class="flag ct">&lt;b&gt;&amp;</mark>');
});
