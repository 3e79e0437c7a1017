/**
 * Controllers of single pages are chunks of their own. To add one, write
 * `controllers/<name>_controller.ts` with a default export; an element with
 * `data-controller="<name>"` (underscores become dashes) fetches and starts it,
 * also when htmx or another controller puts the element there later.
 */
import type { Application, ControllerConstructor } from "@hotwired/stimulus";

type Loader = () => Promise<{ default: ControllerConstructor }>;

const chunks = import.meta.glob<{ default: ControllerConstructor }>(
  "./controllers/*_controller.ts",
);

export function identifierOf(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return file.replace(/_controller\.ts$/, "").replaceAll("_", "-");
}

export function loadControllersOnDemand(
  application: Application,
  available: Record<string, Loader> = chunks,
): void {
  const waiting = new Map(
    Object.entries(available).map(([path, load]) => [identifierOf(path), load]),
  );

  const start = (identifier: string): void => {
    const load = waiting.get(identifier);
    if (!load) return;
    waiting.delete(identifier);
    load().then(
      (module) => application.register(identifier, module.default),
      () => waiting.set(identifier, load), // offline for a moment: the next sight tries again
    );
  };

  const look = (root: Element): void => {
    for (const element of [root, ...root.querySelectorAll("[data-controller]")]) {
      for (const name of element.getAttribute("data-controller")?.split(/\s+/) ?? [])
        start(name);
    }
  };

  look(document.documentElement);
  new MutationObserver((changes) => {
    if (!waiting.size) return;
    for (const change of changes) {
      for (const node of change.addedNodes) if (node instanceof Element) look(node);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
}
