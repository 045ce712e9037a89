/* A accepts a whole purchase order as ordered, as the button that carries the letter says. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const button = document.querySelector("[data-accept-all]");
  if (!button || document.querySelector("dialog[open], :popover-open")) return;
  event.preventDefault();
  button.click();
});
