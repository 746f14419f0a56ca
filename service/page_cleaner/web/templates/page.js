"use strict";
// The page works without this. With it, both texts scroll together, spans are filtered and stepped through, and what stands
// in the tables below is told beside the line that was clicked.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const source = one("#source-text"), text = one("#cleaned-text"), list = one("#spans"), why = one("#why");
  document.documentElement.classList.add("scripted");

  for (const button of all("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const from = one(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(from.textContent);
      } catch {
        getSelection().selectAllChildren(from);
        document.execCommand("copy");
      }
      one("#copied").textContent = button.dataset.done;
    });
  }
  const page = one("textarea");
  page?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) page.form.requestSubmit();
  });
  if (!source) return;
  for (const control of all(".js")) control.hidden = false;

  // A place is brought to the middle of its pane, and the pane into the window, no further than it must be.
  const bring = (element) => {
    const pane = element.closest(".pane, .kept");
    if (pane) {
      const box = element.getBoundingClientRect(), frame = pane.getBoundingClientRect();
      if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20) {
        pane.scrollTop += box.top - frame.top - (pane.clientHeight - Math.min(box.height, pane.clientHeight)) / 2;
      }
    }
    element.scrollIntoView({ block: "nearest" });
  };
  const tab = (name) => { one(`#tab-${name}`).checked = true; };

  // The spans: those that the filters leave, in order; one of them takes part in the order of the Tab key.
  const items = all("li", list);
  const links = new Map(items.map((item) => [item, document.getElementById(`d${item.id.slice(1)}`)]));
  const boxes = all(".legend input");
  const byRule = one("#by-rule"), byText = one("#by-text");
  let left = items, current = null, entry = null;
  const mark = (item) => {
    if (entry) for (const link of [links.get(entry), ...all("a", entry)]) if (link) link.tabIndex = -1;
    entry = item;
    if (item) for (const link of [links.get(item), ...all("a", item)]) if (link) link.tabIndex = 0;
  };
  const filter = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    const words = byText.value.trim();
    left = items.filter((item) => {
      const fits = !off.has(item.classList[0]) && (!byRule.value || item.querySelector(".rule").textContent === byRule.value)
        && (!words || item.textContent.includes(words) || links.get(item)?.textContent.includes(words));
      item.hidden = !fits;
      return fits;
    });
    one("#listed").textContent = left.length === items.length ? items.length.toLocaleString("en")
      : `${left.length.toLocaleString("en")} / ${items.length.toLocaleString("en")}`;
    mark(left.includes(current) ? current : left[0] ?? null);
  };
  for (const link of all("a", list)) link.tabIndex = -1;
  for (const link of links.values()) if (link) link.tabIndex = -1;
  for (const control of [...boxes, byRule]) control.addEventListener("change", filter);
  byText.addEventListener("input", filter);
  for (const button of all("button[data-check]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.check === "all";
      filter();
    });
  }
  filter();

  // What is told beside the texts: of a span what its style knows, of a line that stayed its row of the table below.
  const put = (name, words, parent) => {
    const element = document.createElement(name);
    element.append(...words);
    parent.append(element);
    return element;
  };
  const said = (element, name) => getComputedStyle(element).getPropertyValue(name).trim().replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");
  const tell = (title, colour, body) => {
    why.replaceChildren();
    why.className = `why ${colour}`;
    const top = put("div", [], why);
    top.className = "top";
    put("strong", [title], top);
    const close = put("button", ["×"], top);
    close.type = "button";
    close.ariaLabel = "×";
    close.addEventListener("click", () => { why.hidden = true; });
    body(why);
    why.hidden = false;
    why.scrollTop = 0;
  };
  const unmark = () => { for (const element of all(".now")) element.classList.remove("now"); };
  const tellSpan = (item) => {
    tell(said(item, "--name"), item.classList[0], (box) => {
      put("code", [said(item, "--rule")], box);
      put("p", [said(item, "--why")], box);
      put("p", [item.lastElementChild.textContent + all("q, small", item).map((words) => ` · ${words.textContent}`).join("")], box).className = "hint";
    });
  };
  const heads = all("#kept th").map((head) => head.textContent);
  const rows = new Map();
  for (const row of all("#kept tbody tr")) rows.set(row.dataset.l, [...(rows.get(row.dataset.l) ?? []), row]);
  const tellLine = (line) => {
    const found = rows.get(line.id.slice(1));
    if (!found) return;
    unmark();
    line.classList.add("now");
    tell(one("#stayed").textContent, "", (box) => {
      for (const row of found) {
        row.classList.add("now");
        const facts = put("dl", [], box);
        [...row.cells].forEach((cell, n) => {
          if (!cell.textContent.trim()) return;
          put("dt", [heads[n]], facts);
          put("dd", [...cell.cloneNode(true).childNodes], facts);
        });
      }
    });
  };

  // To go to a span: it is marked in both places, and told of.
  const go = (item, focus) => {
    const link = links.get(item);
    current = item;
    unmark();
    mark(item);
    item.classList.add("now");
    link?.closest("del").classList.add("now");
    tellSpan(item);
    if (focus !== list) bring(item);
    if (link && focus !== source) {
      tab("source");
      bring(link);
    }
    const target = focus === source ? link : focus === list ? item.querySelector("a") : null;
    target?.focus({ preventScroll: true });
    if (target) bring(target);
  };
  const step = (by, focus) => {
    if (!left.length) return;
    const at = left.indexOf(current);
    const to = by === Infinity ? left.length - 1 : by === -Infinity ? 0 : at < 0 ? (by > 0 ? 0 : left.length - 1) : at + by;
    go(left[Math.max(0, Math.min(left.length - 1, to))], focus);
  };
  for (const button of all("button[data-step]")) button.addEventListener("click", () => step(Number(button.dataset.step)));

  const itemOf = (element) => {
    const link = element.closest?.("del a");
    return link && document.getElementById(link.hash.slice(1));
  };
  source.addEventListener("click", (event) => {
    const item = itemOf(event.target);
    if (item) {
      event.preventDefault();
      // Enter leads on to the list, and from there back; a click stays where it is.
      go(item, event.detail ? source : list);
    } else if (event.target.matches("a.n")) {
      event.preventDefault();
      tellLine(event.target.parentElement);
    } else if (getSelection().isCollapsed && event.target.closest(".l")) {
      tellLine(event.target.closest(".l"));
    }
  });
  source.addEventListener("focusin", (event) => {
    const item = itemOf(event.target);
    if (item && item !== current) {
      current = item;
      unmark();
      mark(item);
      item.classList.add("now");
      tellSpan(item);
      bring(item);
    }
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a"), item = event.target.closest("li");
    if (!item || link?.classList.contains("rule")) return;
    event.preventDefault();
    go(item, source);
  });
  const arrows = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  for (const pane of [source, list]) {
    pane.addEventListener("keydown", (event) => {
      const item = itemOf(event.target) ?? event.target.closest("li");
      if (!item) return;
      if (event.key === "Escape") {
        why.hidden = true;
        event.target.blur();
      } else if (event.key in arrows) {
        event.preventDefault();
        current = item;
        step(arrows[event.key], pane);
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !one("#keys").checked) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1, list.contains(document.activeElement) ? list : source);
    }
  });
  one("#kept")?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#L']");
    const line = link && document.getElementById(link.hash.slice(1));
    if (!line) return;
    event.preventDefault();
    tab("source");
    tellLine(line);
    bring(line);
    source.focus({ preventScroll: true });
  });

  // Twins: a line of the source and the paragraph that it became.
  if (!text) return;
  const twins = all(".l[data-s]", text);
  const numbers = twins.map((twin) => Number(twin.dataset.s));
  const after = (number) => {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < number) low = middle + 1; else high = middle;
    }
    return low;
  };
  const twinOf = (line) => {
    if (line.dataset.s) return document.getElementById(`L${line.dataset.s}`);
    const number = Number(line.id.slice(1)), at = after(number);
    if (numbers[at] === number) return twins[at];
    return line.querySelector(":scope > del") && !/\S/.test([...line.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(""))
      ? null : twins[at - 1] ?? null;
  };
  let lit = [];
  for (const pane of [source, text]) {
    pane.addEventListener("pointerover", (event) => {
      const line = event.target.closest(".l");
      if (lit[0] === line) return;
      for (const element of lit) element?.classList.remove("twin");
      const twin = line && twinOf(line);
      lit = twin ? [line, twin] : [];
      for (const element of lit) element.classList.add("twin");
    });
    pane.addEventListener("pointerleave", () => {
      for (const element of lit) element.classList.remove("twin");
      lit = [];
    });
  }
  // To scroll together: the line at the top of one pane and its twin stand at the same height.
  const top = (pane) => {
    const frame = pane.getBoundingClientRect();
    for (let down = 8; down < frame.height; down += 24) {
      const line = document.elementFromPoint(frame.left + frame.width / 2, frame.top + down)?.closest(".l");
      if (line && pane.contains(line)) return line;
    }
    return null;
  };
  // Pieces out of sight have heights that are guessed; so it is done once more when they have come into sight.
  const follow = (from, to, again = 3) => {
    led = to;
    clearTimeout(settle);
    settle = setTimeout(() => { led = null; }, 150);
    if (again) requestAnimationFrame(() => follow(from, to, again - 1));
    const line = top(from);
    if (!line) return;
    let twin = twinOf(line);
    if (!twin && from === source) twin = twins[after(Number(line.id.slice(1)))];
    if (!twin) return;
    const box = line.getBoundingClientRect(), frame = from.getBoundingClientRect(), other = twin.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (frame.top - box.top) / box.height));
    const wanted = share > 0 ? -share * other.height : box.top - frame.top;
    to.scrollTop += other.top - to.getBoundingClientRect().top - wanted;
  };
  let led = null, settle = 0, asked = 0;
  for (const [from, to] of [[source, text], [text, source]]) {
    from.addEventListener("scroll", () => {
      if (led === from || !one("#together").checked) return;
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => follow(from, to));
    }, { passive: true });
  }
})();
