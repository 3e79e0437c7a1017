import { Controller } from "@hotwired/stimulus";
import { type Passage, passageOf, rangeOf, sentencesOf } from "../live/passages";

const SETTLED = 200;
const BELOW = 12;

/**
 * Choosing words of a note: by mouse, by touch and by keyboard. What is chosen is told to the
 * room as `passage:say`, `passage:affirm` and `passage:flag`.
 *
 * The toolbar comes below the words, where a mouse or a key chose them. For a finger it is
 * docked at the foot of the screen: the system's own call-out stands at the words.
 *
 * <div data-controller="passage">
 *   <div data-note data-passage-target="note" tabindex="0"><p data-start="0">…</p></div>
 *   <div class="toolbar" role="toolbar" data-passage-target="toolbar" hidden>
 *     <button data-action="passage#say" data-act="question">…
 *     <button data-action="passage#flag" data-dimension="power">…
 * </div>
 */
export default class PassageController extends Controller<HTMLElement> {
  static override targets = ["note", "toolbar"];
  declare readonly noteTarget: HTMLElement;
  declare readonly toolbarTarget: HTMLElement;
  declare readonly hasToolbarTarget: boolean;

  private chosen: Passage | null = null;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private byFinger = false;
  private dragging = false;

  override connect(): void {
    document.addEventListener("pointerdown", this.touched);
    document.addEventListener("pointerup", this.released);
    document.addEventListener("selectionchange", this.selected);
    this.noteTarget.addEventListener("keydown", this.pressed);
    if (this.hasToolbarTarget) this.toolbarTarget.addEventListener("keydown", this.along);
    this.element.addEventListener("room:changed", this.oneTabStop);
    this.oneTabStop();
  }

  override disconnect(): void {
    clearTimeout(this.settling);
    document.removeEventListener("pointerdown", this.touched);
    document.removeEventListener("pointerup", this.released);
    document.removeEventListener("selectionchange", this.selected);
    this.noteTarget.removeEventListener("keydown", this.pressed);
    if (this.hasToolbarTarget) this.toolbarTarget.removeEventListener("keydown", this.along);
    this.element.removeEventListener("room:changed", this.oneTabStop);
  }

  say(event: Event): void {
    const { act } = (event.currentTarget as HTMLElement).dataset;
    this.tell("say", this.chosen, { act: act ?? "question" });
  }

  /** Done with one press: it is the passage that is affirmed, and words are optional. */
  affirm(): void {
    if (this.chosen) this.tell("affirm", this.chosen, {});
    this.forget();
  }

  /** Also from a link beside the note: then it is about all of it. */
  flag(event: Event): void {
    const asked = event.currentTarget as HTMLElement;
    event.preventDefault();
    const whole = !this.hasToolbarTarget || !this.toolbarTarget.contains(asked);
    const dimension = asked.dataset.dimension ?? "";
    this.tell("flag", whole ? null : this.chosen, { dimension });
  }

  /** A link that names its passage, or the whole note. */
  paragraph(event: Event): void {
    event.preventDefault();
    const { start, end } = (event.currentTarget as HTMLElement).dataset;
    const range = start && end ? rangeOf(this.noteTarget, Number(start), Number(end)) : null;
    const passage = range ? passageOf(this.noteTarget, range) : null;
    this.tell("say", passage, { act: "question" });
  }

  get passage(): Passage | null {
    return this.chosen;
  }

  private tell(name: string, passage: Passage | null, more: Record<string, string>): void {
    this.hide();
    this.dispatch(name, { detail: { passage, ...more } });
  }

  private readonly selected = (): void => {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      if (!this.dragging) this.offer();
    }, SETTLED);
  };

  private readonly released = (): void => {
    if (this.dragging) this.selected();
    this.dragging = false;
  };

  private offer(): void {
    const range = this.selection();
    this.chosen = (range && passageOf(this.noteTarget, range)) ?? this.chosen;
    if (range) {
      this.dispatch("chosen", { detail: { passage: this.chosen } });
      this.show(range);
    } else if (!this.toolbarHasFocus()) this.hide();
  }

  /** The selection, when words of the note are in it. */
  private selection(): Range | null {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const inside = this.noteTarget.contains(range.commonAncestorContainer);
    return inside && passageOf(this.noteTarget, range) ? range : null;
  }

  private show(range: Range): void {
    if (!this.hasToolbarTarget) return;
    const toolbar = this.toolbarTarget;
    toolbar.hidden = false;
    toolbar.classList.toggle("is-docked", this.byFinger);
    if (this.byFinger) {
      toolbar.style.top = toolbar.style.left = "";
      return;
    }
    const lines = [...range.getClientRects()];
    const last = lines.at(-1) ?? range.getBoundingClientRect();
    const widest = document.documentElement.clientWidth - toolbar.offsetWidth - BELOW;
    toolbar.style.top = `${last.bottom + window.scrollY + BELOW}px`;
    toolbar.style.left = `${Math.max(BELOW, Math.min(last.left, widest))}px`;
  }

  private hide(): void {
    if (this.hasToolbarTarget) this.toolbarTarget.hidden = true;
  }

  private forget(): void {
    document.getSelection()?.removeAllRanges();
    this.chosen = null;
    this.hide();
  }

  /** A press on the toolbar must not undo the selection it is about. */
  private readonly touched = (event: PointerEvent): void => {
    const onToolbar = event.target instanceof Element && event.target.closest(".toolbar");
    this.dragging = event.pointerType === "mouse" && !onToolbar;
    if (!onToolbar) {
      this.byFinger = event.pointerType === "touch";
      return;
    }
    clearTimeout(this.settling);
    const range = this.selection(); // what is chosen at this moment is what is meant
    this.chosen = (range && passageOf(this.noteTarget, range)) ?? this.chosen;
    if (event.pointerType === "mouse") event.preventDefault();
  };

  private toolbarHasFocus(): boolean {
    return this.hasToolbarTarget && this.toolbarTarget.contains(document.activeElement);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.target !== this.noteTarget || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const done = event.shiftKey ? this.adjust(event.key) : this.travel(event.key);
    if (done) event.preventDefault();
  };

  private travel(key: string): boolean {
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.nextSentence(key === "ArrowDown" ? 1 : -1);
      return true;
    }
    if (key === "Enter") {
      this.offer();
      if (this.chosen) this.tell("say", this.chosen, { act: "question" });
      return this.chosen !== null;
    }
    if (key === "Escape") {
      this.forget();
      return true;
    }
    return false;
  }

  private adjust(key: string): boolean {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return false;
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return false;
    selection.modify("extend", key === "ArrowRight" ? "forward" : "backward", "word");
    this.offer(); // the next key may be the act: it is not kept waiting
    return true;
  }

  private nextSentence(step: 1 | -1): void {
    const sentences = sentencesOf(this.noteTarget, document.documentElement.lang || "en");
    const from = this.chosen?.start ?? -1;
    const next =
      step > 0
        ? (sentences.find((each) => each.start > from) ?? sentences.at(-1))
        : (sentences.findLast((each) => each.start < from) ?? sentences[0]);
    const range = next && rangeOf(this.noteTarget, next.start, next.end);
    if (!next || !range) return;
    this.chosen = next;
    const selection = document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    this.byFinger = false;
    this.offer();
  }

  /** The arrow keys reach every sentence, so that the links inside are no stops of their own. */
  private readonly oneTabStop = (): void => {
    for (const link of this.noteTarget.querySelectorAll<HTMLElement>("a")) link.tabIndex = -1;
  };

  /** A toolbar is one stop: arrows go along it, Escape leads back to the words. */
  private readonly along = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      this.forget();
      this.noteTarget.focus({ preventScroll: true });
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.toolbarTarget.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
}
