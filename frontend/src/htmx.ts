import htmx from "htmx.org";
import {
  addHeaders,
  keepSentencesOut,
  leaveForSignIn,
  showFailure,
  showOffline,
} from "./answers";
import { hideProblem } from "./page";

/**
 * A refusal (400, 409, 422) answers with the same fragment and its sentence in it, so it is
 * shown like a success. Anything else that fails leaves the page as it is and says so.
 */
export function configureHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    historyCacheSize: 0, // no copy of a page stays in the browser's storage
    refreshOnHistoryMiss: true,
    selfRequestsOnly: true,
    attributesToSettle: [], // a style attribute, even an empty one, breaks the policy
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "(400|409|422)", swap: true, error: false },
      { code: "...", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", addHeaders);
  document.addEventListener("htmx:beforeRequest", hideProblem);
  document.addEventListener("htmx:beforeOnLoad", leaveForSignIn);
  document.addEventListener("htmx:beforeSwap", keepSentencesOut);
  document.addEventListener("htmx:responseError", showFailure);
  document.addEventListener("htmx:sendError", showOffline);
  document.addEventListener("htmx:timeout", showOffline);
}
