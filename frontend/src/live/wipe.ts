/** Access has ended: nothing of the room stays on the screen, and one sentence says why. */

const SIGNED_OUT = 4401;
const CLOSED = "This room is closed to you now. Its text has been taken off the screen.";
const LEFT = "You are signed out. Sign in again to go on.";

/** The sentence, for those who listen. */
export function wipe(room: HTMLElement, code: number): string {
  const sentence = code === SIGNED_OUT ? LEFT : CLOSED;
  const title = document.createElement("h1");
  title.textContent = "Nothing is shown here now";
  const words = document.createElement("p");
  words.textContent = sentence;
  const card = document.createElement("div");
  card.className = "card stack";
  card.append(title, words);
  room.replaceChildren(card);
  document.title = document.title.replace(/^.* · /, "");
  return sentence;
}
