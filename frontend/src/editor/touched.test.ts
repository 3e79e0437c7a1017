import { beforeEach, describe, expect, it } from "vitest";
import { isTouched } from "./touched";

let form: HTMLFormElement;

function field<Kind extends Element>(name: string): Kind {
  const found = document.querySelector<Kind>(`[name="${name}"]`);
  if (!found) throw new Error(name);
  return found;
}

const urgent = () => document.querySelector("[value=urgent]") as HTMLInputElement;

beforeEach(() => {
  document.body.innerHTML = `
    <form id="note">
      <input type="hidden" name="revision" value="3">
      <textarea name="felt">
Cold.</textarea>
      <input type="checkbox" name="safety" checked>
      <input type="radio" name="risk" value="none" checked><input type="radio" name="risk" value="urgent">
      <select name="help"><option value="">-</option><option value="think">Think</option></select>
      <select name="mood"><option>low</option><option selected>flat</option></select>
      <button name="do" value="submit">Submit</button>
    </form>
    <textarea name="reasons" form="note"></textarea>`;
  form = document.querySelector("form") as HTMLFormElement;
});

describe("a form", () => {
  it("is as the server wrote it", () => {
    expect(isTouched(form)).toBe(false);
  });

  it.each<[string, () => void]>([
    ["words", () => (field<HTMLTextAreaElement>("felt").value = "Warm.")],
    ["words beside it", () => (field<HTMLTextAreaElement>("reasons").value = "Because.")],
    ["words taken out", () => (field<HTMLTextAreaElement>("felt").value = "")],
    ["a box", () => (field<HTMLInputElement>("safety").checked = false)],
    ["a choice", () => (urgent().checked = true)],
    ["one of a list", () => (field<HTMLSelectElement>("help").value = "think")],
    ["another of a list", () => (field<HTMLSelectElement>("mood").value = "low")],
  ])("was touched: %s", (_what, touch) => {
    touch();
    expect(isTouched(form)).toBe(true);
  });
});
