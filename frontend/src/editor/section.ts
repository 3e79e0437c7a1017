import type { Place } from "./draft";
import { paint } from "./paint";
import { PlacesByText } from "./places";
import { normalised, toPoints, toUnits } from "./points";
import { follow, type Span } from "./spans";

/** One textarea of a note, its backdrop, and the flags on its words. */
export class SectionText {
  private text: string;
  private spans = new Map<string, Span>();
  private readonly past = new PlacesByText();
  private painting = false;
  private pending: Span | null = null;

  constructor(
    readonly key: string,
    readonly area: HTMLTextAreaElement,
    private readonly backdrop: HTMLElement,
    private readonly classesOf: (id: string) => string,
  ) {
    this.text = area.value;
    area.closest(".editor")?.classList.add("is-painted");
  }

  get value(): string {
    return normalised(this.area.value);
  }

  /** The words selected in it, without the blanks around them; null when there are none. */
  get selected(): Span | null {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const words = value.slice(start, end);
    const trimmed = words.trim();
    if (!trimmed) return null;
    const from = start + words.indexOf(trimmed);
    return { start: from, end: from + trimmed.length };
  }

  words(span: Span): string {
    return this.area.value.slice(span.start, span.end);
  }

  inPoints(span: Span): Span {
    return { start: toPoints(this.text, span.start), end: toPoints(this.text, span.end) };
  }

  spanOf(id: string): Span | undefined {
    return this.spans.get(id);
  }

  flagsAt(unit: number): string[] {
    return [...this.spans]
      .filter(([, span]) => span.start <= unit && unit <= span.end)
      .map(([id]) => id);
  }

  /** The text changed: flags go with their words, or come back where undo brings them back. */
  edited(): void {
    const now = this.area.value;
    if (now === this.text) return;
    this.past.remember(this.text, this.spans);
    const before = this.past.at(now);
    if (before) {
      for (const [id, span] of before) if (this.classesOf(id)) this.spans.set(id, span);
    } else {
      const moved = follow(this.text, now, [...this.spans.values()]);
      const ids = [...this.spans.keys()];
      this.spans = new Map(ids.flatMap((id, index) => entry(id, moved[index])));
    }
    this.text = now;
    this.repaint();
  }

  /** Put a flag where the server says it is, in code points. */
  place(id: string, start: number, end: number): void {
    this.spans.set(id, { start: toUnits(this.text, start), end: toUnits(this.text, end) });
    this.repaint();
  }

  remove(id: string): void {
    if (this.spans.delete(id)) this.repaint();
  }

  /** Where its flags are, as the server counts. */
  places(): Place[] {
    return [...this.spans].map(([id, span]) => ({
      id,
      section: this.key,
      ...this.inPoints(span),
    }));
  }

  /** Show these words as the ones that are being flagged. */
  mark(span: Span | null): void {
    this.pending = span;
    this.repaint();
  }

  replace(text: string): void {
    this.area.value = text;
    this.text = this.area.value;
    this.spans.clear();
    this.repaint();
  }

  /** Once per frame, however many keys were pressed. */
  repaint(): void {
    if (this.painting) return;
    this.painting = true;
    requestAnimationFrame(() => {
      this.painting = false;
      const flags = [...this.spans].map(([id, span]) => ({
        ...span,
        classes: this.classesOf(id),
      }));
      const pending = this.pending ? [{ ...this.pending, classes: "remark is-pending" }] : [];
      paint(this.backdrop, this.area.value, [...flags, ...pending]);
    });
  }
}

function entry(id: string, span: Span | null | undefined): [string, Span][] {
  return span ? [[id, span]] : [];
}
