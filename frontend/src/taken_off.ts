/** Access has ended: nothing of the place stays on the screen, and one sentence says why. */
export function takeOff(place: HTMLElement, sentence: string): void {
  const title = document.createElement("h1");
  title.textContent = "Nothing is shown here now";
  const words = document.createElement("p");
  words.textContent = sentence;
  const card = document.createElement("div");
  card.className = "card stack";
  card.append(title, words);
  place.replaceChildren(card);
  document.title = document.title.replace(/^.* · /, "");
}
