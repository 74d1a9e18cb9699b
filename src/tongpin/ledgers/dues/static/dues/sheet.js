// Arrow keys, Enter and pasting a column in the month sheet; typing works the same without this.
(function () {
  "use strict";

  var form = document.querySelector("form[data-sheet]");
  if (!form) {
    return;
  }
  var inputs = Array.from(form.querySelectorAll("input[data-due]"));

  function total() {
    var place = document.querySelector("[data-typed-total]");
    var fen = 0;
    inputs.forEach(function (input) {
      var value = Number(input.value.replace(/[,，]/g, ""));
      if (value > 0) { fen += Math.round(value * 100); }
    });
    place.textContent = fen ? "本次登记 " + (fen / 100).toFixed(2) + " 元" : "";
  }

  function go(from, by) {
    var next = inputs[inputs.indexOf(from) + by];
    if (next) {
      next.focus();
      next.select();
    }
    return Boolean(next);
  }

  form.addEventListener("keydown", function (event) {
    var input = event.target.closest("input[data-due]");
    if (!input || event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      go(input, event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      // Enter in an empty line takes what is owed; Ctrl+Enter saves.
      if (!input.value) { input.value = input.dataset.due; }
      total();
      if (!go(input, 1)) { form.querySelector("[data-save]").focus(); }
      event.preventDefault();
    } else if (event.key === "Enter") {
      form.requestSubmit();
      event.preventDefault();
    }
  });
  form.addEventListener("input", total);

  // A column copied from a spreadsheet goes down row by row; rows without a field are passed over.
  form.addEventListener("paste", function (event) {
    var input = event.target.closest("input[data-due]");
    var text = event.clipboardData ? event.clipboardData.getData("text") : "";
    var values = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
    if (!input || values.length < 2) {
      return;
    }
    event.preventDefault();
    var rows = Array.from(form.querySelectorAll("tbody tr"));
    var first = rows.indexOf(input.closest("tr"));
    var lost = 0;
    values.forEach(function (value, n) {
      var row = rows[first + n];
      var place = row && row.querySelector("input[data-due]");
      value = value.split("\t")[0].trim();
      if (place) {
        place.value = value;
        place.focus();
      } else if (value) {
        lost += 1;
      }
    });
    total();
    form.setAttribute("data-dirty", "");
    if (lost) {
      document.querySelector("[data-typed-total]").textContent +=
        "，有 " + lost + " 个数落在已交清、待核的行或表外，没有填";
    }
  });

  var all = form.querySelector("[data-fill-all]");
  if (!all) {
    return;
  }
  all.hidden = inputs.length === 0;
  all.addEventListener("click", function () {
    inputs.forEach(function (input) { if (!input.value) { input.value = input.dataset.due; } });
    total();
    form.setAttribute("data-dirty", "");
  });
})();
