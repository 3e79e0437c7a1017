import { beforeEach, expect, it } from "vitest";
import { SectionText } from "./section";

let area: HTMLTextAreaElement;
let section: SectionText;

beforeEach(() => {
  document.body.innerHTML =
    '<div class="editor"><div class="backdrop"></div><textarea></textarea></div>';
  area = document.querySelector("textarea") as HTMLTextAreaElement;
  area.value = "😀 he asked for my number";
  const backdrop = document.querySelector(".backdrop") as HTMLElement;
  section = new SectionText("happened", area, backdrop, () => "ct");
});

function edit(text: string): void {
  area.value = text;
  section.edited();
}

it("takes places in code points and gives them back so", () => {
  section.place("f", 15, 24);

  expect(section.words(section.spanOf("f") ?? { start: 0, end: 0 })).toBe("my number");
  expect(section.places()).toEqual([{ id: "f", section: "happened", start: 15, end: 24 }]);
});

it("lets flags follow the typing and come back with undo", () => {
  section.place("f", 15, 24);
  const before = area.value;

  edit(`Then ${before}`);
  expect(section.places()[0]).toMatchObject({ start: 20, end: 29 });
  edit("Then 😀 he asked");
  expect(section.places()).toEqual([]);
  edit(`Then ${before}`);
  expect(section.places()[0]).toMatchObject({ start: 20, end: 29 });
});

it("takes the selected words without the blanks around them", () => {
  area.setSelectionRange(2, 12);

  expect(section.selected && section.words(section.selected)).toBe("he asked");
});

it("has nothing selected where only blanks are", () => {
  area.setSelectionRange(2, 3);

  expect(section.selected).toBeNull();
});
