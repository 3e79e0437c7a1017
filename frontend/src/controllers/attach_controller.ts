import { Controller } from "@hotwired/stimulus";
import type { Passage } from "../live/passages";

/**
 * Words selected in the note go into the form that asks what a remark is about now. What is
 * typed instead has no place yet; the server looks for it.
 *
 * <details data-controller="attach"
 *          data-action="passage:chosen@window->attach#take input->attach#typed"><form>
 *   <input type="hidden" name="start"><input type="hidden" name="end"><textarea name="quote">
 */
export default class AttachController extends Controller<HTMLDetailsElement> {
  take({ detail }: CustomEvent<{ passage: Passage }>): void {
    if (!this.element.open) return;
    this.fill("start", String(detail.passage.start));
    this.fill("end", String(detail.passage.end));
    this.fill("quote", detail.passage.quote || String(document.getSelection()));
  }

  typed(): void {
    this.fill("start", "");
    this.fill("end", "");
  }

  private fill(name: string, value: string): void {
    const field = this.element.querySelector<HTMLInputElement | HTMLTextAreaElement>(
      `[name=${name}]`,
    );
    if (field) field.value = value;
  }
}
