import { Controller } from "@hotwired/stimulus";
import type { Person, Place } from "../live/frames";
import { passageOf, rangeOf } from "../live/passages";
import { announce } from "../page";

const SHOWN = 8_000;
const POINTED = "pointed";
const WORDS = 60;

/**
 * “Look here”: somebody shows the others a passage or a thread for a few seconds. Nothing of
 * the page moves for it; whoever cannot see the place is offered the way there.
 *
 * <div data-controller="room pointer" data-pointer-number-value="1" data-room-me-value="…"
 *      data-action="pointer:told->room#point room:pointed->pointer#show">
 *   <button data-action="pointer#passage">Look here</button>
 *   <div data-pointer-target="sign" hidden><span data-pointer-target="words"></span>
 *     <button data-action="pointer#go" data-pointer-target="way">Go there</button></div>
 */
export default class PointerController extends Controller<HTMLElement> {
  static override targets = ["sign", "words", "way"];
  static override values = { number: Number };
  declare readonly signTarget: HTMLElement;
  declare readonly hasSignTarget: boolean;
  declare readonly wordsTarget: HTMLElement;
  declare readonly wayTarget: HTMLElement;
  declare readonly numberValue: number;

  private place: Range | HTMLElement | null = null;
  private fading: ReturnType<typeof setTimeout> | undefined;

  override disconnect(): void {
    this.hide();
  }

  /** The words that are chosen in the note. */
  passage(): void {
    const note = this.element.querySelector("[data-note]");
    const selection = document.getSelection();
    if (!note || !selection?.rangeCount) return;
    const chosen = passageOf(note, selection.getRangeAt(0));
    if (chosen) this.tell({ start: chosen.start, end: chosen.end });
  }

  card(event: Event): void {
    const card = (event.target as Element).closest<HTMLElement>("[data-card]");
    const [thread] = (card?.dataset.things ?? "").split(" ");
    if (thread) this.tell({ thread });
  }

  show({ detail }: CustomEvent<{ person: Person; place: Place }>): void {
    const { person, place } = detail;
    this.hide();
    this.place = place.number === this.numberValue ? this.find(place) : null;
    if (!this.place || !this.hasSignTarget) return;
    const mine = person.id === this.element.dataset.roomMeValue;
    const words = mine
      ? `You show ${this.named(this.place)}`
      : `${person.name} points at ${this.named(this.place)}`;
    this.paint(this.place, true);
    this.wordsTarget.textContent = words;
    this.wayTarget.hidden = mine || this.isInView(this.place);
    this.signTarget.hidden = false;
    announce(`${words}.`);
    this.fading = setTimeout(() => this.hide(), SHOWN);
  }

  go(): void {
    const place = this.place;
    const element = place instanceof Range ? place.startContainer.parentElement : place;
    element?.scrollIntoView({ block: "center" });
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
    this.wayTarget.hidden = true;
  }

  private tell(place: Omit<Place, "number">): void {
    this.dispatch("told", { detail: { place: { number: this.numberValue, ...place } } });
  }

  private find(place: Place): Range | HTMLElement | null {
    if (place.start !== undefined && place.end !== undefined) {
      return rangeOf(this.element, place.start, place.end);
    }
    const cards = [...this.element.querySelectorAll<HTMLElement>("[data-card]:not([hidden])")];
    const named = (card: HTMLElement) => card.dataset.things?.split(" ") ?? [];
    return cards.find((card) => named(card).includes(place.thread ?? "")) ?? null;
  }

  private named(place: Range | HTMLElement): string {
    if (place instanceof HTMLElement) {
      const name = document.getElementById(place.getAttribute("aria-labelledby") ?? "");
      return (name?.textContent ?? "a thread").toLowerCase();
    }
    const words = place.toString().replace(/\s+/g, " ").trim();
    return `“${words.length > WORDS ? `${words.slice(0, WORDS)}…` : words}”`;
  }

  private isInView(place: Range | HTMLElement): boolean {
    const { top, bottom } = place.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  }

  private paint(place: Range | HTMLElement, on: boolean): void {
    if (place instanceof HTMLElement) place.classList.toggle("is-pointed", on);
    else if (!("highlights" in CSS)) return;
    else if (on) CSS.highlights.set(POINTED, new Highlight(place));
    else CSS.highlights.delete(POINTED);
  }

  private hide(): void {
    clearTimeout(this.fading);
    if (this.place) this.paint(this.place, false);
    this.place = null;
    if (this.hasSignTarget) this.signTarget.hidden = true;
  }
}
