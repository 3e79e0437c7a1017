import type { Span } from "./spans";

/** A flagged passage as it is painted: its classes are those of note.css. */
export interface Painted extends Span {
  classes: string;
}

/**
 * Repeat the text in the backdrop with its flags marked. Passages that overlap become
 * nested marks, the longer one outside, so that each underline keeps its own step.
 */
export function paint(backdrop: HTMLElement, text: string, flags: readonly Painted[]): void {
  const pieces = document.createDocumentFragment();
  const edges = new Set([0, text.length]);
  for (const flag of flags) edges.add(flag.start).add(flag.end);
  const sorted = [...edges].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  const outerFirst = [...flags].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    if (end === undefined) break;
    const over = outerFirst.filter((flag) => flag.start <= start && end <= flag.end);
    pieces.append(nested(text.slice(start, end), over));
  }
  backdrop.replaceChildren(pieces);
}

function nested(text: string, over: readonly Painted[]): Node {
  return over.reduceRight<Node>((inside, flag) => {
    const mark = document.createElement("mark");
    mark.className = `flag ${flag.classes}`;
    mark.append(inside);
    return mark;
  }, document.createTextNode(text));
}
