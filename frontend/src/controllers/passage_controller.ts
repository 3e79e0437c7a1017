import { Controller } from "@hotwired/stimulus";
import { type Passage, passageOf, rangeOf, sentencesOf } from "../live/passages";

const SETTLED = 200;
const BELOW = 12; // clear of the handles and of the call-out of a touch screen

/**
 * Choosing words of a note: by mouse, by touch and by keyboard. What is chosen is told to the
 * room as `passage:say` and `passage:flag`.
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

  override connect(): void {
    document.addEventListener("selectionchange", this.selected);
    this.noteTarget.addEventListener("keydown", this.pressed);
    this.element.addEventListener("room:changed", this.oneTabStop);
    this.oneTabStop();
  }

  override disconnect(): void {
    clearTimeout(this.settling);
    document.removeEventListener("selectionchange", this.selected);
    this.noteTarget.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("room:changed", this.oneTabStop);
  }

  say(event: Event): void {
    const { act } = (event.currentTarget as HTMLElement).dataset;
    this.tell("say", this.chosen, { act: act ?? "question" });
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

  private tell(name: string, passage: Passage | null, more: Record<string, string>): void {
    this.hide();
    this.dispatch(name, { detail: { passage, ...more } });
  }

  private readonly selected = (): void => {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.offer(), SETTLED);
  };

  private offer(): void {
    const selection = document.getSelection();
    const range = selection?.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    const passage =
      range && this.noteTarget.contains(range.commonAncestorContainer)
        ? passageOf(this.noteTarget, range)
        : null;
    if (!range || !passage) {
      if (!this.toolbarHasFocus()) this.hide();
      return;
    }
    this.chosen = passage;
    this.dispatch("chosen", { detail: { passage } });
    this.show(range);
  }

  private show(range: Range): void {
    if (!this.hasToolbarTarget) return;
    const toolbar = this.toolbarTarget;
    toolbar.hidden = false;
    const lines = [...range.getClientRects()];
    const last = lines.at(-1) ?? range.getBoundingClientRect();
    const widest = document.documentElement.clientWidth - toolbar.offsetWidth - BELOW;
    toolbar.style.top = `${last.bottom + window.scrollY + BELOW}px`;
    toolbar.style.left = `${Math.max(BELOW, Math.min(last.left, widest))}px`;
  }

  private hide(): void {
    if (this.hasToolbarTarget) this.toolbarTarget.hidden = true;
  }

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
      document.getSelection()?.removeAllRanges();
      this.chosen = null;
      this.hide();
      return true;
    }
    return false;
  }

  private adjust(key: string): boolean {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return false;
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return false;
    selection.modify("extend", key === "ArrowRight" ? "forward" : "backward", "word");
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
  }

  /** The arrow keys reach every sentence, so that the links inside are no stops of their own. */
  private readonly oneTabStop = (): void => {
    for (const link of this.noteTarget.querySelectorAll<HTMLElement>("a")) link.tabIndex = -1;
  };

  /** For whoever comes back from a form: where the words were chosen. */
  back(): void {
    this.noteTarget.focus({ preventScroll: true });
  }
}
