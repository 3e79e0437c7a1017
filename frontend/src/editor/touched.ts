/**
 * Whether a form holds something else than the server wrote into it: words that somebody typed
 * before the script was there. They are not saved, whatever the page says.
 */
export function isTouched(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (field instanceof HTMLSelectElement) return isChosenAnew(field);
    if (!(field instanceof HTMLInputElement)) return false;
    if (field.type === "checkbox" || field.type === "radio")
      return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
}

/** Where the server chose nothing, a list of one choice shows its first. */
function isChosenAnew(field: HTMLSelectElement): boolean {
  const options = [...field.options];
  const chosen = options.filter((option) => option.hasAttribute("selected"));
  if (!chosen.length && !field.multiple) return field.selectedIndex > 0;
  return options.some((option) => option.selected !== option.hasAttribute("selected"));
}
