import { describe, expect, it } from "vitest";
import { guardMarkup, isHarmless } from "./trusted_types";

function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

describe("markup that does nothing by itself", () => {
  it.each([
    "<p>A note.</p>",
    '<form action="/notes/" hx-post="/notes/"><input name="onset" value="javascript: no"></form>',
    '<a href="/cases/">Cases</a>',
    '<a href="https://elsewhere.example/javascript:">A link</a>',
    "<template><p>Later</p></template>",
  ])("is taken: %s", (html) => {
    expect(isHarmless(parsed(html))).toBe(true);
  });

  it.each([
    '<img src="x" onerror="alert(1)">',
    '<p ONCLICK="alert(1)">A note.</p>',
    '<p hx-on:click="alert(1)">A note.</p>',
    '<p data-hx-on-click="alert(1)">A note.</p>',
    '<a href="javascript:alert(1)">A link</a>',
    '<a href=" java\nscript:alert(1)">A link</a>',
    '<form action="javascript:alert(1)"></form>',
    '<iframe srcdoc="<p>In a frame</p>"></iframe>',
    '<object data="/static/x.svg"></object>',
    '<base href="https://elsewhere.example/">',
    '<meta http-equiv="refresh" content="0;url=//elsewhere.example">',
    '<template><p onclick="alert(1)">Later</p></template>',
  ])("is refused otherwise: %s", (html) => {
    expect(isHarmless(parsed(html))).toBe(false);
  });
});

describe("the policy", () => {
  it("lets text pass as it is, or not at all", () => {
    const made: Record<string, { createHTML(html: string): string | null }> = {};
    guardMarkup({
      createPolicy(name, rules) {
        made[name] = rules;
        return { createHTML: (html) => rules.createHTML(html) };
      },
    });

    expect(Object.keys(made)).toEqual(["looking", "default"]);
    expect(made["default"]?.createHTML("<tr><td>A note.</td></tr>")).toBe(
      "<tr><td>A note.</td></tr>",
    );
    expect(made["default"]?.createHTML('<p onclick="alert(1)">')).toBeNull();
  });

  it("is nothing where the browser has none", () => {
    expect(() => guardMarkup(undefined)).not.toThrow();
  });
});
