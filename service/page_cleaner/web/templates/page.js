"use strict";
// The page works without this; with it, text is copied at a click and the arrow keys lead through the spans.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  const copy = one("#copy");
  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const pane = one("#cleaned-text");
      try {
        await navigator.clipboard.writeText(pane.textContent);
      } catch {
        getSelection().selectAllChildren(pane);
        document.execCommand("copy");
      }
      one("#copied").textContent = copy.dataset.done;
    });
  }

  const spans = all("del");
  const boxes = all(".legend input");
  const shown = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    return spans.filter((span) => !off.has(span.className));
  };
  // One span takes part in the order of the Tab key; the arrow keys go on from there.
  const mark = (span) => {
    for (const other of spans) other.tabIndex = other === span ? 0 : -1;
  };
  const refresh = () => {
    const left = shown();
    mark(left.includes(document.activeElement) ? document.activeElement : left[0]);
  };
  if (spans.length) {
    one("#keys").hidden = false;
    refresh();
    one("#source-text").addEventListener("focusin", (event) => {
      if (event.target.matches("del")) mark(event.target);
    });
    one("#source-text").addEventListener("keydown", (event) => {
      if (!event.target.matches("del")) return;
      if (event.key === "Escape") return event.target.blur();
      const left = shown();
      const at = left.indexOf(event.target);
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: left.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = left[Math.max(0, Math.min(left.length - 1, to))];
      if (next) {
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: "center" });
      }
    });
  }
  for (const box of boxes) box.addEventListener("change", refresh);
  for (const button of all("button[data-check]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.check === "all";
      refresh();
    });
  }

  const text = one("textarea");
  if (text) {
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit();
    });
  }
})();
