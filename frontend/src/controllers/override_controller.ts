import { Controller } from "@hotwired/stimulus";
import { announce } from "../page";
import { takeOff } from "../taken_off";

const AGAIN = 15;
const CLOSED = [401, 403, 404];
const OVER = "The emergency access has ended. What it had opened was taken off the screen.";

/**
 * When the hour of an emergency access is over, what it opened does not stay on the screen. What
 * else is on the screen does, and what was typed there: the server says whether the page is still
 * open to this person.
 *
 * <aside data-controller="override" data-override-left-value="3600">
 */
export default class OverrideController extends Controller<HTMLElement> {
  static override values = { left: Number };
  declare readonly leftValue: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private until = 0;

  override connect(): void {
    this.until = Date.now() + (this.leftValue + 1) * 1000;
    this.wait(this.leftValue + 1);
    document.addEventListener("visibilitychange", this.seen);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  /** A closed lid stops every clock but this one. */
  private readonly seen = (): void => {
    if (document.visibilityState === "visible" && Date.now() >= this.until) void this.look();
  };

  private wait(seconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), seconds * 1000);
  }

  private async look(): Promise<void> {
    const status = await this.ask();
    if (status === null) this.wait(AGAIN);
    else this.end(CLOSED.includes(status));
  }

  /** Nothing where the server could not be reached or did not know. */
  private async ask(): Promise<number | null> {
    const how: RequestInit = {
      method: "HEAD",
      headers: { "X-Unattended": "true" },
      redirect: "manual",
    };
    try {
      const { status } = await fetch(window.location.href, how);
      return status >= 500 ? null : status;
    } catch {
      return null;
    }
  }

  private end(closed: boolean): void {
    const main = document.querySelector("main");
    if (closed && main) {
      takeOff(main, OVER);
      announce(OVER);
    }
    this.element.remove();
  }
}
