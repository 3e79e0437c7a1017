import htmx from "htmx.org";
import { csrfHeaders, hideProblem, showProblem, signInPath } from "./page";

const OFFLINE = "The server could not be reached. What you typed is still here; try again.";
const FAILED = "That did not work, and nothing was changed. What you typed is still here.";

/**
 * A refusal (400, 409, 422) answers with the same fragment and its sentence in it, so it is
 * shown like a success. Anything else that fails leaves the page as it is and says so.
 */
export function configureHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    selfRequestsOnly: true,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "(400|409|422)", swap: true, error: false },
      { code: "...", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", addHeaders);
  document.addEventListener("htmx:beforeOnLoad", leaveForSignIn);
  document.addEventListener("htmx:beforeRequest", hideProblem);
  document.addEventListener("htmx:sendError", () => showProblem(OFFLINE));
  document.addEventListener("htmx:timeout", () => showProblem(OFFLINE));
  document.addEventListener("htmx:responseError", () => showProblem(FAILED));
}

function addHeaders(event: Event): void {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  Object.assign(headers, csrfHeaders());
}

/** A redirect to the sign-in page must not end up inside a fragment. */
export function leaveForSignIn(event: Event): void {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  const signIn = signInPath();
  if (!signIn || !xhr.responseURL) return;
  if (new URL(xhr.responseURL, document.baseURI).pathname !== signIn) return;
  event.preventDefault();
  window.location.reload(); // arrives at the sign-in page, which leads back here
}
