/** The cards of the margin: which one is open, where each stands, how one gets to the next. */
import { tops, type Wish } from "./place";

const GAP = 12;
const BESIDE = "(min-width: 60rem)";

export class Margin {
  private current: HTMLElement | null = null;
  private waiting = 0;
  /** Where an open card without a passage stands: there it stays, whatever comes above it. */
  private held: number | null = null;
  private width = 0;
  private down = false;
  private readonly sizes = new ResizeObserver(() => this.layOutSoon());
  private readonly beside = window.matchMedia(BESIDE);

  constructor(
    private readonly room: HTMLElement,
    private readonly threads: HTMLElement,
    private readonly opened: (card: HTMLElement) => void = () => {},
  ) {}

  begin(): void {
    this.threads.classList.add("is-enhanced");
    this.current = this.threads.querySelector<HTMLElement>(".thread.is-open");
    const asked = window.location.hash.slice(1);
    const named = asked
      ? document.getElementById(asked)?.closest<HTMLElement>(".thread")
      : null;
    if (named && this.threads.contains(named)) this.open(named);
    this.room.addEventListener("pointerdown", this.pressed);
    this.room.addEventListener("click", this.clicked);
    this.threads.addEventListener("focusin", this.focused);
    this.beside.addEventListener("change", this.layOut);
    this.sizes.observe(this.threads.parentElement ?? this.threads);
    for (const card of this.cards()) this.sizes.observe(card);
    this.layOut();
    void document.fonts?.ready.then(() => this.layOut());
  }

  end(): void {
    this.sizes.disconnect();
    cancelAnimationFrame(this.waiting);
    this.room.removeEventListener("pointerdown", this.pressed);
    this.room.removeEventListener("click", this.clicked);
    this.threads.removeEventListener("focusin", this.focused);
    this.beside.removeEventListener("change", this.layOut);
  }

  isOpen(): boolean {
    return this.current !== null;
  }

  open(card: HTMLElement | null): void {
    const another = this.current !== card;
    if (another) this.unmark();
    if (another) this.held = null;
    this.current = card;
    if (!card) return;
    card.classList.add("is-open");
    if (another) card.classList.toggle("is-sheet", !this.beside.matches && !isHere(card));
    for (const mark of this.marksOf(card)) mark.classList.add("is-open");
    this.layOut();
    if (another) this.opened(card);
  }

  close(): void {
    this.unmark();
    this.current = this.held = null;
    this.layOut();
  }

  /** To the next or the previous card, and its passage into view. */
  travel(step: number): void {
    const cards = this.cards().filter((card) => isThread(card) && !card.hidden);
    const at = this.current ? cards.indexOf(this.current) : step > 0 ? -1 : 0;
    const next = cards[(at + step + cards.length) % cards.length];
    if (!next) return;
    this.goTo(next);
  }

  goTo(card: HTMLElement): void {
    this.open(card);
    card.focus({ preventScroll: true });
    (this.marksOf(card)[0] ?? card).scrollIntoView({ block: "nearest" });
  }

  /** In the order of the server; what it no longer names goes, unless somebody writes in it. */
  renew(order: readonly string[], held: readonly HTMLElement[]): void {
    for (const card of this.cards()) {
      const gone = "card" in card.dataset && !order.includes(card.id);
      if (gone && !held.some((element) => card.contains(element))) card.remove();
    }
    const open = this.current && document.getElementById(this.current.id);
    this.arrange(order);
    this.sizes.disconnect();
    this.sizes.observe(this.threads.parentElement ?? this.threads);
    for (const card of this.cards()) this.sizes.observe(card);
    this.current = open instanceof HTMLElement ? open : null;
    if (this.current) this.open(this.current);
    this.layOut();
  }

  /** Move what is out of order, but never the card with the focus. */
  private arrange(order: readonly string[]): void {
    const focused = this.cards().find((card) => card.contains(document.activeElement));
    const cards = order.flatMap((id) => document.getElementById(id) ?? []);
    const middle = focused ? cards.indexOf(focused) : -1;
    if (focused && middle >= 0) {
      for (const card of cards.slice(0, middle)) focused.before(card);
      this.threads.append(...cards.slice(middle + 1));
    } else {
      this.threads.append(...cards);
    }
  }

  private readonly layOut = (): void => {
    const cards = this.cards().filter((card) => card.offsetParent !== null);
    if (!this.beside.matches || !cards.length) {
      this.threads.classList.remove("is-placed");
      this.threads.style.minHeight = "";
      if (!this.beside.matches) return;
    }
    const from = this.threads.getBoundingClientRect().top;
    const wishes = cards.map((card) => ({ card, wish: this.wishOf(card, from) }));
    wishes.sort((a, b) => (a.wish.top ?? Infinity) - (b.wish.top ?? Infinity) || 0);
    const open = wishes.findIndex(({ card }) => card === this.current);
    if (this.width !== this.threads.clientWidth) this.held = null;
    this.width = this.threads.clientWidth;
    const placed = tops(
      wishes.map(({ wish }) => wish),
      GAP,
      open,
      this.held,
    );
    this.held = wishes[open]?.wish.top === null ? (placed[open] ?? null) : null;
    wishes.forEach(({ card }, index) => {
      card.style.top = `${placed[index]}px`;
    });
    const ends = wishes.map(({ wish }, index) => (placed[index] ?? 0) + wish.height);
    this.threads.style.minHeight = `${Math.max(0, ...ends)}px`;
    this.threads.classList.add("is-placed");
  };

  private layOutSoon(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(this.layOut);
  }

  private wishOf(card: HTMLElement, from: number): Wish {
    const place = this.marksOf(card)[0] ?? this.paragraphOf(card);
    const top = place ? place.getBoundingClientRect().top - from : null;
    return { top: top === null ? null : Math.max(0, top), height: card.offsetHeight };
  }

  /** A form has no mark yet: it stands by the paragraph its words begin in. */
  private paragraphOf(card: HTMLElement): HTMLElement | undefined {
    const start = card.dataset.at || card.dataset.start;
    if (!start) return undefined;
    const paragraphs = [...this.room.querySelectorAll<HTMLElement>("p[data-start]")];
    return paragraphs.findLast((each) => Number(each.dataset.start) <= Number(start));
  }

  private cards(): HTMLElement[] {
    return [...this.threads.querySelectorAll<HTMLElement>(":scope > .thread")];
  }

  private marksOf(card: HTMLElement): HTMLElement[] {
    const all = this.room.querySelectorAll<HTMLElement>("mark[data-of]");
    return [...all].filter((mark) => mark.dataset.of === card.id);
  }

  private unmark(): void {
    if (!this.current) return;
    this.current.classList.remove("is-open", "is-sheet");
    for (const mark of this.marksOf(this.current)) mark.classList.remove("is-open");
  }

  /** A card that opens may move: not from under a finger that is still down on it. */
  private readonly pressed = (): void => {
    this.down = true;
    const lifted = () => {
      this.down = false;
    };
    for (const kind of ["pointerup", "pointercancel"]) {
      document.addEventListener(kind, lifted, { once: true });
    }
  };

  private readonly clicked = (event: Event): void => {
    const target = event.target as Element;
    if (target.closest("[data-shuts]")) return;
    const reference = target.closest<HTMLElement>(".ref");
    const card = reference?.dataset.of
      ? document.getElementById(reference.dataset.of)
      : target.closest<HTMLElement>(".threads > .thread");
    if (card) {
      this.open(card);
      if (reference) {
        event.preventDefault();
        card.focus({ preventScroll: true });
        card.scrollIntoView({ block: "nearest" });
      }
    } else if (this.current && !this.isWriting() && !target.closest(".toolbar, a, button")) {
      this.close();
    }
  };

  private readonly focused = (event: FocusEvent): void => {
    const card = (event.target as Element).closest<HTMLElement>(".threads > .thread");
    if (card && card !== this.current && !this.down) this.open(card);
  };

  private isWriting(): boolean {
    const areas = this.current?.querySelectorAll("textarea") ?? [];
    // Whoever chooses a passage for it goes into the note and comes back.
    if (this.current?.querySelector("details[open][data-controller~=attach]")) return true;
    return [...areas].some((area) => area.value !== area.defaultValue);
  }
}

/** Under the eyes already: then a small screen need not bring it up over the text. */
function isHere(card: HTMLElement): boolean {
  const { top, height } = card.getBoundingClientRect();
  return height > 0 && top >= 0 && top < window.innerHeight * 0.75;
}

/** A card, and not the form for a new one or the heading over some. */
function isThread(card: HTMLElement): boolean {
  return "card" in card.dataset && !("heading" in card.dataset);
}
