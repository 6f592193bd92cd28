/* Show a question only while the choice it belongs to is made.

   GOV.UK Frontend's own script does the same but puts aria-expanded on radios, which ARIA does not
   allow (axe reports it as critical). Without this script every question is simply shown. */

/**
 * Follow every radio and checkbox that names what it reveals in `data-reveals`.
 *
 * @param {Document} page - the document
 * @param {Window} view - its window
 */
export function startReveals(page, view) {
  const inputs = [...page.querySelectorAll("input[data-reveals]")];
  if (!inputs.length) {
    return;
  }
  const follow = () => inputs.forEach((input) => show(page, input));
  page.addEventListener("change", follow);
  // After Back the browser puts the choices back without a change event.
  view.addEventListener("pageshow", follow);
  follow();
}

function show(page, input) {
  const revealed = page.getElementById(input.dataset.reveals);
  if (!revealed) {
    return;
  }
  const kind = input.type === "radio" ? "govuk-radios" : "govuk-checkboxes";
  revealed.classList.toggle(`${kind}__conditional--hidden`, !input.checked);
  input.setAttribute("aria-controls", revealed.id);
  if (input.type === "checkbox") {
    input.setAttribute("aria-expanded", String(input.checked));
  }
}
