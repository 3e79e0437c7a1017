import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OnceController } from "./once_controller";

let application: Application;

beforeEach(async () => {
  document.body.innerHTML =
    '<form data-controller="once" data-action="submit->once#guard"></form>';
  application = Application.start();
  application.register("once", OnceController);
  await new Promise((done) => setTimeout(done));
});

afterEach(() => application.stop());

function submit(): boolean {
  const form = document.querySelector("form") as HTMLFormElement;
  return form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
}

describe("a form that is sent once", () => {
  it("lets the first through and holds the second", () => {
    expect([submit(), submit()]).toEqual([true, false]);
  });

  it("can be sent again after coming back to it", () => {
    submit();

    window.dispatchEvent(new Event("pageshow"));

    expect(submit()).toBe(true);
  });
});
