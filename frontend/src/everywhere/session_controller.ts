import { Controller } from "@hotwired/stimulus";
import { csrfHeaders, showOver } from "../page";

interface Left {
  left: number;
  extends: boolean;
}

const WARN = 120;
const AGAIN = 15;
const IDLE =
  "Nothing was done here for a while. To keep what you read from whoever comes by, you are signed out in about two minutes.";
const FULL =
  "A session does not last longer than a working day. Yours ends in about two minutes: save what you are writing now.";
const OVER =
  "Sign in in another window, then go on here. What you typed is still on this page.";

/**
 * Two minutes before a session ends its owner is asked to stay; when it has ended the page is
 * covered, and what was typed stays under the cover. Another window may have kept it alive
 * meanwhile, and a closed lid stops every clock, so the server is asked before anything is said.
 *
 * <dialog data-controller="session" data-session-url-value="/session/" data-session-left-value="1800">
 */
export class SessionController extends Controller<HTMLDialogElement> {
  static override values = { url: String, left: Number };
  static override targets = ["title", "words", "stay", "signIn"];
  declare readonly urlValue: string;
  declare readonly leftValue: number;
  declare readonly titleTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly stayTarget: HTMLButtonElement;
  declare readonly signInTarget: HTMLAnchorElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private toldOfTheEnd = false;

  override connect(): void {
    this.wait(this.leftValue);
    document.addEventListener("visibilitychange", this.seen);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  async stay(): Promise<void> {
    const over = this.element.classList.contains("over");
    this.toldOfTheEnd = !over; // where it cannot be put off, to hear it once is enough
    const found = over ? await this.ask("GET") : await this.ask("POST");
    if (found === "over") this.cover();
    else if (found) this.goOn(found);
  }

  /** Escape is no answer. */
  hold(event: Event): void {
    event.preventDefault();
  }

  private readonly seen = (): void => {
    if (document.visibilityState === "visible") void this.look();
  };

  private wait(left: number): void {
    clearTimeout(this.timer);
    const until = left > WARN ? left - WARN : Math.min(left, AGAIN);
    this.timer = setTimeout(() => void this.look(), Math.max(1, until) * 1000);
  }

  private async look(): Promise<void> {
    const found = await this.ask("GET");
    if (found === null) this.wait(AGAIN);
    else if (found === "over") this.cover();
    else if (found.left > WARN || (this.toldOfTheEnd && !found.extends)) this.goOn(found);
    else this.warn(found);
  }

  /** Nothing where the server could not be reached. */
  private async ask(method: "GET" | "POST"): Promise<Left | "over" | null> {
    const headers = method === "POST" ? csrfHeaders() : { "X-Unattended": "true" };
    try {
      const response = await fetch(this.urlValue, { method, headers, redirect: "manual" });
      if (response.type === "opaqueredirect" || [401, 403].includes(response.status))
        return "over";
      return response.ok ? ((await response.json()) as Left) : null;
    } catch {
      return null;
    }
  }

  private goOn(found: Left): void {
    if (this.element.open) this.element.close();
    this.element.classList.remove("over");
    this.wait(found.left);
  }

  private warn(found: Left): void {
    this.say("Are you still there?", found.extends ? IDLE : FULL);
    this.stayTarget.textContent = found.extends ? "Stay signed in" : "I know";
    this.stayTarget.hidden = false;
    this.signInTarget.hidden = true;
    this.show();
    this.wait(found.left);
  }

  private cover(): void {
    clearTimeout(this.timer);
    this.element.classList.add("over");
    this.say("You are signed out", OVER);
    this.stayTarget.textContent = "Go on here";
    this.signInTarget.hidden = false;
    this.show();
  }

  private say(title: string, words: string): void {
    this.titleTarget.textContent = title;
    this.wordsTarget.textContent = words;
  }

  private show(): void {
    if (!this.element.open) showOver(this.element);
  }
}
