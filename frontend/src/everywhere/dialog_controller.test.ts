import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DialogController } from "./dialog_controller";

let application: Application;

beforeEach(async () => {
  document.body.innerHTML = `
    <div data-controller="dialog">
      <button id="open" data-action="dialog#open">End …</button>
      <dialog data-dialog-target="dialog"><button id="close" data-action="dialog#close">Cancel</button></dialog>
    </div>`;
  application = Application.start();
  application.register("dialog", DialogController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => application.stop());

describe("a dialog", () => {
  it("opens and closes by its buttons", () => {
    const dialog = document.querySelector("dialog");

    document.getElementById("open")?.click();
    const opened = dialog?.open;
    document.getElementById("close")?.click();

    expect([opened, dialog?.open]).toEqual([true, false]);
  });
});
