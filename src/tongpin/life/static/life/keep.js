// A form that survives a lost connection: what is typed is kept in this browser until the server has it.
(function () {
  "use strict";

  // Of one account only: a shared computer shows nobody what another person typed.
  var PREFIX = "keep:" + (document.body.dataset.account || "") + ":";

  function store() {
    try { return window.localStorage; } catch (error) { return null; }
  }
  var kept = store();
  if (!kept) { return; }

  function read(key) {
    try { return JSON.parse(kept.getItem(key)); } catch (error) { return null; }
  }

  // The server has it: forget the copy, by its request key or by the version that is now stored.
  var done = document.querySelector("[data-kept-done]");
  if (done) {
    Object.keys(kept).filter(function (key) { return key.indexOf(PREFIX) === 0; }).forEach(function (key) {
      var copy = read(key);
      var fields = copy ? new URLSearchParams(copy.fields) : null;
      var same = fields && done.dataset.keptDone && fields.get("request_key") === done.dataset.keptDone;
      var older = fields && key.indexOf(PREFIX + done.dataset.keptPath) === 0 &&
        Number(fields.get("version")) < Number(done.dataset.keptVersion);
      if (!copy || same || older) { kept.removeItem(key); }
    });
  }

  function fieldsOf(form) {
    var data = new FormData(form);
    Array.from(data.entries()).forEach(function (pair) {
      if (pair[1] instanceof File || pair[0] === "csrfmiddlewaretoken") { data.delete(pair[0]); }
    });
    return new URLSearchParams(data).toString();
  }

  function fill(form, fields) {
    var data = new URLSearchParams(fields);
    Array.from(form.elements).forEach(function (input) {
      if (!input.name || input.type === "file" || input.name === "csrfmiddlewaretoken") { return; }
      var values = data.getAll(input.name);
      if (input.type === "checkbox" || input.type === "radio") {
        input.checked = values.indexOf(input.value) >= 0;
      } else if (values.length && input.type !== "submit") {
        input.value = values[0];
      }
    });
    form.querySelectorAll("input, select").forEach(function (input) {
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function offer(form, key, copy) {
    var bar = document.createElement("div");
    bar.className = "alert alert-warning kept-offer";
    bar.setAttribute("role", "status");
    var words = document.createElement("span");
    words.textContent = "这台设备上有一份没有提交成功的内容（" + copy.at + "）。";
    var take = document.createElement("button");
    take.type = "button";
    take.className = "btn btn-sm btn-primary";
    take.textContent = "接着填";
    var drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-sm btn-outline-secondary";
    drop.textContent = "不要了";
    take.addEventListener("click", function () { fill(form, copy.fields); bar.remove(); });
    drop.addEventListener("click", function () { kept.removeItem(key); bar.remove(); });
    bar.append(words, take, drop);
    form.parentNode.insertBefore(bar, form);
  }

  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    var key = PREFIX + form.dataset.keep;
    var copy = read(key);
    var first = fieldsOf(form);
    if (copy && copy.fields !== first && !document.querySelector(".alert-danger")) { offer(form, key, copy); }
    var timer = null;

    function keep() {
      var now = new Date();
      var at = (now.getMonth() + 1) + "月" + now.getDate() + "日 " + now.toTimeString().slice(0, 5);
      try {
        kept.setItem(key, JSON.stringify({ at: at, fields: fieldsOf(form) }));
      } catch (error) { /* full: the server's draft remains */ }
    }

    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(keep, 400);
    });
    form.addEventListener("submit", function (event) {
      clearTimeout(timer);
      keep();
      if (navigator.onLine === false) {
        event.preventDefault();
        document.querySelectorAll("[data-draft-status]").forEach(function (place) {
          place.textContent = "现在没有网络。内容已存在这台设备上，有网后再按一次。";
        });
      }
    });
  });

  // A sign-in cannot be sent later, since codes change: say so at once.
  document.querySelectorAll("form[data-needs-net]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (navigator.onLine === false) {
        event.preventDefault();
        form.querySelector("[data-net-status]").textContent = "现在没有网络，签到没有发出。连网后再按一次，或者请记录人代签。";
      }
    });
  });
})();
