import { Controller } from "@hotwired/stimulus";

/**
 * What appears here is the first thing to read: the summary of a form's errors, a fragment.
 *
 * <div role="alert" tabindex="-1" data-controller="arrive">
 */
export class ArriveController extends Controller<HTMLElement> {
  override connect(): void {
    this.element.focus();
  }
}
