import { Controller } from "@hotwired/stimulus";
import type { Passage } from "../live/passages";

/**
 * Words chosen in the note go along to the decision that is begun from it.
 *
 * <div data-controller="begin" data-action="passage:chosen@window->begin#take">
 *   <a data-begin-target="way" href="…?from_version=…">
 */
export default class BeginController extends Controller<HTMLElement> {
  static override targets = ["way"];
  declare readonly wayTargets: HTMLAnchorElement[];

  take({ detail }: CustomEvent<{ passage: Passage }>): void {
    for (const way of this.wayTargets) {
      const address = new URL(way.href);
      address.searchParams.set("start", String(detail.passage.start));
      address.searchParams.set("end", String(detail.passage.end));
      way.href = address.href;
    }
  }
}
