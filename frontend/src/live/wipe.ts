import { takeOff } from "../taken_off";

const SIGNED_OUT = 4401;
const CLOSED = "This room is closed to you now. Its text has been taken off the screen.";
const LEFT = "You are signed out. Sign in again to go on.";
/** As the server's code says: one sentence each. */
const WHY: Record<string, string> = {
  signed_out: LEFT,
  account_closed: "Your account has been closed, so this note is no longer shown to you.",
  second_step: "Your clinic asks for a second step at sign-in. Reload the page to set it up.",
  supervision_ended: "The supervision this note belongs to has ended or is paused.",
  role_ended: "Your role in this clinic has ended, so this note is no longer shown to you.",
  note_retracted: "This note was retracted by the person who wrote it.",
  presentation_over: "What was presented to your group is no longer shown.",
  note_hidden:
    "Something in this note may identify somebody, so it is hidden while that is looked at.",
  note_taken_back: "This note was taken back by the person who wrote it.",
  seal_broken:
    "A text of this room was damaged or replaced where it is stored, so nothing of it is shown. Please tell whoever looks after this installation.",
};

/** The sentence, for those who listen. */
export function wipe(room: HTMLElement, code: number, reason: string): string {
  const sentence = WHY[reason] ?? (code === SIGNED_OUT ? LEFT : CLOSED);
  takeOff(room, sentence);
  return sentence;
}
