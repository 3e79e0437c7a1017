import { Controller } from "@hotwired/stimulus";

/**
 * A disclosure that closes again: by Escape, by a click elsewhere, by leaving it.
 *
 * <details data-controller="menu"><summary>…</summary>…</details>
 */
export class MenuController extends Controller<HTMLDetailsElement> {
  override connect(): void {
    document.addEventListener("click", this.closeFromOutside);
    this.element.addEventListener("keydown", this.closeByEscape);
    this.element.addEventListener("focusout", this.closeOnLeaving);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.closeFromOutside);
    this.element.removeEventListener("keydown", this.closeByEscape);
    this.element.removeEventListener("focusout", this.closeOnLeaving);
  }

  private readonly closeFromOutside = (event: Event): void => {
    if (!this.holds(event.target)) this.element.open = false;
  };

  private readonly closeByEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.element.open) return;
    this.element.open = false;
    this.element.querySelector("summary")?.focus();
  };

  private readonly closeOnLeaving = (event: FocusEvent): void => {
    // No related target means a click on something that takes no focus, perhaps in here.
    if (event.relatedTarget && !this.holds(event.relatedTarget)) this.element.open = false;
  };

  private holds(target: EventTarget | null): boolean {
    return target instanceof Node && this.element.contains(target);
  }
}
