import { describe, expect, it } from "vitest";
import { announce, csrfHeaders, hideProblem, showOver, showProblem } from "./page";

describe("the page", () => {
  it("hands out the token the server wrote into it", () => {
    document.head.innerHTML = '<meta name="csrf-token" content="abc">';

    expect(csrfHeaders()).toEqual({ "X-CSRFToken": "abc" });
  });

  it("says the same sentence twice so that it is heard twice", () => {
    document.body.innerHTML = '<div id="announcer"></div>';
    const region = document.getElementById("announcer");

    announce("New question from Ruth.");
    const first = region?.textContent;
    announce("New question from Ruth.");

    expect(first).toBe("New question from Ruth.");
    expect(region?.textContent).not.toBe(first);
    expect(region?.textContent?.trim()).toBe(first);
  });

  it("shows a problem as text, whatever is in it", () => {
    document.body.innerHTML = '<div id="problem" hidden><p></p></div>';

    showProblem("<img src=x onerror=alert(1)>");

    expect(document.querySelector("img")).toBeNull();
    expect(document.getElementById("problem")?.hidden).toBe(false);

    hideProblem();

    expect(document.getElementById("problem")?.hidden).toBe(true);
  });

  it.each([
    ["is nowhere", () => (document.activeElement as HTMLElement | null)?.blur()],
    ["is still said to be inside", () => {}],
  ])("gives the focus back to what was renewed under a dialog: it %s", (_name, lose) => {
    document.body.innerHTML =
      '<article id="card" tabindex="-1">old</article><dialog><button></button></dialog>';
    const dialog = document.querySelector("dialog") as HTMLDialogElement;
    document.getElementById("card")?.focus();

    showOver(dialog);
    dialog.querySelector("button")?.focus();
    const card = document.createElement("article");
    card.id = "card";
    card.tabIndex = -1;
    document.getElementById("card")?.replaceWith(card);
    lose();
    dialog.close();

    expect(document.activeElement).toBe(card);
  });
});
