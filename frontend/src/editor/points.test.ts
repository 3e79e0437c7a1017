import { expect, it } from "vitest";
import { normalised, toPoints, toUnits } from "./points";

it("counts an emoji as one point and two units", () => {
  const text = "a😀b";

  expect([toPoints(text, 3), toUnits(text, 2)]).toEqual([2, 3]);
});

it("counts a letter with a loose accent as the server will keep it", () => {
  const text = "cafe\u0301 noir";

  expect(toPoints(text, 5)).toBe(4);
  expect(normalised(text)).toBe("café noir");
});

it("ends at the end where the text is shorter than said", () => {
  expect(toUnits("ab", 9)).toBe(2);
});

it("knows one line end", () => {
  expect(normalised("a\r\nb\rc")).toBe("a\nb\nc");
});
