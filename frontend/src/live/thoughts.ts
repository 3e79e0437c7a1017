/**
 * What somebody wrote and does not send yet. It is held by the page alone: no storage, no
 * network, gone with the page.
 */

export type Entries = ReadonlyArray<readonly [string, string]>;

/** Not part of a thought: every sending has its own id, and the page its own token. */
const OF_THE_FORM = new Set(["op_id", "csrfmiddlewaretoken", "number"]);

export function entriesOf(form: HTMLFormElement): Entries {
  return [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && !OF_THE_FORM.has(name) ? [[name, value] as const] : [],
  );
}

export function entry(entries: Entries, name: string): string {
  return entries.find(([each]) => each === name)?.[1] ?? "";
}

/** Into a form that may have been renewed since; what it no longer has is left out. */
export function fill(form: HTMLFormElement, entries: Entries): void {
  const kept = new Map(entries);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "radio") {
      if (kept.has(field.name)) field.checked = kept.get(field.name) === field.value;
    } else if ("name" in field && "value" in field) {
      field.value = kept.get(String(field.name)) ?? field.value;
    }
  }
}

export function isEmpty(entries: Entries): boolean {
  return !entry(entries, "body").trim();
}
