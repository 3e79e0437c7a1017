/** The draft's address on the server: what is sent there and what comes back. */
import { csrfHeaders } from "../page";
import type { Answer } from "./autosave";

/** Browsers carry at most 64 KiB past the end of a page. */
const LAST_WORDS_LIMIT = 60_000;

export interface Place {
  id: string;
  section: string;
  start: number | null;
  end: number | null;
}

export interface Draft {
  revision: number;
  savedAt: string;
  texts: Record<string, string>;
  flags: Place[];
}

export async function sendDraft(url: string, body: Record<string, unknown>): Promise<Answer> {
  const written = JSON.stringify(body);
  try {
    return await answerOf(await fetch(url, request(written, fits(written))));
  } catch {
    return { kind: "away" };
  }
}

/** Sent while the page goes away. False where it is too long to be carried on. */
export function sendLastWords(url: string, body: Record<string, unknown>): boolean {
  const written = JSON.stringify(body);
  void fetch(url, request(written, fits(written))).catch(() => undefined);
  return fits(written);
}

export async function readDraft(url: string): Promise<Draft | null> {
  try {
    const response = await fetch(url, { redirect: "manual", headers: accept });
    return response.ok ? draftOf(await response.json()) : null;
  } catch {
    return null;
  }
}

const accept = { Accept: "application/json" };

function request(body: string, keepalive: boolean): RequestInit {
  return {
    method: "POST",
    body,
    keepalive,
    redirect: "manual", // to the sign-in page: then nobody is signed in any more
    headers: { ...accept, ...csrfHeaders(), "Content-Type": "application/json" },
  };
}

function fits(written: string): boolean {
  return new Blob([written]).size <= LAST_WORDS_LIMIT;
}

async function answerOf(response: Response): Promise<Answer> {
  if (response.type === "opaqueredirect" || response.status === 401) {
    return { kind: "signed-out" };
  }
  if (response.status >= 500) return { kind: "away" };
  const said = record(await response.json().catch(() => null));
  if (response.ok) {
    const elsewhere = said.elsewhere === true;
    const savedAt = String(said.saved_at);
    return { kind: "saved", revision: Number(said.revision), savedAt, elsewhere };
  }
  const sentence = String(said.detail ?? "The server did not take it.");
  if (said.code === "draft_taken") return { kind: "taken", sentence };
  return { kind: "refused", sentence, fields: fieldsOf(said.fields) };
}

function draftOf(value: unknown): Draft {
  const said = record(value);
  return {
    revision: Number(said.revision),
    savedAt: String(said.saved_at),
    texts: Object.fromEntries(
      Object.entries(record(said.texts)).map(([key, text]) => [key, String(text)]),
    ),
    flags: Array.isArray(said.flags) ? said.flags.map(placeOf) : [],
  };
}

function placeOf(value: unknown): Place {
  const said = record(value);
  return {
    id: String(said.id),
    section: String(said.section ?? ""),
    start: typeof said.start === "number" ? said.start : null,
    end: typeof said.end === "number" ? said.end : null,
  };
}

function fieldsOf(value: unknown): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(record(value)).map(([name, said]) => [
      name,
      Array.isArray(said) ? said.map(String) : [],
    ]),
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
