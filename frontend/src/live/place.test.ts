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
  });

  it("let the open one stand there also when not all have room above", () => {
    const wishes = [
      { top: 0, height: 50 },
      { top: 10, height: 50 },
      { top: 70, height: 30 },
      { top: 75, height: 20 },
    ];

    expect(tops(wishes, 10, 2)).toEqual([0, 110, 70, 170]);
    expect(tops(wishes, 10, 1)).toEqual([70, 10, 130, 170]);
  });

  it("hold the open one where it stands, whatever comes above it", () => {
    const before = [
      { top: 100, height: 50 },
      { top: 120, height: 50 },
    ];
    const [, stands] = tops(before, 10, 1);
    const after = [{ top: 90, height: 70 }, ...before, { top: 400, height: 20 }];

    expect(stands).toBe(120);
    expect(tops(after, 10, 2, 120)).toEqual([40, 180, 120, 400]);
  });
});
