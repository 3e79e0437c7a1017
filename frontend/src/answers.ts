/** What becomes of the answers to htmx's requests; htmx.ts connects these to its events. */
import { csrfHeaders, showProblem, signInPath } from "./page";

const OFFLINE = "The server could not be reached. What you typed is still here; try again.";
const FAILED = "That did not work, and nothing was changed. What you typed is still here.";

type Answer = CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;

export function addHeaders(event: Event): void {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  Object.assign(headers, csrfHeaders());
}

/** A redirect to the sign-in page must not end up inside a fragment. */
export function leaveForSignIn(event: Event): void {
  const { xhr } = (event as Answer).detail;
  const signIn = signInPath();
  if (!signIn || !xhr.responseURL) return;
  if (new URL(xhr.responseURL).pathname !== signIn) return;
  event.preventDefault();
  window.location.reload(); // arrives at the sign-in page, which leads back here
}

/** A refusal no form could show comes as plain text: one sentence for the person. */
export function keepSentencesOut(event: Event): void {
  const { detail } = event as Answer;
  const sentence = sentenceOf(detail.xhr);
  if (sentence === null || !detail.shouldSwap) return;
  detail.shouldSwap = false;
  showProblem(sentence);
}

export function showFailure(event: Event): void {
  showProblem(sentenceOf((event as Answer).detail.xhr) ?? FAILED);
}

export function showOffline(): void {
  showProblem(OFFLINE);
}

function sentenceOf(xhr: XMLHttpRequest): string | null {
  const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  return plain ? xhr.responseText : null;
}
