import { Controller } from "@hotwired/stimulus";
import type { Passage } from "../live/passages";

// The head of a room is renewed when somebody comes or goes; the chosen words stay chosen.
let chosen: Passage | null = null;

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
    chosen = detail.passage;
    for (const way of this.wayTargets) this.wayTargetConnected(way);
  }

  wayTargetConnected(way: HTMLAnchorElement): void {
    if (!chosen) return;
    const address = new URL(way.href);
    address.searchParams.set("start", String(chosen.start));
    address.searchParams.set("end", String(chosen.end));
    way.href = address.href;
  }
}
