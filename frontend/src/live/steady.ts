/**
 * What a person reads stays where it is while the page is renewed around it.
 *
 * That is the field with the focus, else the open thread, else the first paragraph or thread of
 * the screen. It is known by its id: the part may be another element afterwards.
 */
export class Steady {
  private readonly id: string;
  private readonly top: number;

  constructor(private readonly room: HTMLElement) {
    const part = this.read();
    this.id = part?.id ?? "";
    this.top = part?.getBoundingClientRect().top ?? 0;
  }

  restore(): void {
    const part = this.id ? document.getElementById(this.id) : null;
    if (!part || !this.room.contains(part)) return;
    const moved = part.getBoundingClientRect().top - this.top;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
  }

  private read(): HTMLElement | undefined {
    const parts = [
      ...this.room.querySelectorAll<HTMLElement>("p[data-start], .thread[id]:not(.is-sheet)"),
    ];
    const seen = parts.filter(isInView);
    // Beside the note the threads have places of their own: the text is what must not move.
    const text = seen.find((part) => part.matches("p"));
    return text ?? seen.find((part) => part.contains(document.activeElement)) ?? seen[0];
  }
}

function isInView(part: HTMLElement): boolean {
  const { top, bottom, height } = part.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}
