/**
 * Parts of the page replaced by newer ones from the server, by their ids.
 *
 * What a person is writing in is not touched: a form with words in it, or with the focus, stays
 * the very same element, and the part is renewed around it.
 */

/** Forms with unsent words or the focus, and what a script keeps up to date by itself. */
export function heldIn(root: ParentNode, sent: Element | null = null): HTMLElement[] {
  const forms = [...root.querySelectorAll<HTMLFormElement>("form[id]")];
  const kept = [...root.querySelectorAll<HTMLElement>("[data-keep][id]")];
  return [...kept, ...forms.filter((form) => form !== sent && isInUse(form))];
}

/** Whether the part is renewed; false when what is held in it has no place in the new one. */
export function swapPart(
  old: HTMLElement,
  fresh: HTMLElement,
  held: readonly HTMLElement[],
): boolean {
  const inside = held.filter((element) => old.contains(element));
  const focused = inside.find((element) => element.contains(document.activeElement));
  if (inside.some((element) => !withId(fresh, element.id))) return false;
  keepOpen(old, fresh);
  for (const element of inside) {
    if (element !== focused) withId(fresh, element.id)?.replaceWith(element);
  }
  if (!focused) {
    old.replaceWith(fresh);
    return true;
  }
  return renewAround(old, fresh, focused);
}

function isInUse(form: HTMLFormElement): boolean {
  const active = document.activeElement;
  if (active && form.contains(active) && active.matches("textarea, input, select")) return true;
  return [...form.querySelectorAll<HTMLTextAreaElement>("textarea")].some(
    (area) => area.value !== area.defaultValue,
  );
}

/** Level by level, from the part down to the form: new neighbours, the same branch. */
function renewAround(old: HTMLElement, fresh: HTMLElement, held: HTMLElement): boolean {
  const counterpart = withId(fresh, held.id);
  const branch = branchTo(old, held);
  const model = counterpart ? branchTo(fresh, counterpart) : [];
  const alike =
    branch.length === model.length &&
    branch.every((element, level) => element.tagName === model[level]?.tagName);
  if (!alike) return false;
  branch.slice(0, -1).forEach((element, level) => {
    const kept = branch[level + 1];
    const place = model[level + 1];
    const source = model[level];
    if (kept && place && source) renewNeighbours(element, source, kept, place);
  });
  return true;
}

function renewNeighbours(
  element: Element,
  source: Element,
  kept: Element,
  place: Element,
): void {
  for (const { name, value } of [...source.attributes]) element.setAttribute(name, value);
  for (const node of [...element.childNodes]) if (node !== kept) node.remove();
  const nodes = [...source.childNodes];
  const at = nodes.indexOf(place);
  for (const node of nodes.slice(0, at)) element.insertBefore(node, kept);
  element.append(...nodes.slice(at + 1));
}

function branchTo(from: Element, to: Element): Element[] {
  const branch = [to];
  while (branch[0] && branch[0] !== from && branch[0].parentElement) {
    branch.unshift(branch[0].parentElement);
  }
  return branch;
}

/** What a person opened stays open. */
function keepOpen(old: Element, fresh: Element): void {
  const now = [...fresh.querySelectorAll("details")];
  for (const opened of old.querySelectorAll("details[open]")) {
    const title = opened.querySelector("summary")?.textContent;
    const same = now.find((each) => each.querySelector("summary")?.textContent === title);
    if (same) same.open = true;
  }
}

function withId(root: Element, id: string): HTMLElement | null {
  return root.id === id ? (root as HTMLElement) : root.querySelector(`#${CSS.escape(id)}`);
}
