import { Controller } from "@hotwired/stimulus";

/**
 * Which threads are shown. The form works by itself; here the same question is asked without
 * leaving the page, so that nothing anybody typed is lost.
 *
 * <div data-controller="room sift" data-action="sift:asked->room#sift">
 *   <form id="sift" method="get" data-action="change->sift#ask submit->sift#ask">
 */
export default class SiftController extends Controller<HTMLElement> {
  ask(event: Event): void {
    const form = (event.target as Element).closest("form");
    if (!form) return;
    event.preventDefault();
    const query = new URLSearchParams();
    for (const select of form.querySelectorAll("select")) {
      if (select.value) query.set(select.name, select.value);
    }
    this.tell(query);
    if (event.type === "submit") form.closest("details")?.removeAttribute("open");
  }

  clear(event: Event): void {
    event.preventDefault();
    for (const select of this.element.querySelectorAll<HTMLSelectElement>("#sift select")) {
      select.value = "";
    }
    this.tell(new URLSearchParams());
  }

  /** In the address too: a reload, or a print, shows the same. */
  private tell(query: URLSearchParams): void {
    const address = new URL(window.location.href);
    for (const name of ["act", "by", "state", "age"]) address.searchParams.delete(name);
    for (const [name, value] of query) address.searchParams.set(name, value);
    history.replaceState(history.state, "", address);
    this.dispatch("asked", { detail: { query: query.toString() } });
  }
}
