import type { Span } from "./spans";

type Places = ReadonlyMap<string, Span>;

const MOST = 200;
const MOST_UNITS = 2_000_000;

/**
 * Where the flags of a section were when it read so: what undo brings back, it brings back
 * with its flags. Kept in memory, for the last edits only.
 */
export class PlacesByText {
  private readonly kept = new Map<string, Places>();
  private units = 0;

  remember(text: string, places: Places): void {
    this.forget(text);
    this.kept.set(text, new Map(places));
    this.units += text.length;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST && this.units <= MOST_UNITS) break;
      this.forget(oldest);
    }
  }

  at(text: string): Places | undefined {
    return this.kept.get(text);
  }

  private forget(text: string): void {
    if (this.kept.delete(text)) this.units -= text.length;
  }
}
