import { describe, expect, it } from "vitest";
import { follow } from "./spans";
import cases from "./spans.cases.json";

const pair = ([start = 0, end = 0]: number[]) => ({ start, end });

describe("a passage through an edit", () => {
  it.each(cases)("$name", ({ before, after, spans, expected }) => {
    const moved = follow(before, after, spans.map(pair));

    expect(moved).toEqual(expected.map((each) => each && pair(each)));
  });

  it("never begins or ends inside an emoji", () => {
    const moved = follow("a 😀 b", "a 😁 b", [{ start: 2, end: 4 }]);

    expect(moved).toEqual([{ start: 2, end: 4 }]);
  });

  it("keeps an emoji whole that shares its second half with the new one", () => {
    const [one, other] = ["\u{1F600}", "\u{1FA00}"]; // both end in the unit DE00

    expect(follow(`x${one}y`, `x${other}y`, [{ start: 1, end: 3 }])).toEqual([
      { start: 1, end: 3 },
    ]);
  });
});
