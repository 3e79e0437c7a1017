/**
 * The browser makes elements from text only through this policy: the content security policy asks
 * for it. What comes from the server never runs anything by itself, so markup that would is
 * refused as a whole, whoever put it there. Scripts and addresses of scripts are made by nobody.
 */

const RUNS = "iframe, object, embed, base, meta[http-equiv]";
const ADDRESSES = new Set(["href", "src", "action", "formaction", "data", "xlink:href"]);

interface Policy {
  createHTML(html: string): unknown;
}

interface Factory {
  createPolicy(name: string, rules: { createHTML(html: string): string | null }): Policy;
}

/** Whether nothing in it would run or load something by being there. */
export function isHarmless(root: ParentNode): boolean {
  if (root.querySelector(RUNS)) return false;
  for (const element of root.querySelectorAll("*")) {
    if ([...element.attributes].some(runs)) return false;
    if (element instanceof HTMLTemplateElement && !isHarmless(element.content)) return false;
  }
  return true;
}

function runs({ name, value }: Attr): boolean {
  if (/^(on|(data-)?hx-on)/i.test(name)) return true;
  // As browsers do, without the spaces and line breaks that may stand in an address.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const address = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
  return ADDRESSES.has(name) && /^(javascript|vbscript|data:text\/html)/.test(address);
}

export function guardMarkup(factory: Factory | undefined): void {
  if (!factory) return;
  const looking = factory.createPolicy("looking", { createHTML: (html) => html });
  factory.createPolicy("default", {
    createHTML(html) {
      const parsed = looking.createHTML(html) as string; // what the parser takes instead of text
      const page = new DOMParser().parseFromString(parsed, "text/html");
      return isHarmless(page) ? html : null;
    },
  });
}

guardMarkup((window as { trustedTypes?: Factory }).trustedTypes);
