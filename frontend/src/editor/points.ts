/**
 * The server counts Unicode code points of NFC text; the browser counts UTF-16 units of what
 * was typed. Offsets are converted here, at the edge, and nowhere else.
 */

/** The text as the server will keep it. */
export function normalised(text: string): string {
  return text.replace(/\r\n?/g, "\n").normalize("NFC");
}

/** How many code points of the normalised text lie before this unit. */
export function toPoints(text: string, unit: number): number {
  let points = 0;
  for (const _ of normalised(text.slice(0, unit))) points += 1;
  return points;
}

/** The unit at which that many code points have passed; the end where there are fewer. */
export function toUnits(text: string, points: number): number {
  let unit = 0;
  let left = points;
  for (const point of text) {
    if (left <= 0) break;
    unit += point.length;
    left -= 1;
  }
  return unit;
}
