"use strict";
// Moves the interactive timeline by wheel, keys and buttons, and shows what was clicked.
(function () {
  const { box, millis, stamp, shown, plain } = timeline;
  const panel = document.getElementById("figure-panel");
  const LEAST_MS = 1;
  const WHEEL_STEP = 1.0015;
  const PAN = 0.2;
  const MARKED = "#e07b00";
  let items = [];
  let chosen = -1;

  // Part of the time axis, never more than there is.
  function ends() {
    const axis = timeline.figure().layout.xaxis;
    return [millis(axis.minallowed), millis(axis.maxallowed)];
  }
  function show(low, high) {
    const [first, last] = ends();
    const length = Math.min(last - first, Math.max(LEAST_MS, high - low));
    const start = Math.min(last - length, Math.max(first, (low + high - length) / 2));
    return Plotly.relayout(box, { "xaxis.range": [stamp(start), stamp(start + length)] });
  }
  function zoom(factor, share) {
    const [low, high] = shown();
    const at = low + (high - low) * share;
    return show(at - (at - low) * factor, at + (high - at) * factor);
  }
  function pan(share) {
    const [low, high] = shown();
    return show(low + share * (high - low), high + share * (high - low));
  }
  function all() { return show(...ends()); }

  // The wheel zooms over an axis alone, so that it scrolls the page elsewhere.
  box.addEventListener("wheel", function (event) {
    const { margin, height } = box.layout;
    const place = box.getBoundingClientRect();
    const across = (event.clientX - place.left - margin.l) / (box.clientWidth - margin.l - margin.r);
    const down = event.clientY - place.top;
    const isAxis = down > height - margin.b || (down < margin.t && box.data.some((trace) => trace.xaxis === "x2"));
    if (!isAxis || across < 0 || across > 1) { return; }
    event.preventDefault();
    const pixels = event.deltaY * [1, 16, 100][event.deltaMode];
    zoom(Math.pow(WHEEL_STEP, Math.max(-400, Math.min(400, pixels))), across);
  }, { passive: false });

  // Everything that can be clicked, in the order of time.
  function gathered() {
    return timeline.figure().data.flatMap(function (trace, curve) {
      return (trace.customdata || []).map(function (told, point) {
        const at = millis(trace.orientation === "h" ? trace.base[point] : trace.x[point]);
        return { curve, point, at, y: trace.y[point], told, text: [trace.hovertext].flat()[point] };
      }).filter((item) => item.told !== null && typeof item.told === "object");
    }).sort((one, two) => one.at - two.at || one.y - two.y || one.curve - two.curve);
  }

  // A ring around the mark, or the outline of the bar.
  function outlined(item) {
    const trace = timeline.figure().data[item.curve];
    const line = { color: MARKED, width: 3 };
    if (trace.type !== "bar") {
      const ring = { x0: -9, x1: 9, y0: -9, y1: 9, xsizemode: "pixel", ysizemode: "pixel" };
      return { type: "circle", ...ring, xanchor: stamp(item.at), yanchor: item.y, line };
    }
    const isLying = trace.orientation === "h";
    const half = (isLying ? trace.width[item.point] : 0) / 2;
    const wide = isLying ? trace.x[item.point] : trace.width[item.point];
    const start = isLying ? item.at : item.at - wide / 2;
    const foot = isLying ? item.y + half : trace.base[item.point];
    const top = isLying ? item.y - half : foot + item.y;
    return { type: "rect", x0: stamp(start), x1: stamp(start + wide), y0: top, y1: foot, line };
  }

  function element(tag, text, parent) {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }
  function button(text, parent, action) {
    const made = element("button", text, parent);
    made.type = "button";
    made.addEventListener("click", () => action(made));
    return made;
  }
  function link(text, anchor, parent) {
    if (!document.getElementById(anchor)) { return element("span", text, parent); }
    const made = element("a", text, parent);
    made.href = "#" + anchor;
    return made;
  }

  // Where copying is denied, the text is selected for the reader's own copy.
  function copied(text, code, made) {
    copyText(text).then(function () { made.textContent = "copied"; }, function () {
      window.getSelection().selectAllChildren(code);
      made.textContent = "selected";
    });
  }

  function tell(item) {
    const { told } = item;
    panel.replaceChildren();
    element("p", plain(item.text), panel).className = "what";
    if (told.first) {
      const first = element("p", told.first, panel);
      if (told.anchor) {
        first.append(": ");
        link("the line among those about it", told.anchor, first);
      }
    }
    told.filters.forEach(function ([head, text]) {
      const row = element("div", "", panel);
      row.className = "filter";
      element("span", head, row);
      const code = element("code", text, row);
      button("copy", row, (made) => copied(text, code, made)).setAttribute("aria-label", "copy the " + head);
    });
    const names = timeline.figure().findings;
    [["Cited by", told.cited], ["Findings at this time", told.others]].forEach(function ([words, numbers]) {
      if (!numbers.length) { return; }
      const line = element("p", words + ": ", panel);
      numbers.forEach(function (number, index) {
        if (index) { line.append(", "); }
        link(number + (names[number] ? " " + names[number] : ""), "finding-" + number, line);
      });
    });
    if (told.left) { element("p", "and " + told.left + " more", panel); }
    const row = element("div", "", panel);
    row.className = "buttons";
    button("previous", row, () => step(-1));
    button("next", row, () => step(1));
    button("close", row, close);
    panel.hidden = false;
  }

  function choose(index) {
    chosen = index;
    const item = items[index];
    const [low, high] = shown();
    tell(item);
    Plotly.relayout(box, { shapes: [outlined(item)] });
    if (item.at < low || item.at > high) { show(item.at - (high - low) / 2, item.at + (high - low) / 2); }
  }
  function close() {
    if (chosen < 0) { return; }
    chosen = -1;
    panel.hidden = true;
    Plotly.relayout(box, { shapes: [] });
    box.focus({ preventScroll: true });
  }
  // From what is chosen, else from the edge of what is shown.
  function step(by) {
    const [low, high] = shown();
    const from = by > 0 ? items.findIndex((item) => item.at >= low) : items.findLastIndex((item) => item.at <= high);
    const next = chosen < 0 ? from : chosen + by;
    if (next >= 0 && next < items.length) {
      const focused = panel.contains(document.activeElement) ? document.activeElement.textContent : "";
      choose(next);
      const same = [...panel.querySelectorAll("button")].find((made) => made.textContent === focused);
      if (same) { same.focus(); }
    }
  }

  const KEYS = {
    ArrowLeft: () => pan(-PAN),
    ArrowRight: () => pan(PAN),
    "+": () => zoom(0.5, 0.5),
    "=": () => zoom(0.5, 0.5),
    "-": () => zoom(2, 0.5),
    Home: all,
    n: () => step(1),
    p: () => step(-1),
    Escape: close,
  };
  function pressed(event) {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) { return; }
    event.preventDefault();
    act();
  }

  timeline.ready.then(function () {
    items = gathered();
    box.on("plotly_click", function ({ points: [point] }) {
      const told = point.customdata;
      if (typeof told === "string" && document.getElementById(told)) {
        window.location.hash = told;
        return;
      }
      const index = items.findIndex((item) => item.curve === point.curveNumber && item.point === point.pointNumber);
      if (index >= 0) { choose(index); }
    });
    box.addEventListener("keydown", pressed);
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); } });
    document.querySelectorAll("[data-zoom]").forEach(function (made) {
      const factor = Number(made.dataset.zoom);
      made.addEventListener("click", () => (factor ? zoom(factor, 0.5) : all()));
    });
    document.querySelectorAll("[data-pan]").forEach(function (made) {
      made.addEventListener("click", () => pan(Number(made.dataset.pan)));
    });
  }, function () { /* told where it is drawn */ });
})();
