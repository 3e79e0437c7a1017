import { Controller } from "@hotwired/stimulus";
import { showOver } from "../page";

/**
 * Open and close a modal dialog. Without script the button is a link or absent.
 *
 * <div data-controller="dialog">
 *   <button type="button" data-action="dialog#open">End the relationship …</button>
 *   <dialog data-dialog-target="dialog" aria-labelledby="…">
 *     … <button type="button" data-action="dialog#close">Cancel</button>
 *   </dialog>
 * </div>
 */
export class DialogController extends Controller<HTMLElement> {
  static override targets = ["dialog"];
  declare readonly dialogTarget: HTMLDialogElement;

  open(): void {
    showOver(this.dialogTarget);
  }

  close(): void {
    this.dialogTarget.close();
  }
}
