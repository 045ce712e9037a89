// Dialogs: opened by data-dialog="id", closed by a click beside them. A form (or a submit button)
// with data-confirm="sentence" asks first; Cancel has the focus.
(() => {
  "use strict";
  const { find, on, words, button } = wl;
  const agreed = new WeakSet();

  on("click", "[data-dialog]", (event, opener) => document.getElementById(opener.dataset.dialog).showModal());
  on("click", "[data-dialog-close]", (event, closer) => closer.closest("dialog").close());
  on("click", "dialog", (event, dialog) => {
    if (event.target === dialog) dialog.close();
  });

  const ask = (text, yes, act) => {
    const dialog = document.createElement("dialog");
    dialog.className = "dlg";
    dialog.setAttribute("aria-label", words("sure"));
    const body = document.createElement("div");
    body.className = "dlg-b";
    const sentence = document.createElement("p");
    sentence.textContent = text;
    body.append(sentence);
    const foot = document.createElement("div");
    foot.className = "dlg-f";
    foot.append(
      button(words("cancel"), "btn", () => dialog.close()),
      button(yes || words("yes"), "btn btn-danger", () => {
        dialog.close();
        act();
      }),
    );
    dialog.append(body, foot);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    find("button", foot).focus();
  };

  // In the capture phase, before htmx or the browser sends the form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asks = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asks.dataset?.confirm || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    ask(asks.dataset.confirm, asks.dataset.confirmYes, () => {
      agreed.add(form);
      form.requestSubmit(submitter);
    });
  }, true);
})();
