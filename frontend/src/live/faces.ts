/** Who is in the room, by name; the initials are for the eye alone. */
import type { Person } from "./frames";

export function face(person: Person): HTMLElement {
  const item = document.createElement("li");
  item.classList.toggle("is-typing", person.typing);
  item.title = `${person.name}, ${person.role}`;
  const letters = document.createElement("span");
  letters.className = "face";
  letters.ariaHidden = "true";
  letters.textContent = initials(person.name);
  const name = document.createElement("span");
  name.className = "face-name";
  name.textContent = person.name;
  const role = document.createElement("span");
  role.className = "sr";
  role.textContent = `, ${person.role}`;
  item.append(letters, name, role);
  return item;
}

function initials(name: string): string {
  const words = name.split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
