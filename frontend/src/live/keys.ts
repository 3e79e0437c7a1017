/** Which key means what in a room, and when a key means nothing but itself. */

export type Command =
  | { kind: "travel"; step: 1 | -1 }
  | { kind: "reply" }
  | { kind: "settle" }
  | { kind: "help" }
  | { kind: "press"; key: string };

const TRAVEL: Record<string, 1 | -1> = { j: 1, n: 1, k: -1, p: -1 };
/** Elements that say `data-key` of themselves are pressed by it. */
const PRESSED = new Set(["a", "c", "f", "l", "u"]);
const WRITING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select";

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(WRITING);
}

/** What a single key asks for; null while somebody types, in a dialog, or with a modifier. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return null;
  if (event.repeat || isWriting(event.target)) return null;
  if (event.target instanceof Element && event.target.closest("dialog, .menu .panel"))
    return null;
  if (event.key === "?") return { kind: "help" };
  if (event.shiftKey) return null;
  const step = TRAVEL[event.key];
  if (step) return { kind: "travel", step };
  if (event.key === "r") return { kind: "reply" };
  if (event.key === "s") return { kind: "settle" };
  return PRESSED.has(event.key) ? { kind: "press", key: event.key } : null;
}
