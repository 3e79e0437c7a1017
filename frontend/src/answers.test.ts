import { beforeEach, describe, expect, it } from "vitest";
import { addHeaders, keepSentencesOut, leaveForSignIn, showFailure } from "./answers";

function answer(
  body: string,
  type: string,
  url = "https://clinic.example/cases/",
): XMLHttpRequest {
  return {
    responseText: body,
    responseURL: url,
    getResponseHeader: (name: string) => (name === "Content-Type" ? type : null),
  } as unknown as XMLHttpRequest;
}

function problem(): HTMLElement {
  return document.getElementById("problem") as HTMLElement;
}

beforeEach(() => {
  document.head.innerHTML =
    '<meta name="csrf-token" content="abc"><meta name="sign-in" content="/accounts/login/">';
  document.body.innerHTML = '<div id="problem" hidden><p></p></div>';
});

describe("a request", () => {
  it("carries the token", () => {
    const headers: Record<string, string> = {};

    addHeaders(new CustomEvent("htmx:configRequest", { detail: { headers } }));

    expect(headers).toEqual({ "X-CSRFToken": "abc" });
  });
});

describe("a failure", () => {
  it("is told in the server's words, or in ours where it is a page", () => {
    const told = ["text/plain", "text/html"].map((type) => {
      const detail = { xhr: answer("You cannot do that.", type) };
      showFailure(new CustomEvent("htmx:responseError", { detail }));
      return problem().textContent;
    });

    expect(told[0]).toBe("You cannot do that.");
    expect(told[1]).toMatch(/nothing was changed/);
  });
});

describe("a refusal as plain text", () => {
  it("is shown and not swapped into the page", () => {
    const detail = { xhr: answer("Only the author may.", "text/plain"), shouldSwap: true };

    keepSentencesOut(new CustomEvent("htmx:beforeSwap", { detail }));

    expect(detail.shouldSwap).toBe(false);
    expect(problem().hidden).toBe(false);
    expect(problem().textContent).toBe("Only the author may.");
  });

  it("leaves fragments alone", () => {
    const detail = {
      xhr: answer("<p>saved</p>", "text/html; charset=utf-8"),
      shouldSwap: true,
    };

    keepSentencesOut(new CustomEvent("htmx:beforeSwap", { detail }));

    expect(detail.shouldSwap).toBe(true);
    expect(problem().hidden).toBe(true);
  });
});

describe("an expired session", () => {
  it("never shows the sign-in page inside a fragment", () => {
    const url = "https://clinic.example/accounts/login/?next=/cases/";
    const event = new CustomEvent("htmx:beforeOnLoad", {
      cancelable: true,
      detail: { xhr: answer("<!doctype html>", "text/html", url) },
    });

    leaveForSignIn(event);

    expect(event.defaultPrevented).toBe(true);
  });

  it("is not seen in an ordinary answer", () => {
    const event = new CustomEvent("htmx:beforeOnLoad", {
      cancelable: true,
      detail: { xhr: answer("<p></p>", "text/html") },
    });

    leaveForSignIn(event);

    expect(event.defaultPrevented).toBe(false);
  });
});
