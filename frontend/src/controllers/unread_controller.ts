import { Controller } from "@hotwired/stimulus";
import { csrfHeaders } from "../page";

/**
 * What this person has not opened yet stays marked until it is opened. Only the server keeps
 * it, for this person alone.
 *
 * <div data-controller="room unread" data-unread-url-value="/notes/…/read/" data-room-seq-value="12"
 *      data-action="unread:go->room#go room:opened->unread#opened">
 */
export default class UnreadController extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;

  override connect(): void {
    for (const kind of ["click", "keydown"]) this.element.addEventListener(kind, this.touched);
  }

  override disconnect(): void {
    for (const kind of ["click", "keydown"])
      this.element.removeEventListener(kind, this.touched);
  }

  /** The next one below the open thread, else the first. */
  next(event: Event): void {
    event.preventDefault();
    const cards = [...this.element.querySelectorAll<HTMLElement>(".threads > [data-card]")];
    const open = cards.findIndex((card) => card.classList.contains("is-open"));
    const unread = cards.filter((card) => card.matches(".is-unread:not([hidden])"));
    const card = unread.find((each) => cards.indexOf(each) > open) ?? unread[0];
    if (card) this.dispatch("go", { detail: { card } });
  }

  opened({ detail }: CustomEvent<{ card: HTMLElement }>): void {
    this.read(detail.card);
  }

  /** All of them: without a reload, which would cost what somebody is writing. */
  all(event: Event): void {
    event.preventDefault();
    for (const card of this.cards()) this.clean(card);
    this.count();
    void this.tell(null);
  }

  /** Somebody works in an open thread: what came into it meanwhile is read as well. */
  private readonly touched = (event: Event): void => {
    const card = (event.target as Element).closest<HTMLElement>(".thread.is-open.is-unread");
    if (card) this.read(card);
  };

  private read(card: HTMLElement): void {
    if (!card.classList.contains("is-unread")) return;
    this.clean(card);
    this.count();
    void this.tell(card.dataset.things ?? "");
  }

  private clean(card: HTMLElement): void {
    card.classList.remove("is-unread");
    for (const mark of card.querySelectorAll(".new, [id$='-name'] > .sr")) mark.remove();
    for (const mark of this.element.querySelectorAll<HTMLElement>("mark.is-unread")) {
      if (mark.dataset.of === card.id) mark.classList.remove("is-unread");
    }
  }

  private count(): void {
    const left = this.cards().length;
    const sign = document.getElementById("room-new");
    const words = sign?.querySelector("a");
    if (words) words.textContent = `${left} new`;
    if (sign) sign.hidden = left === 0;
  }

  private cards(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(".threads > .is-unread")];
  }

  /** A mark that could not be kept is there again at the next visit: no more is lost. */
  private async tell(things: string | null): Promise<void> {
    const said = new URLSearchParams({ seq: this.element.dataset.roomSeqValue ?? "0" });
    if (things !== null) said.set("things", things.trim());
    await fetch(this.urlValue, {
      method: "POST",
      headers: { ...csrfHeaders(), "HX-Request": "true" },
      body: said,
      redirect: "manual",
      keepalive: true,
    }).catch(() => undefined);
  }
}
