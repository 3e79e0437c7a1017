import { Controller } from "@hotwired/stimulus";
import { type Entries, entriesOf, entry, fill, isEmpty } from "../live/thoughts";
import { announce } from "../page";

const RESUMED = "act";

/**
 * “Think first”: what a supervisor writes stays on her screen until she sends it, and nobody
 * sees that she writes. Several thoughts can wait beside their passages.
 *
 * <div data-controller="room think" data-action="think:resumed->room#compose room:changed->think#changed">
 *   <form id="say-form"> <label data-think-target="choice" hidden><input type="checkbox"
 *         data-action="think#toggle"> … <button data-think-target="hold" data-action="think#hold">
 *   <template data-think-target="model"><article class="thread thought">…
 */
export default class ThinkController extends Controller<HTMLElement> {
  static override targets = ["choice", "hold", "model"];
  declare readonly choiceTargets: HTMLElement[];
  declare readonly holdTargets: HTMLElement[];
  declare readonly modelTarget: HTMLTemplateElement;
  declare readonly hasModelTarget: boolean;

  private on = false;
  private readonly thoughts = new Map<string, Entries>();
  private made = 0;

  choiceTargetConnected(): void {
    this.show();
  }

  toggle(event: Event): void {
    this.on = (event.target as HTMLInputElement).checked;
    this.show();
    if (this.on) this.dispatch("quiet"); // what was seen of her writing so far ends
  }

  /** The form is another one after every sending: it is told again. */
  changed(): void {
    this.show();
  }

  hold(): void {
    const form = this.form();
    if (!form || !this.hasModelTarget) return;
    const entries = entriesOf(form);
    if (isEmpty(entries)) {
      form.querySelector<HTMLElement>("textarea[name=body]")?.focus();
      return;
    }
    this.made += 1;
    const id = `thought-${this.made}`;
    this.thoughts.set(id, entries);
    const card = this.cardOf(id, entries, form);
    this.element.querySelector(".threads")?.append(card);
    this.empty(form);
    this.dispatch("held", { detail: { card } });
    announce("Kept on this screen. It has not been sent.");
  }

  resume(event: Event): void {
    const card = this.taken(event);
    if (card) this.intoForm(card);
  }

  post(event: Event): void {
    const card = this.taken(event);
    if (card && this.intoForm(card)) this.form()?.requestSubmit();
  }

  discard(event: Event): void {
    const card = (event.target as Element).closest<HTMLElement>(".thought");
    if (!card) return;
    this.thoughts.delete(card.id);
    card.remove();
    this.dispatch("held", { detail: { card: null } });
    this.element.querySelector<HTMLElement>("[data-note]")?.focus({ preventScroll: true });
    announce("Thrown away. It was never sent.");
  }

  /** A form with words in it is not written over: first it is sent, kept or left. */
  private taken(event: Event): HTMLElement | null {
    const form = this.form();
    if (form && !isEmpty(entriesOf(form))) {
      announce("You are writing something else. Send it or keep it first.");
      form.querySelector<HTMLElement>("textarea[name=body]")?.focus();
      return null;
    }
    return (event.target as Element).closest<HTMLElement>(".thought");
  }

  private intoForm(card: HTMLElement): boolean {
    const entries = this.thoughts.get(card.id);
    if (!entries) return false;
    const start = entry(entries, "start");
    const passage = start
      ? {
          start: Number(start),
          end: Number(entry(entries, "end")),
          quote: entry(entries, "quote"),
        }
      : null;
    this.dispatch("resumed", { detail: { passage, act: entry(entries, RESUMED) } });
    const form = this.form();
    if (!form) return false;
    fill(form, entries);
    this.thoughts.delete(card.id);
    card.remove();
    return true;
  }

  private cardOf(id: string, entries: Entries, form: HTMLFormElement): HTMLElement {
    const card = this.modelTarget.content.firstElementChild?.cloneNode(true) as HTMLElement;
    card.id = id;
    card.dataset.at = entry(entries, "start");
    const act = form.querySelector("input[name=act]:checked")?.closest("label");
    const quote = form.closest(".thread")?.querySelector("blockquote")?.textContent ?? "";
    const parts: Record<string, string> = {
      act: act?.textContent?.trim() ?? "",
      quote,
      body: entry(entries, "body"),
    };
    for (const [name, words] of Object.entries(parts)) {
      const part = card.querySelector<HTMLElement>(`[data-part-of=${name}]`);
      if (part) part.textContent = words;
      if (part) part.hidden = !words;
    }
    return card;
  }

  private empty(form: HTMLFormElement): void {
    form.reset();
    for (const area of form.querySelectorAll("textarea")) area.value = area.defaultValue = "";
    for (const name of ["start", "end", "quote"]) {
      const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (field) field.value = "";
    }
    this.show();
  }

  private show(): void {
    for (const choice of this.choiceTargets) {
      choice.hidden = false;
      const box = choice.querySelector("input");
      if (box) box.checked = this.on;
      choice.closest("form")?.toggleAttribute("data-quiet", this.on);
    }
    for (const button of this.holdTargets) button.hidden = !this.on;
  }

  private form(): HTMLFormElement | null {
    return this.element.querySelector<HTMLFormElement>("#say-form");
  }
}
