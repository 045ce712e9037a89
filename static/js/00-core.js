// What every behaviour uses: find, listen, speak.
const wl = (() => {
  "use strict";
  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  // One listener on the document for all elements that match, now and later.
  const on = (type, selector, act, options) => {
    document.addEventListener(type, (event) => {
      const element = event.target.closest?.(selector);
      if (element) act(event, element);
    }, options);
  };

  // The page's sentences in the reader's language, from <template id="i18n">.
  const words = (key) => find("#i18n")?.dataset[key] || "";

  const isTyping = (event) =>
    event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  // Tell our own listeners and htmx of `type` at an element. htmx listens one task after the page
  // is there; what a quick hand did before that, it is told as soon as it listens.
  let early = [];
  const tell = (element, type) => {
    const send = () => element.dispatchEvent(new CustomEvent(type, { bubbles: true }));
    early?.push(send);
    send();
  };
  document.addEventListener("htmx:after:process", () => {
    const sends = early;
    early = null;
    for (const send of sends) send();
  }, { once: true });

  // Read `text` aloud to screen readers.
  const say = (text) => {
    const live = find("#live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 30);
  };

  const icon = (name) => {
    const sample = find("use[href*='#']");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", sample.getAttribute("href").split("#")[0] + "#" + name);
    svg.append(use);
    return svg;
  };

  const button = (text, className, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  // POST a few fields as our own pages do; resolves with the Response.
  const post = (url, fields) => fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams(fields),
  });

  const succeeded = (response) => response.ok || response.type === "opaqueredirect";

  // The sentence of a problem page, or the general one.
  const problemOf = async (response) => {
    const text = await response.text().catch(() => "");
    const page = new DOMParser().parseFromString(text, "text/html");
    return find("[data-problem]", page)?.textContent.trim() || words("error");
  };

  document.documentElement.classList.replace("no-js", "js");
  return { find, all, on, words, isTyping, tell, say, icon, button, post, succeeded, problemOf };
})();
