import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PrintController } from "./print_controller";

let application: Application;

beforeEach(async () => {
  document.body.innerHTML =
    '<p data-print-head="C-0001, version 2. Printed by R&quot;uth">By Ruth, then.</p>' +
    '<button type="button" data-controller="print" hidden>Print</button>';
  application = Application.start();
  application.register("print", PrintController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => {
  application.stop();
  document.documentElement.removeAttribute("style");
});

function head(): string {
  return document.documentElement.style.getPropertyValue("--print-head");
}

describe("a printed page", () => {
  it("offers its button once there is something behind it", () => {
    expect(document.querySelector("button")?.hidden).toBe(false);
  });

  it("says on every sheet what it is, whose, and when it was printed", () => {
    window.dispatchEvent(new Event("beforeprint"));

    expect(JSON.parse(head())).toMatch(/^C-0001, version 2\. Printed by R"uth, .*\d{4}/);
    expect(document.querySelector("p")?.hidden).toBe(true);
  });

  it("leaves a page without such a head alone", () => {
    document.querySelector("[data-print-head]")?.remove();

    window.dispatchEvent(new Event("beforeprint"));

    expect(head()).toBe("");
  });
});
