// A form that saves itself: <form data-autosave="/orders/SO-2026-0001" id="…">. `wl:changed` starts a
// save after a pause; saves never overlap, so each one carries the version that the last one gave
// back. A button pressed meanwhile waits for the save under way.
(() => {
  "use strict";
  const { on } = wl;
  const PAUSE = 500;
  let timer;
  let running = null;
  let again = false;

  const current = (form) => document.getElementById(form.id) || form;

  const save = (form) => {
    if (running) {
      again = true;
      return running;
    }
    const target = current(form);
    running = window.htmx
      .ajax("POST", target.dataset.autosave, { source: target, target: "#" + target.id, swap: "outerMorph" })
      .catch(() => {})
      .finally(() => {
        running = null;
        if (!again) return;
        again = false;
        save(form);
      });
    return running;
  };

  on("wl:changed", "form[data-autosave]", (event, form) => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), PAUSE);
  });

  // In the capture phase, before the guard against double clicks marks the form as busy.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset?.autosave) return;
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    again = false;
    const { submitter } = event;
    const name = submitter?.getAttribute("formaction");
    running.then(() => {
      const fresh = current(form);
      const button = [...fresh.querySelectorAll("[type=submit]")].find((one) => one.getAttribute("formaction") === name);
      fresh.requestSubmit(button);
    });
  }, true);
})();
