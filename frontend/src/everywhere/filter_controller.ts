import { Controller } from "@hotwired/stimulus";

/**
 * Send a filter form as soon as a choice is made; typing waits for Enter or the button.
 *
 * <form method="get" data-controller="filter" data-action="change->filter#send">
 */
export class FilterController extends Controller<HTMLFormElement> {
  send(event: Event): void {
    const chosen = event.target instanceof HTMLSelectElement || isTick(event.target);
    if (chosen) this.element.requestSubmit();
  }
}

function isTick(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type);
}
