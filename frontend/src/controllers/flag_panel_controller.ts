import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

/**
 * The panel in which a flag is written. It opens over the page with a form of the server and
 * asks before it throws written words away. Without script the same form is a page.
 *
 * <dialog class="sheet" data-controller="flag-panel"
 *         data-action="editor:flag@window->flag-panel#open flag-saved@window->flag-panel#close
 *                      cancel->flag-panel#cancel input->flag-panel#written">
 *   <div data-flag-panel-target="body"></div>
 *   <div class="notice" data-flag-panel-target="doubt" hidden>… keep, discard</div>
 * </dialog>
 */
export default class FlagPanelController extends Controller<HTMLDialogElement> {
  static override targets = ["body", "doubt"];
  declare readonly bodyTarget: HTMLElement;
  declare readonly doubtTarget: HTMLElement;

  private unsaved = false;
  private from: HTMLElement | null = null;

  async open(event: CustomEvent<{ url: string; from?: HTMLElement }>): Promise<void> {
    this.from = event.detail.from ?? null;
    await this.fetch(event.detail.url);
  }

  written(): void {
    this.unsaved = true;
  }

  cancel(event: Event): void {
    event.preventDefault();
    if (this.unsaved && this.doubtTarget.hidden) this.ask();
    else this.close();
  }

  keep(): void {
    this.doubtTarget.hidden = true;
    this.bodyTarget.querySelector<HTMLElement>("textarea, input")?.focus();
  }

  /** A link that leads back where there is no script. */
  leave(event: Event): void {
    event.preventDefault();
    this.cancel(event);
  }

  close(): void {
    if (!this.element.open) return;
    this.element.close();
    this.bodyTarget.replaceChildren();
    this.doubtTarget.hidden = true;
    this.unsaved = false;
    this.dispatch("closed");
    const back = this.from?.isConnected ? this.from : document.getElementById("flags-title");
    back?.focus();
  }

  private ask(): void {
    this.doubtTarget.hidden = false;
    this.doubtTarget.querySelector<HTMLElement>("button")?.focus();
  }

  private async fetch(url: string): Promise<void> {
    this.unsaved = false;
    await htmx.ajax("get", url, { target: this.bodyTarget, swap: "innerHTML" });
    if (!this.bodyTarget.childElementCount) return; // a problem is shown on the page
    if (!this.element.open) this.element.showModal();
    this.bodyTarget.querySelector<HTMLElement>("h2")?.focus();
  }
}
