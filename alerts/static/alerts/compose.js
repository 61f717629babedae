// Keeps the suggested text in step with the answers until somebody writes, and shows the
// neighbour's notification. The page works without it.
const suggestions = JSON.parse(document.getElementById("forslag").textContent);
const form = document.getElementById("skriv");
const text = form.elements.text;
const title = document.querySelector("[data-preview-title]");
const preview = document.querySelector("[data-preview-text]");
const known = new Set(Object.values(suggestions).flatMap((one) => Object.values(one)));

const labelOf = (name) => {
  const chosen = form.querySelector(`input[name="${name}"]:checked`);
  return chosen ? chosen.closest("label").textContent.trim() : "";
};

const show = () => {
  preview.textContent = text.value;
  title.textContent = [labelOf("kind"), labelOf("timing").toLowerCase()].join(" – ");
};

const suggest = () => {
  const kind = form.elements.kind.value;
  const timing = form.elements.timing.value;
  if (known.has(text.value) && suggestions[kind]?.[timing]) {
    text.value = suggestions[kind][timing];
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

form.addEventListener("change", (event) => {
  if (event.target.name === "kind" || event.target.name === "timing") suggest();
  show();
});
text.addEventListener("input", show);
show();
