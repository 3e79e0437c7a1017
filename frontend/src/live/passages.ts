/**
 * From what is selected on the screen to code points of the note, and back.
 *
 * A paragraph knows where it begins in the note (data-start). References inside the text are
 * not part of it and are not counted.
 */
export interface Passage {
  start: number;
  end: number;
  /** The words, when they stand in one paragraph: between paragraphs the page knows no text. */
  quote: string;
}

interface Spot {
  paragraph: HTMLElement;
  /** UTF-16 units of the paragraph's own text. */
  unit: number;
}

export function paragraphsOf(note: Element): HTMLElement[] {
  return [...note.querySelectorAll<HTMLElement>("p[data-start]")];
}

export function textOf(paragraph: Element): string {
  return textNodes(paragraph)
    .map((node) => node.data)
    .join("");
}

/** What of the selection lies in the note, without blanks at its ends; null when nothing does. */
export function passageOf(note: Element, range: Range): Passage | null {
  const touched = paragraphsOf(note).filter((p) => range.intersectsNode(p));
  const first = touched[0];
  const last = touched.at(-1);
  if (!first || !last) return null;
  const from = spotOf(first, range.startContainer, range.startOffset) ?? {
    paragraph: first,
    unit: 0,
  };
  const to = spotOf(last, range.endContainer, range.endOffset) ?? {
    paragraph: last,
    unit: textOf(last).length,
  };
  return trimmed(from, to);
}

export function rangeOf(note: Element, start: number, end: number): Range | null {
  const from = pointAt(note, start, false);
  const to = pointAt(note, end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(from.node, from.unit);
  range.setEnd(to.node, to.unit);
  return range;
}

export function pointsIn(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** The sentences of the note as passages, in order. */
export function sentencesOf(note: Element, language: string): Passage[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  return paragraphsOf(note).flatMap((paragraph) =>
    [...segmenter.segment(textOf(paragraph))].flatMap(({ segment, index }) => {
      const end = index + segment.trimEnd().length;
      const passage = trimmed({ paragraph, unit: index }, { paragraph, unit: end });
      return passage ? [passage] : [];
    }),
  );
}

function textNodes(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest(".ref")) found.push(node as Text);
  }
  return found;
}

/** How much of the paragraph's text lies before a place in it; null when it lies elsewhere. */
function spotOf(paragraph: HTMLElement, container: Node, offset: number): Spot | null {
  if (!paragraph.contains(container)) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(container, offset);
  let unit = 0;
  for (const node of textNodes(paragraph)) {
    if (node === container) return { paragraph, unit: unit + offset };
    if (!before.intersectsNode(node)) break;
    if (before.comparePoint(node, node.length) > 0) break;
    unit += node.length;
  }
  return { paragraph, unit };
}

function trimmed(from: Spot, to: Spot): Passage | null {
  const head = textOf(from.paragraph);
  const tail = textOf(to.paragraph);
  const same = from.paragraph === to.paragraph;
  const cut = same ? head.slice(from.unit, to.unit) : head.slice(from.unit);
  const first = from.unit + (cut.length - cut.trimStart().length);
  const end = tail.slice(0, to.unit).trimEnd().length;
  const start = startOf(from.paragraph) + pointsIn(head.slice(0, first));
  const stop = startOf(to.paragraph) + pointsIn(tail.slice(0, end));
  if (stop <= start) return null;
  return { start, end: stop, quote: same ? head.slice(first, end) : "" };
}

function startOf(paragraph: HTMLElement): number {
  return Number(paragraph.dataset.start);
}

/** The text node and unit at a code point of the note; at an end, not the next paragraph. */
function pointAt(
  note: Element,
  point: number,
  ending: boolean,
): { node: Text; unit: number } | null {
  const paragraph = paragraphsOf(note).findLast((p) =>
    ending ? startOf(p) < point : startOf(p) <= point,
  );
  if (!paragraph) return null;
  let left = point - startOf(paragraph);
  const nodes = textNodes(paragraph);
  for (const node of nodes) {
    const points = pointsIn(node.data);
    if (left < points || (ending && left === points)) {
      return { node, unit: [...node.data].slice(0, left).join("").length };
    }
    left -= points;
  }
  const end = nodes.at(-1);
  return end ? { node: end, unit: end.length } : null;
}
