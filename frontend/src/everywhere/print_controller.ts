import { Controller } from "@hotwired/stimulus";

/**
 * <button type="button" data-controller="print" data-action="print#print" hidden>Print</button>
 *
 * Where the page has a `data-print-head`, every sheet says what it is, whose, and when it was
 * printed: a loose sheet must not be nobody's.
 */
export class PrintController extends Controller<HTMLElement> {
  override connect(): void {
    this.element.hidden = false; // without script there is nothing behind it
    window.addEventListener("beforeprint", this.stamp);
  }

  override disconnect(): void {
    window.removeEventListener("beforeprint", this.stamp);
  }

  print(): void {
    window.print();
  }

  private readonly stamp = (): void => {
    const head = document.querySelector<HTMLElement>("[data-print-head]");
    if (!head) return;
    const now = new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    const said = `${head.dataset["printHead"]}, ${now}`;
    // The margin of a sheet takes its words from a property of the root.
    document.documentElement.style.setProperty("--print-head", JSON.stringify(said));
    head.hidden = true; // it stands there for a print without script
  };
}
