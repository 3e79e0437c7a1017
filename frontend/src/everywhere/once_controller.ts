import { Controller } from "@hotwired/stimulus";

/**
 * Keep a form from being sent twice by an impatient second click.
 *
 * <form method="post" data-controller="once" data-action="submit->once#guard">
 */
export class OnceController extends Controller<HTMLFormElement> {
  override connect(): void {
    window.addEventListener("pageshow", this.release); // back from the browser's memory
  }

  override disconnect(): void {
    window.removeEventListener("pageshow", this.release);
  }

  guard(event: Event): void {
    if (this.element.getAttribute("aria-busy")) event.preventDefault();
    else this.element.setAttribute("aria-busy", "true");
  }

  private readonly release = (): void => {
    this.element.removeAttribute("aria-busy");
  };
}
