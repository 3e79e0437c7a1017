import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MenuController } from "./menu_controller";

let application: Application;

beforeEach(async () => {
  document.body.innerHTML = `
    <details data-controller="menu" open><summary>Me</summary><button>Sign out</button></details>
    <p>Elsewhere</p>`;
  application = Application.start();
  application.register("menu", MenuController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => application.stop());

function menu(): HTMLDetailsElement {
  return document.querySelector("details") as HTMLDetailsElement;
}

describe("a menu", () => {
  it("closes at Escape and gives the focus back", () => {
    menu().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));

    expect(menu().open).toBe(false);
    expect(document.activeElement).toBe(menu().querySelector("summary"));
  });

  it("closes at a click elsewhere", () => {
    document.querySelector("p")?.click();

    expect(menu().open).toBe(false);
  });

  it("stays open at a click inside", () => {
    menu().querySelector("button")?.click();

    expect(menu().open).toBe(true);
  });
});
