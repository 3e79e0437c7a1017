/** Access has ended: nothing of the room stays on the screen, and one sentence says why. */

const SIGNED_OUT = 4401;
const CLOSED = "This room is closed to you now. Its text has been taken off the screen.";
const LEFT = "You are signed out. Sign in again to go on.";
/** As the server's code says: one sentence each. */
const WHY: Record<string, string> = {
  signed_out: LEFT,
  account_closed: "Your account has been closed, so this note is no longer shown to you.",
  supervision_ended: "The supervision this note belongs to has ended or is paused.",
  role_ended: "Your role in this clinic has ended, so this note is no longer shown to you.",
  note_retracted: "This note was retracted by the person who wrote it.",
  presentation_over: "What was presented to your group is no longer shown.",
  note_taken_back: "This note was taken back by the person who wrote it.",
};

/** The sentence, for those who listen. */
export function wipe(room: HTMLElement, code: number, reason: string): string {
  const sentence = WHY[reason] ?? (code === SIGNED_OUT ? LEFT : CLOSED);
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
