/** Where the cards of the margin go: beside their passage, and never one upon another. */

export interface Wish {
  /** Where the passage is; null for what is about the whole note. */
  top: number | null;
  height: number;
}

/** The tops of cards in their order. The open one stands at its passage, the others make room. */
export function tops(wishes: readonly Wish[], gap: number, open = -1): number[] {
  const placed = pushedDown(wishes, gap, 0, 0);
  const wish = wishes[open]?.top;
  if (wish === undefined || wish === null) return placed;
  const above = pulledUp(wishes, placed, gap, open, wish);
  if (!above) return placed;
  const below = pushedDown(wishes, gap, open, wish);
  return [...above, ...below];
}

/** From ``first`` on, each at its wish or below the one before. */
function pushedDown(
  wishes: readonly Wish[],
  gap: number,
  first: number,
  from: number,
): number[] {
  let free = from;
  return wishes.slice(first).map(({ top, height }) => {
    const placed = Math.max(free, top ?? free);
    free = placed + height + gap;
    return placed;
  });
}

/** Those above the open card; null when there is no room for them up there. */
function pulledUp(
  wishes: readonly Wish[],
  placed: readonly number[],
  gap: number,
  open: number,
  wish: number,
): number[] | null {
  let limit = wish;
  const above: number[] = [];
  for (let index = open - 1; index >= 0; index -= 1) {
    limit = Math.min(placed[index] ?? 0, limit - gap - (wishes[index]?.height ?? 0));
    above.unshift(limit);
  }
  return limit < 0 ? null : above;
}
