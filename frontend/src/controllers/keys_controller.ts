import { Controller } from "@hotwired/stimulus";
import { type Command, commandOf } from "../live/keys";
import { announce, showOver } from "../page";

const KEPT = "room-keys"; // whether single letters act: the only thing kept, and no one's words
const OFF = "off";

/**
 * Single keys for whoever works without a mouse. They rest while somebody types, and can be
 * switched off for those whose screen reader or voice uses the letters itself.
 *
 * <div data-controller="keys">
 *   <button data-keys-target="opener" data-action="keys#help" hidden>Keys</button>
 *   <dialog data-keys-target="dialog"><input type="checkbox" data-keys-target="switch"
 *           data-action="keys#toggle"> <button data-action="keys#close">…
 */
export default class KeysController extends Controller<HTMLElement> {
  static override targets = ["opener", "dialog", "switch"];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly switchTarget: HTMLInputElement;
  declare readonly hasDialogTarget: boolean;

  override connect(): void {
    document.addEventListener("keydown", this.pressed);
    if (this.hasDialogTarget) this.switchTarget.checked = this.on();
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  openerTargetConnected(opener: HTMLElement): void {
    opener.hidden = false;
  }

  help(): void {
    if (this.hasDialogTarget) showOver(this.dialogTarget);
  }

  close(): void {
    this.dialogTarget.close();
  }

  toggle(): void {
    if (this.switchTarget.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, OFF);
  }

  private on(): boolean {
    return localStorage.getItem(KEPT) !== OFF;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const outside =
      event.target !== document.body && !this.element.contains(event.target as Node);
    const command = outside ? null : commandOf(event);
    if (command && this.on() && this.carryOut(command)) event.preventDefault();
  };

  private carryOut(command: Command): boolean {
    switch (command.kind) {
      case "travel":
        this.dispatch("travel", { detail: { step: command.step } });
        return true;
      case "help":
        this.help();
        return true;
      case "reply":
        return this.reply();
      case "settle":
        return this.settle();
      case "press":
        return this.press(command.key);
    }
  }

  private reply(): boolean {
    const card = this.openCard();
    const field = card?.querySelector<HTMLElement>("form.reply.when-open textarea");
    if (field) field.focus();
    else card?.querySelector<HTMLElement>('[data-action="passage#paragraph"]')?.click();
    return card !== null;
  }

  private settle(): boolean {
    const card = this.openCard();
    const button = card?.querySelector<HTMLElement>("button[name=move][value=settle]");
    if (button) button.click();
    else if (card) announce("There is nothing to settle in this thread.");
    return card !== null;
  }

  /** In the open thread first, then anywhere in the room; what is not seen is not pressed. */
  private press(key: string): boolean {
    const named = `[data-key="${key}"]`;
    const wide = [...this.element.querySelectorAll<HTMLElement>(`.toolbar ${named}, ${named}`)];
    const near = [...(this.openCard()?.querySelectorAll<HTMLElement>(named) ?? [])];
    const chosen = wide.filter((each) => each.closest(".toolbar"));
    const found = [...chosen, ...near, ...wide].find((each) => each.checkVisibility());
    found?.click();
    if (found?.matches("summary")) found.parentElement?.querySelector("select")?.focus();
    return found !== undefined;
  }

  private openCard(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(".threads > .thread[data-card].is-open");
  }
}
