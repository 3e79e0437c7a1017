import { beforeEach, describe, expect, it } from "vitest";
import { heldIn, swapPart } from "./swap";

function part(html: string): HTMLElement {
  const box = document.createElement("div");
  box.innerHTML = html;
  return box.firstElementChild as HTMLElement;
}

const CARD = (said: string) => `<article id="card" class="thread">
  <p>${said}</p><form id="reply"><textarea></textarea></form><footer>${said}</footer></article>`;

beforeEach(() => {
  document.body.innerHTML = CARD("old");
});

describe("a part", () => {
  it("is replaced", () => {
    const old = document.getElementById("card") as HTMLElement;

    swapPart(old, part(CARD("new")), heldIn(document));

    expect(document.querySelector("p")?.textContent).toBe("new");
    expect(document.querySelectorAll("article").length).toBe(1);
  });

  it("keeps the field somebody types in, with its focus, and is new around it", () => {
    const area = document.querySelector("textarea") as HTMLTextAreaElement;
    area.focus();
    area.value = "half a sen";

    const old = document.getElementById("card") as HTMLElement;
    swapPart(old, part(CARD("new")), heldIn(document));

    expect(document.querySelector("textarea")).toBe(area);
    expect(document.activeElement).toBe(area);
    expect(area.value).toBe("half a sen");
    expect([...document.querySelectorAll("p, footer")].map((e) => e.textContent)).toEqual([
      "new",
      "new",
    ]);
  });

  it("keeps unsent words without the focus too, but not those just sent", () => {
    const area = document.querySelector("textarea") as HTMLTextAreaElement;
    area.value = "later";
    const form = document.querySelector("form") as HTMLFormElement;

    swapPart(document.getElementById("card") as HTMLElement, part(CARD("1")), heldIn(document));
    expect(document.querySelector("textarea")?.value).toBe("later");

    const held = heldIn(document, form);
    swapPart(document.getElementById("card") as HTMLElement, part(CARD("2")), held);
    expect(document.querySelector("textarea")?.value).toBe("");
  });

  it("stays as it is when what somebody writes has no place in the new one", () => {
    const area = document.querySelector("textarea") as HTMLTextAreaElement;
    area.value = "wait";
    const old = document.getElementById("card") as HTMLElement;

    const done = swapPart(old, part('<article id="card"></article>'), heldIn(document));

    expect(done).toBe(false);
    expect(document.querySelector("textarea")?.value).toBe("wait");
  });
});
