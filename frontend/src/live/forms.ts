/** The forms of a room: which passage they are about, and what was sent of them. */
import type { Passage } from "./passages";
import { type Entries, entriesOf } from "./thoughts";

/** Into the hidden fields, and before the eyes of whoever writes. */
export function intoForm(card: HTMLElement, passage: Passage | null, words: string): void {
  const values: Record<string, string> = {
    start: passage ? String(passage.start) : "",
    end: passage ? String(passage.end) : "",
    quote: passage?.quote ?? "",
  };
  for (const [name, value] of Object.entries(values)) {
    const input = card.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (input) input.value = value;
  }
  const quote = card.querySelector<HTMLElement>("blockquote");
  const whole = card.querySelector<HTMLElement>("blockquote + p");
  if (quote) {
    quote.textContent = words;
    quote.hidden = !words;
  }
  if (whole) whole.hidden = Boolean(words);
}

/**
 * What a form held when it was sent. Whoever goes on writing in it before the answer is here
 * keeps the form, with the id of the next one: what she writes now is something else.
 */
export class Sent {
  private readonly held = new WeakMap<HTMLFormElement, Entries>();

  remember(form: HTMLFormElement): void {
    this.held.set(form, entriesOf(form));
  }

  isAsSent(form: HTMLFormElement): boolean {
    const before = this.held.get(form);
    return !before || JSON.stringify(before) === JSON.stringify(entriesOf(form));
  }

  /** Whether she does; then the form is given its next id from the answer. */
  goesOn(form: HTMLFormElement, answer: ParentNode): boolean {
    if (this.isAsSent(form)) return false;
    const next = answer.querySelector<HTMLInputElement>(`form#${form.id} [name=op_id]`);
    const own = form.querySelector<HTMLInputElement>("[name=op_id]");
    if (next && own) own.value = next.value;
    return true;
  }
}
