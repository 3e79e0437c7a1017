import { type Passage, passageOf, rangeOf } from "./passages";

/**
 * What a person reads stays where it is while the page is renewed around it.
 *
 * That is the open thread or its passage, else the paragraph or thread at which the eyes are. It
 * is known by its id: the part may be another element afterwards. Words that are
 * chosen stay chosen, though their paragraph was renewed.
 */
export class Steady {
  private readonly id: string;
  private readonly top: number;
  private readonly chosen: Passage | null;

  constructor(private readonly room: HTMLElement) {
    const part = this.read();
    this.id = part?.id ?? "";
    this.top = part?.getBoundingClientRect().top ?? 0;
    this.chosen = this.selected();
  }

  restore(): void {
    if (this.chosen && !this.selected()) this.choose(this.chosen);
    const part = this.id ? document.getElementById(this.id) : null;
    if (!part || !this.room.contains(part)) return;
    const moved = part.getBoundingClientRect().top - this.top;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
  }

  private selected(): Passage | null {
    const selection = document.getSelection();
    const note = this.room.querySelector("[data-note]");
    if (!note || !selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return note.contains(range.commonAncestorContainer) ? passageOf(note, range) : null;
  }

  private choose({ start, end }: Passage): void {
    const range = rangeOf(this.room, start, end);
    const selection = document.getSelection();
    if (!range || !selection) return;
    selection.removeAllRanges();
    selection.addRange(range);
  }

  private read(): HTMLElement | undefined {
    const open = this.room.querySelector<HTMLElement>(".thread.is-open:not(.is-sheet)");
    const beside = this.room.querySelector(".threads.is-placed") !== null;
    if (open && !beside && isInView(open)) return open;
    const marked = this.room
      .querySelector("mark.is-open")
      ?.closest<HTMLElement>("p[data-start]");
    if (marked && isInView(marked)) return marked;
    const parts = this.room.querySelectorAll<HTMLElement>("p[data-start], .thread[id]");
    const seen = [...parts].filter((part) => isInView(part) && !part.matches(".is-sheet"));
    const texts = seen.filter((part) => part.matches("p"));
    return texts.find(isAtTheEyes) ?? texts[0] ?? seen[0];
  }
}

/** While a finger or a mouse is choosing words, the words stay under it. */
export class Hand {
  private busy: Promise<void> = Promise.resolve();

  constructor(private readonly note: Element | null) {}

  begin(): void {
    this.note?.addEventListener("pointerdown", this.pressed);
  }

  end(): void {
    this.note?.removeEventListener("pointerdown", this.pressed);
  }

  free(): Promise<void> {
    return this.busy;
  }

  private readonly pressed = (): void => {
    this.busy = new Promise((done) => {
      for (const kind of ["pointerup", "pointercancel"]) {
        document.addEventListener(kind, () => done(), { once: true });
      }
    });
  };
}

/** People read in the upper half. */
function isAtTheEyes(part: HTMLElement): boolean {
  return part.getBoundingClientRect().bottom > window.innerHeight / 3;
}

function isInView(part: HTMLElement): boolean {
  const { top, bottom, height } = part.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}
