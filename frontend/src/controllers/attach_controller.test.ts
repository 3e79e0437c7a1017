import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test } from "vitest";
import AttachController from "./attach_controller";

const PAGE = `
  <details open data-controller="attach"
           data-action="passage:chosen@window->attach#take input->attach#typed">
    <form>
      <input type="hidden" name="start"><input type="hidden" name="end">
      <textarea name="quote"></textarea>
    </form>
  </details>`;

let application: Application;

beforeEach(async () => {
  document.body.innerHTML = PAGE;
  application = Application.start();
  application.register("attach", AttachController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => application.stop());

const values = (): string[] =>
  ["start", "end", "quote"].map(
    (name) => document.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "missing",
  );

function choose(): void {
  const passage = { start: 3, end: 8, quote: "asked" };
  document.body.dispatchEvent(
    new CustomEvent("passage:chosen", { bubbles: true, detail: { passage } }),
  );
}

test("selected words go into the open form with their place", () => {
  choose();

  expect(values()).toEqual(["3", "8", "asked"]);
});

test("a form that is folded away takes nothing", () => {
  document.querySelector("details")?.removeAttribute("open");

  choose();

  expect(values()).toEqual(["", "", ""]);
});

test("typed words have no place until the server finds it", () => {
  choose();

  document.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));

  expect(values()).toEqual(["", "", "asked"]);
});
