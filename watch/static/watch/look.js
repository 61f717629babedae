// Small help for all pages; everything works without it.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// The menu closes with Escape and when one goes elsewhere.
for (const menu of document.querySelectorAll("details.meny")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// A form that came back with faults: the summary gets the focus (422, see base.html).
document.addEventListener("htmx:afterSwap", (event) => {
  const found = event.target.querySelector("[data-focus]");
  if (found) found.focus();
});
