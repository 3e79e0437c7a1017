/** What a form holds, as it was typed: text by name, and a list where a name comes twice. */

const CARRIED = new Set(["csrfmiddlewaretoken", "version", "draft", "window"]);

export function typedIn(form: FormData): Record<string, string | string[]> {
  const typed: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    if (CARRIED.has(name)) continue;
    const values = form.getAll(name).map(String);
    const [only = ""] = values;
    typed[name] = values.length > 1 ? values : only;
  }
  return typed;
}
