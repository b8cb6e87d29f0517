"use strict";
// Puts a text into the clipboard; a promise, which fails where the browser does not let pages do so.
const copyText = (function () {
  function selected(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("the browser does not let pages copy"));
  }

  return function (text) {
    // Files opened from a disk are no secure context everywhere.
    const direct = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error("none"));
    return direct.catch(function () { return selected(text); });
  };
})();

// What a page that is read needs: buttons that copy commands, details that open where a link leads into them.
(function () {
  const status = document.createElement("p");
  status.className = "status";
  status.setAttribute("role", "status");
  document.querySelector("main").appendChild(status);

  document.querySelectorAll(".command").forEach(function (block, number) {
    const button = document.createElement("button");
    const code = block.querySelector("code");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    code.id = code.id || "command-" + number;
    button.setAttribute("aria-describedby", code.id);
    button.addEventListener("click", function () {
      copyText(code.textContent).then(
        function () { button.textContent = "Copied"; status.textContent = "Copied"; },
        function (error) { button.textContent = "Not copied"; status.textContent = "Not copied: " + error.message; }
      ).then(function () {
        window.setTimeout(function () { button.textContent = "Copy"; status.textContent = ""; }, 2000);
      });
    });
    block.appendChild(button);
  });

  function reveal() {
    const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (target === null) { return; }
    for (let item = target; item !== null; item = item.parentElement) {
      if (item.tagName === "DETAILS") { item.open = true; }
    }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
