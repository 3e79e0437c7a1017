/** Following flagged passages through an edit; the same rules as cases/spans.py. */

/** UTF-16 units [start, end) of a text. */
export interface Span {
  start: number;
  end: number;
}

/** Where each span of the old text lies in the new one; null when it is gone. */
export function follow(before: string, after: string, spans: readonly Span[]): (Span | null)[] {
  if (before === after) return [...spans];
  const head = commonHead(before, after);
  const tail = commonTail(before, after, Math.min(before.length, after.length) - head);
  const cut = before.length - tail;
  const shift = after.length - before.length;
  return spans.map((span) => followOne(span, head, cut, shift));
}

/** [head, cut) of the old text was replaced; what lay behind it moved by shift. */
function followOne(span: Span, head: number, cut: number, shift: number): Span | null {
  if (head <= span.start && span.end <= cut && head < cut) {
    const replaced = span.start === head && span.end === cut && head < cut + shift;
    return replaced ? { start: head, end: cut + shift } : null;
  }
  const start = span.start >= cut ? span.start + shift : Math.min(span.start, head);
  const end = span.end <= head ? span.end : span.end >= cut ? span.end + shift : head;
  return start < end ? { start, end } : null;
}

function commonHead(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  // Two emoji may share their first half: a passage never begins inside one.
  return at > 0 && isFirstHalf(one.charCodeAt(at - 1)) ? at - 1 : at;
}

function commonTail(one: string, other: string, most: number): number {
  let length = 0;
  while (length < most && fromEnd(one, length + 1) === fromEnd(other, length + 1)) length += 1;
  return length > 0 && isSecondHalf(fromEnd(one, length)) ? length - 1 : length;
}

function fromEnd(text: string, position: number): number {
  return text.charCodeAt(text.length - position);
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
