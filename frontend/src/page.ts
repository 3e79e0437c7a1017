/** What the page was told by the server, in `<meta>` elements of base.html. */
function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** The address of the sign-in page, where an expired session is sent. */
export function signInPath(): string {
  return meta("sign-in");
}

/** The headers every writing request of ours needs, with htmx and with fetch alike. */
export function csrfHeaders(): Record<string, string> {
  return { "X-CSRFToken": meta("csrf-token") };
}

/** Say something to people who listen to the page; sighted people see it elsewhere. */
export function announce(sentence: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  // The same sentence twice is only read twice if the text really changes.
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

/** Show a sentence at the top of the page that stays until it is closed or replaced. */
export function showProblem(sentence: string): void {
  const box = document.getElementById("problem");
  const text = box?.querySelector("p");
  if (!box || !text) return;
  box.hidden = false;
  text.textContent = sentence;
}

export function hideProblem(): void {
  const box = document.getElementById("problem");
  if (box) box.hidden = true;
}

/**
 * Open a dialog over the page. The browser gives the focus back when it closes; where that was
 * on a part which was renewed meanwhile, the new one with its id gets it.
 */
export function showOver(dialog: HTMLDialogElement): void {
  const from = document.activeElement?.id ?? "";
  const back = () => {
    // Until the next frame it may still be said to be in what is no longer seen.
    const at = document.activeElement;
    const lost = !at || at === document.body || dialog.contains(at);
    if (from && lost) document.getElementById(from)?.focus();
  };
  dialog.addEventListener("close", back, { once: true });
  dialog.showModal();
}
