import { expect, it } from "vitest";
import { PlacesByText } from "./places";

it("brings places back with the text they were in", () => {
  const past = new PlacesByText();
  past.remember("one two", new Map([["flag", { start: 0, end: 3 }]]));

  expect(past.at("one two")).toEqual(new Map([["flag", { start: 0, end: 3 }]]));
  expect(past.at("one")).toBeUndefined();
});

it("forgets the oldest of many edits", () => {
  const past = new PlacesByText();
  for (let edit = 0; edit < 300; edit += 1) past.remember(`text ${edit}`, new Map());

  expect([past.at("text 0"), past.at("text 299")]).toEqual([undefined, new Map()]);
});
