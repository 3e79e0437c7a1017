import { Controller } from "@hotwired/stimulus";

/** <button type="button" data-controller="print" data-action="print#print" hidden>Print</button> */
export class PrintController extends Controller<HTMLElement> {
  override connect(): void {
    this.element.hidden = false; // without script there is nothing behind it
  }

  print(): void {
    window.print();
  }
}
