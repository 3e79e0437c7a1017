import { expect, test } from "vitest";
import { typedIn } from "./typed";

test("what was typed goes along, and what the form carries does not", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["csrfmiddlewaretoken", "t"],
    ["version", "3"],
    ["window", "w"],
    ["summary", " As typed \n"],
    ["steps", "reading"],
    ["steps", "training"],
  ] as const) {
    form.append(name, value);
  }

  expect(typedIn(form)).toEqual({ summary: " As typed \n", steps: ["reading", "training"] });
});
