/** What the server says over a room's socket, parsed and not trusted. */

export interface Person {
  id: string;
  name: string;
  role: string;
  typing: boolean;
}

/** Where somebody points: a passage in code points, or the id of a thread or flag. */
export interface Place {
  number: number;
  start?: number;
  end?: number;
  thread?: string;
}

export type Frame =
  | { type: "event"; seq: number }
  | { type: "caught_up"; seq: number }
  | { type: "pong"; head: number }
  | { type: "presence"; people: Person[] }
  | { type: "point"; person: Person; place: Place }
  | { type: "revoked"; reason: string }
  | { type: "resync" };

/** The frame, or null for anything that is none: an unknown one is simply not heard. */
export function parseFrame(text: unknown): Frame | null {
  const said = fromJson(text);
  switch (said?.type) {
    case "event":
      return isNumber(said.seq) ? { type: "event", seq: said.seq } : null;
    case "caught_up":
      return isNumber(said.seq) ? { type: "caught_up", seq: said.seq } : null;
    case "pong":
      return isNumber(said.head) ? { type: "pong", head: said.head } : null;
    case "presence":
      return { type: "presence", people: people(said.people) };
    case "point":
      return point(said);
    case "revoked":
      return { type: "revoked", reason: typeof said.reason === "string" ? said.reason : "" };
    case "resync":
      return { type: "resync" };
    default:
      return null;
  }
}

function fromJson(text: unknown): Record<string, unknown> | null {
  if (typeof text !== "string") return null;
  try {
    const said: unknown = JSON.parse(text);
    return isObject(said) ? said : null;
  } catch {
    return null;
  }
}

function people(said: unknown): Person[] {
  if (!Array.isArray(said)) return [];
  return said.filter(isObject).flatMap(({ id, name, role, typing }) => {
    if (typeof id !== "string" || typeof name !== "string" || typeof role !== "string")
      return [];
    return [{ id, name, role, typing: typing === true }];
  });
}

function point(said: Record<string, unknown>): Frame | null {
  const [person] = people([said.person]);
  const { number, start, end, thread } = said;
  if (!person || !isNumber(number)) return null;
  if (isNumber(start) && isNumber(end)) {
    return { type: "point", person, place: { number, start, end } };
  }
  return typeof thread === "string"
    ? { type: "point", person, place: { number, thread } }
    : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
