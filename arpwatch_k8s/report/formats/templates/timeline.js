"use strict";
// Draws the interactive timeline with plotly. `data` is what painters/interactive.py and formats/figure.py made: a
// figure for plotly, its legend, and what a click on each bar and mark shows. How it is moved: steering.js.
const timeline = (function () {
  const box = document.getElementById("figure");
  const config = { responsive: true, displayModeBar: false, scrollZoom: false, doubleClick: "reset" };
  const narrow = window.matchMedia("(max-width: 44rem)");
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const touch = window.matchMedia("(pointer: coarse)");
  const NARROW = { gutter: 112, font: 10, ticks: 5 };
  const NUMBER_PIXELS = 25;
  const EDGE = 8;

  // Data and plotly's script come as gzip in base64.
  async function unpacked(id) {
    const letters = atob(document.getElementById(id).textContent);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) { bytes[at] = letters.charCodeAt(at); }
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  // Times: plotly's "2026-11-22 20:15:40.123456", and ms since 1970 as if it were in UTC.
  function millis(text) {
    const [day, clock] = String(text).split(" ");
    const [seconds, fraction] = (clock || "00:00").split(".");
    return Date.parse(day + "T" + seconds + "Z") + Number("0." + (fraction || 0)) * 1000;
  }
  function stamp(ms) {
    const second = Math.floor(ms / 1000);
    const micros = Math.min(999999, Math.round((ms - second * 1000) * 1000));
    const time = new Date(second * 1000).toISOString().slice(0, 19).replace("T", " ");
    return time + "." + String(micros).padStart(6, "0");
  }
  function shown() { return box.layout.xaxis.range.map(millis); }

  // Names beside the plot are cut to the pixels that there are, in the middle: their ends are what tells them apart.
  const ruler = document.createElement("canvas").getContext("2d");
  function width(text, font) {
    ruler.font = font;
    return ruler.measureText(text).width;
  }
  function cut(text, room, font) {
    const letters = Array.from(text);
    const kept = function (n) {
      const end = letters.length - Math.floor(n / 2);
      return letters.slice(0, Math.ceil(n / 2)).join("") + "…" + letters.slice(end).join("");
    };
    let low = 0;
    let high = letters.length;
    if (width(text, font) <= room) { return text; }
    while (low < high) {
      const keep = Math.ceil((low + high) / 2);
      if (width(kept(keep), font) <= room) { low = keep; } else { high = keep - 1; }
    }
    return kept(low);
  }
  const CODES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  function escaped(text) { return text.replace(/[&<>]/g, (letter) => CODES[letter]); }
  function plain(text) { return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"); }

  function fitLabels(layout) {
    const gutter = layout.margin.l;
    const plot = box.clientWidth - gutter - layout.margin.r;
    const sizes = { label: 0, note: -2, number: -2, heading: 1, said: 0 };
    const font = function (item) {
      const weight = item.name === "heading" ? "bold " : "";
      return weight + (layout.font.size + sizes[item.name]) + "px " + layout.font.family;
    };
    const notes = {};
    const isHidden = (item) => narrow.matches && (item.name === "note" || item.name === "said");
    layout.annotations.filter((item) => item.xanchor === "right" && !isHidden(item)).forEach(function (item) {
      notes[item.y] = width(plain(item.text), font(item)) + 6;
    });
    layout.annotations.forEach(function (item) {
      const name = plain(item.text);
      const room = {
        label: gutter - EDGE - (notes[item.y] || 0),
        note: gutter - EDGE,
        number: gutter - EDGE,
        heading: narrow.matches ? gutter + plot : gutter - EDGE,
        said: plot,
      }[item.name];
      const text = cut(name, room, font(item));
      item.text = item.name === "heading" ? "<b>" + escaped(text) + "</b>" : escaped(text);
      item.font.size = layout.font.size + sizes[item.name];
      item.xshift = { note: -EDGE, number: -EDGE, said: 0 }[item.name] ?? -gutter;
      item.visible = !isHidden(item);
      item.borderpad = 0;
      if (text !== name) { item.hovertext = escaped(name); }
    });
  }

  // A dark page has its own colors; what is written upon a bar stays as it is, but on those of nobody.
  const PAINTS = ["color", "gridcolor", "fgcolor", "bgcolor"];
  function isDark() {
    for (let part = box; part !== null; part = part.parentElement) {
      const [red, green, blue, opaque] = getComputedStyle(part).backgroundColor.match(/[\d.]+/g).map(Number);
      if (opaque !== 0) { return red + green + blue < 384; }
    }
    return false;
  }
  function recolor(part, map, only) {
    Object.keys(part).forEach(function (name) {
      const value = part[name];
      if (PAINTS.includes(name) && typeof value === "string") {
        if (only === undefined || value === only) { part[name] = map[value] || value; }
      } else if (name === "color" && Array.isArray(value)) {
        part[name] = value.map((color) => map[color] || color);
      } else if (["marker", "line", "pattern", "font", "xaxis", "xaxis2", "error_y"].includes(name)) {
        recolor(value, map);
      } else if (name === "textfont") {
        recolor(value, map, part.type === "bar" ? figure.layout.font.color : undefined);
      } else if (name === "annotations") {
        value.forEach((item) => recolor(item, map));
      }
    });
  }

  let source = "";
  let figure = null;
  function prepared() {
    figure = JSON.parse(source);
    if (narrow.matches) {
      figure.layout.font.size = NARROW.font;
      figure.layout.margin.l = NARROW.gutter;
      figure.layout.margin.r = EDGE;
      figure.layout.xaxis.nticks = figure.layout.xaxis2.nticks = NARROW.ticks;
    }
    if (touch.matches) { figure.layout.dragmode = false; }
    fitLabels(figure.layout);
    if (isDark()) {
      figure.data.forEach((trace) => recolor(trace, figure.dark));
      recolor(figure.layout, figure.dark);
    }
    return figure;
  }

  // Numbers that would cover each other are hidden until one zooms in.
  function hideCrowded() {
    const [low, high] = shown();
    const pixels = (box.clientWidth - figure.layout.margin.l - figure.layout.margin.r) / (high - low);
    [true, false].forEach(function (fits) {
      const changed = [];
      figure.data.forEach(function (trace, index) {
        if (trace.mode !== "text") { return; }
        const isOn = box.data[index].visible !== false;
        if (trace.meta * pixels >= NUMBER_PIXELS === fits && isOn !== fits) { changed.push(index); }
      });
      if (changed.length) { Plotly.restyle(box, { visible: fits }, changed); }
    });
  }

  // The legend, with plotly's symbols and hatches drawn small.
  const SHAPES = {
    "line-ns-open": "M7 3V11",
    "circle": "M7 3A4 4 0 1 1 7 11A4 4 0 1 1 7 3Z",
    "circle-open": "M7 3A4 4 0 1 1 7 11A4 4 0 1 1 7 3Z",
    "triangle-up": "M7 3L12 11H2Z",
  };
  const HATCHES = {
    "/": "M0 14L14 0M0 7L7 0M7 14L14 7", "\\": "M0 0L14 14M0 7L7 14M7 0L14 7", "x": "M0 0L14 14M0 14L14 0",
    "-": "M0 4H14M0 10H14", "|": "M4 0V14M10 0V14", "+": "M0 7H14M7 0V14", ".": "M3 3h2M9 3h2M3 9h2M9 9h2",
  };
  function drawn(tag, parent, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return parent.appendChild(element);
  }
  function legend() {
    const list = document.getElementById("figure-key");
    list.replaceChildren(...figure.key.map(function (entry) {
      const item = document.createElement("li");
      if (entry.color || entry.symbol) {
        const picture = drawn("svg", item, { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" });
        if (entry.color) {
          drawn("rect", picture, { width: 14, height: 14, fill: entry.color, stroke: entry.ink, "stroke-width": 0.5 });
          drawn("path", picture, { d: HATCHES[entry.hatch] || "", stroke: entry.ink, "stroke-width": 1.5 });
        } else {
          const fill = entry.symbol.endsWith("-open") ? "none" : "currentColor";
          const down = "translate(0 " + 14 * entry.down + ")";
          const line = { stroke: "currentColor", "stroke-width": 1.5, fill };
          drawn("path", picture, { d: SHAPES[entry.symbol], transform: down, ...line });
        }
      }
      item.append(entry.text);
      return item;
    }), ...figure.notes.map(function (note) {
      const item = document.createElement("li");
      item.append(note);
      return item;
    }));
  }

  // Draws anew where the page's width or colors change; what part is shown stays.
  function redraw() {
    const range = box.layout.xaxis.range.slice();
    const shapes = box.layout.shapes || [];
    const { data, layout } = prepared();
    layout.xaxis.range = range;
    layout.shapes = shapes;
    return Plotly.react(box, data, layout, config).then(hideCrowded);
  }

  const ready = Promise.all([unpacked("data"), unpacked("plotly")]).then(function ([text, code]) {
    document.head.appendChild(document.createElement("script")).textContent = code;
    source = text;
    const { data, layout } = prepared();
    legend();
    return Plotly.newPlot(box, data, layout, config);
  }).then(function () {
    let width = box.clientWidth;
    hideCrowded();
    box.on("plotly_relayout", hideCrowded);
    scheme.addEventListener("change", redraw);
    new ResizeObserver(function () {
      if (box.clientWidth !== width && box.clientWidth > 0) {
        width = box.clientWidth;
        redraw();
      }
    }).observe(box);
    box.dataset.drawn = "yes";
  });
  ready.catch(function (error) {
    // the picture for print says the same
    document.getElementById("timeline").classList.add("no-script");
    console.error(error);
  });

  return { box, ready, millis, stamp, shown, plain, figure: () => figure };
})();
