/** Where the cards of the margin go: beside their passage, and never one upon another. */

export interface Wish {
  /** Where the passage is; null for what is about the whole note. */
  top: number | null;
  height: number;
}

/**
 * The tops of cards in their order. The open one stands at its passage, the others make room.
 * Once it stands, it is `held` there, whatever comes above it.
 */
export function tops(
  wishes: readonly Wish[],
  gap: number,
  open = -1,
  held: number | null = null,
): number[] {
  const placed = pushedDown(wishes, gap, 0, 0);
  const wish = held ?? wishes[open]?.top;
  if (open < 0 || wish === undefined || wish === null) return placed;
  const above = pulledUp(wishes, placed, gap, open, wish);
  if (above) return [...above, ...pushedDown(wishes, gap, open, wish)];
  return around(wishes, gap, open, wish);
}

/** Not all have room above the open card: the first ones stay there, the others go below it. */
function around(wishes: readonly Wish[], gap: number, open: number, wish: number): number[] {
  const placed: number[] = [];
  let free = 0;
  let full = false;
  wishes.slice(0, open).forEach(({ top, height }, index) => {
    const at = Math.max(free, Math.min(top ?? free, wish - gap - height));
    full ||= at + height + gap > wish;
    if (full) return;
    placed[index] = at;
    free = at + height + gap;
  });
  placed[open] = wish;
  free = wish + (wishes[open]?.height ?? 0) + gap;
  wishes.forEach(({ top, height }, index) => {
    if (placed[index] !== undefined) return;
    placed[index] = index < open ? free : Math.max(free, top ?? free);
    free = placed[index] + height + gap;
  });
  return placed;
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
