import { Controller } from "@hotwired/stimulus";
import { answerOf, creationOptions, requestOptions } from "../passkeys/wire";

type Json = Record<string, unknown>;

/** Why it did not work, as the browser names it. */
const WHY: Record<string, string> = {
  NotAllowedError: "That was not finished. Try it again, or choose another way.",
  AbortError: "That was not finished. Try it again, or choose another way.",
  InvalidStateError: "This device has a passkey for this account already.",
  SecurityError: "At this address there can be no passkeys. Use another way.",
  NotSupportedError: "This device cannot make passkeys. Use another way.",
};
const ELSE = "That did not work. Try it again, or choose another way.";

/**
 * Ask the device for a passkey, put what it answers into the form, and send that.
 *
 * <script id="passkey-options" type="application/json">…</script>
 * <form data-controller="passkey" data-action="passkey#create">    a new one
 * <form data-controller="passkey" data-action="passkey#use">       one of somebody known
 * <form data-controller="passkey" data-action="passkey#open">      whichever; asks the server
 *   <input type="hidden" name="credential">
 *   <div data-passkey-target="problem" hidden><p></p></div>
 *   <button hidden data-passkey-target="button">
 */
export default class PasskeyController extends Controller<HTMLFormElement> {
  static override targets = ["button", "problem"];
  declare readonly buttonTargets: HTMLButtonElement[];
  declare readonly problemTarget: HTMLElement;
  private busy = false;

  override connect(): void {
    for (const button of this.buttonTargets) button.hidden = !("credentials" in navigator);
  }

  create(event: Event): Promise<void> {
    return this.ask(event, async () =>
      navigator.credentials.create({ publicKey: creationOptions(onPage()) }),
    );
  }

  use(event: Event): Promise<void> {
    return this.ask(event, async () =>
      navigator.credentials.get({ publicKey: requestOptions(onPage()) }),
    );
  }

  open(event: Event): Promise<void> {
    return this.ask(event, async () => {
      const headers = { Accept: "application/json" };
      const response = await fetch(this.element.action, { headers });
      const said = (await response.json()) as { request_options: { publicKey: Json } };
      const publicKey = requestOptions(said.request_options.publicKey);
      return navigator.credentials.get({ publicKey });
    });
  }

  private async ask(event: Event, device: () => Promise<Credential | null>): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problemTarget.hidden = true;
    try {
      const credential = (await device()) as PublicKeyCredential | null;
      if (!credential) throw new Error(ELSE);
      const field = this.element.elements.namedItem("credential") as HTMLInputElement;
      field.value = JSON.stringify(answerOf(credential));
      this.element.submit();
    } catch (problem) {
      this.say(WHY[(problem as Error).name] ?? ELSE);
    } finally {
      this.busy = false;
    }
  }

  private say(sentence: string): void {
    const words = this.problemTarget.querySelector("p");
    if (words) words.textContent = sentence;
    this.problemTarget.hidden = false;
  }
}

function onPage(): Json {
  const said = document.getElementById("passkey-options")?.textContent ?? "{}";
  return (JSON.parse(said) as { publicKey: Json }).publicKey;
}
