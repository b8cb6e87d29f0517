"use strict";
(function () {
  document.documentElement.classList.remove("no-script");
  const box = document.getElementById("figure");
  // Where nothing has a time there is the still picture alone.
  if (box !== null) {
    const figure = JSON.parse(document.getElementById("data").textContent);
    const config = { responsive: true, displaylogo: false, scrollZoom: true, displayModeBar: false };
    const narrow = window.matchMedia("(max-width: 44rem)").matches;
    if (narrow) {
      figure.layout.font.size = 10;
      // Names were measured for the full width.
      figure.data.forEach(function (trace) { if (trace.type === "bar") { delete trace.text; } });
    }
    const whole = figure.layout.xaxis.range.slice();
    Plotly.newPlot(box, figure.data, figure.layout, config).then(function () {
      box.on("plotly_click", function (event) {
        const target = event.points[0].customdata;
        if (typeof target === "string" && document.getElementById(target)) {
          window.location.hash = target;
        }
      });
      box.dataset.drawn = "yes";
    });

    function millis(text) {
      return Date.parse(String(text).replace(" ", "T").slice(0, 23) + "Z");
    }
    document.querySelectorAll("[data-zoom]").forEach(function (button) {
      button.addEventListener("click", function () {
        const factor = Number(button.dataset.zoom);
        if (factor === 0) {
          Plotly.relayout(box, { "xaxis.range": whole.slice() });
          return;
        }
        const range = box.layout.xaxis.range.map(millis);
        const middle = (range[0] + range[1]) / 2;
        const half = ((range[1] - range[0]) / 2) * factor;
        const shown = [middle - half, middle + half].map(function (at) {
          return new Date(at).toISOString().replace("T", " ").replace("Z", "");
        });
        Plotly.relayout(box, { "xaxis.range": shown });
      });
    });
  }

  document.querySelectorAll("button.sort").forEach(function (button) {
    button.addEventListener("click", function () {
      const cell = button.closest("th");
      const body = cell.closest("table").tBodies[0];
      const column = cell.cellIndex;
      const rising = cell.getAttribute("aria-sort") !== "ascending";
      cell.closest("tr").querySelectorAll("th").forEach(function (other) {
        other.removeAttribute("aria-sort");
      });
      cell.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const rows = Array.from(body.rows);
      rows.sort(function (one, two) {
        const a = one.cells[column].textContent;
        const b = two.cells[column].textContent;
        const numbers = a !== "" && b !== "" && !isNaN(a) && !isNaN(b);
        const order = numbers ? Number(a) - Number(b) : a.localeCompare(b);
        return rising ? order : -order;
      });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });

  let closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.from(document.querySelectorAll("details.evidence:not([open])"));
    closed.forEach(function (item) { item.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (item) { item.open = false; });
  });
})();
