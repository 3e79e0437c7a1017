import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FilterController } from "./filter_controller";

let application: Application;
let sent: number;

beforeEach(async () => {
  document.body.innerHTML = `
    <form data-controller="filter" data-action="change->filter#send">
      <select><option>All</option></select><input type="checkbox"><input type="search">
    </form>`;
  sent = 0;
  document.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    sent += 1;
  });
  application = Application.start();
  application.register("filter", FilterController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => application.stop());

function change(selector: string): void {
  document.querySelector(selector)?.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("a filter", () => {
  it("is sent when a choice is made", () => {
    change("select");
    change('[type="checkbox"]');

    expect(sent).toBe(2);
  });

  it("waits for the button while somebody types", () => {
    change('[type="search"]');

    expect(sent).toBe(0);
  });
});
