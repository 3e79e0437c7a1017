import { Controller } from "@hotwired/stimulus";
import type { State } from "../live/line";
import { Outbox, type Waiting } from "../live/outbox";
import { announce, showProblem } from "../page";

const NO_ANSWER = new Set([0, 502, 503, 504]);
const OFFLINE = "There is no connection. Nothing was sent; what you wrote is still here.";
const WAITS = "Waits for the connection, then goes out once.";
const PATIENCE = 4_000;

type Told = CustomEvent<{ elt: Element; xhr: XMLHttpRequest; requestConfig?: Config }>;
interface Config {
  triggeringEvent?: Event;
}

/**
 * Without a connection nothing is lost: what was sent waits here with its id and goes out once
 * when the line is back.
 *
 * <div data-controller="room outbox" data-action="room:line->outbox#line">
 *   <p data-outbox-target="banner" hidden>No connection …</p>
 */
export default class OutboxController extends Controller<HTMLElement> {
  static override targets = ["banner"];
  declare readonly bannerTarget: HTMLElement;
  declare readonly hasBannerTarget: boolean;

  private readonly outbox = new Outbox((waiting) => this.send(waiting));
  private cut = false;
  private noticing: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
      this.element.addEventListener(kind, this.unanswered);
    }
    this.element.addEventListener("htmx:afterRequest", this.answered);
    this.element.addEventListener("submit", this.sending, true);
    window.addEventListener("online", this.back);
    window.addEventListener("offline", this.gone);
    window.addEventListener("beforeunload", this.leaving);
  }

  override disconnect(): void {
    this.outbox.stop();
    clearTimeout(this.noticing);
    for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
      this.element.removeEventListener(kind, this.unanswered);
    }
    this.element.removeEventListener("htmx:afterRequest", this.answered);
    this.element.removeEventListener("submit", this.sending, true);
    window.removeEventListener("online", this.back);
    window.removeEventListener("offline", this.gone);
    window.removeEventListener("beforeunload", this.leaving);
  }

  /** How the room's line is: a moment's gap is no news. */
  line({ detail }: CustomEvent<{ state: State }>): void {
    clearTimeout(this.noticing);
    if (detail.state === "live") this.back();
    else if (detail.state === "reconnecting") {
      this.noticing = setTimeout(this.gone, PATIENCE);
    }
  }

  private readonly gone = (): void => {
    this.cut = true;
    this.show();
  };

  private readonly back = (): void => {
    clearTimeout(this.noticing);
    this.cut = false;
    this.show();
    this.outbox.tryNow();
  };

  private show(): void {
    if (this.hasBannerTarget) this.bannerTarget.hidden = !this.cut;
  }

  private readonly unanswered = (event: Event): void => {
    const { elt, xhr, requestConfig } = (event as Told).detail;
    const form = elt.closest("form");
    if (!form || !NO_ANSWER.has(xhr.status)) return;
    event.stopPropagation(); // the page need not say it did not work: it will
    const sent = requestConfig?.triggeringEvent;
    const submitter = sent instanceof SubmitEvent ? sent.submitter : null;
    if (!this.outbox.holds(form)) this.freeze(form);
    this.outbox.unanswered({ form, submitter });
  };

  private readonly answered = (event: Event): void => {
    const { elt, xhr } = (event as Told).detail;
    const form = elt.closest("form");
    if (!form || NO_ANSWER.has(xhr.status) || !this.outbox.holds(form)) return;
    this.release(form);
    this.outbox.leave(form);
  };

  private send({ form, submitter }: Waiting): void {
    const there = submitter?.isConnected ? submitter : null;
    form.requestSubmit(there);
  }

  /** What waits is what will be sent: to change it, one takes it back first. */
  private freeze(form: HTMLFormElement): void {
    form.dataset.waiting = "";
    for (const area of form.querySelectorAll("textarea")) area.readOnly = true;
    const sign = document.createElement("p");
    sign.className = "waiting";
    const words = document.createElement("span");
    words.textContent = WAITS;
    const take = document.createElement("button");
    take.type = "button";
    take.className = "link";
    take.textContent = "Take it back";
    take.addEventListener("click", () => {
      this.release(form);
      this.outbox.leave(form);
    });
    sign.append(words, " ", take);
    form.append(sign);
    announce(WAITS);
  }

  private release(form: HTMLFormElement): void {
    delete form.dataset.waiting;
    for (const area of form.querySelectorAll("textarea")) area.readOnly = false;
    for (const sign of form.querySelectorAll(".waiting")) sign.remove();
  }

  /** A form that is a whole page would leave this one for the browser's own error. */
  private readonly sending = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    if (navigator.onLine || form.hasAttribute("hx-post") || form.method !== "post") return;
    event.preventDefault();
    event.stopPropagation();
    showProblem(OFFLINE);
  };

  private readonly leaving = (event: Event): void => {
    if (this.outbox.size || this.element.querySelector(".thought")) event.preventDefault();
  };
}
