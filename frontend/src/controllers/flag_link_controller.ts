import { Controller } from "@hotwired/stimulus";

/**
 * A link to the page of a flag that opens it in the panel instead.
 *
 * <a href="/flags/…/" data-controller="flag-link" data-action="flag-link#open">
 */
export default class FlagLinkController extends Controller<HTMLAnchorElement> {
  open(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new window, then
    event.preventDefault();
    this.dispatch("flag", { detail: { url: this.element.href, from: this.element } });
  }
}
