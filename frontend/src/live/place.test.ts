import { describe, expect, it } from "vitest";
import { tops } from "./place";

describe("cards", () => {
  it("stand beside their passages and push each other down", () => {
    const wishes = [
      { top: 10, height: 50 },
      { top: 20, height: 50 },
      { top: 300, height: 50 },
      { top: null, height: 20 },
    ];

    expect(tops(wishes, 10)).toEqual([10, 70, 300, 360]);
  });

  it("let the open one stand at its passage when there is room above", () => {
    const wishes = [
      { top: 100, height: 50 },
      { top: 120, height: 50 },
      { top: 125, height: 50 },
    ];

    expect(tops(wishes, 10, 2)).toEqual([5, 65, 125]);
    expect(tops(wishes, 10, 1)).toEqual([60, 120, 180]);
    expect(
      tops(
        [
          { top: 0, height: 50 },
          { top: 10, height: 50 },
        ],
        10,
        1,
      ),
    ).toEqual([0, 60]);
  });
});
