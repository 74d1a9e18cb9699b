// Small comforts; every page and form works without them.
(function () {
  "use strict";

  function cookie(name) {
    var found = document.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return found ? decodeURIComponent(found[1]) : "";
  }

  document.documentElement.classList.add("js");

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });

  // A part of a page that shows its own refusals: the form comes back with what was typed.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if ((status === 400 || status === 409) && event.detail.target.closest("[data-swap-errors]")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-toggle-nav]");
    if (toggle) {
      var open = document.body.classList.toggle("nav-open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    var printer = event.target.closest("[data-print]");
    if (printer) {
      window.print();
    }
  });

  // A form that asks before it does something that matters.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    var text = (button && button.dataset.confirm) || event.target.dataset.confirm;
    if (text && !window.confirm(text)) {
      event.preventDefault();
      return;
    }
    event.target.removeAttribute("data-dirty");
  });

  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-auto-submit]");
    if (form && event.target.tagName === "SELECT") {
      form.requestSubmit();
    }
  });

  // Leaving a form with unsaved words asks first.
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[data-guard]");
    if (form) {
      form.setAttribute("data-dirty", "");
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-dirty]:not([data-draft-url])")) {
      event.preventDefault();
    }
  });

  // Drafts: saved as typed, on the server and, when it cannot be reached, in this browser.
  document.querySelectorAll("form[data-draft-url]").forEach(function (form) {
    var status = document.querySelectorAll("[data-draft-status]");
    var key = "draft:" + (document.body.dataset.account || "") + ":" + form.dataset.draftUrl;
    var timer = null;

    function say(text) {
      status.forEach(function (place) { place.textContent = text; });
    }

    function save() {
      var data = new FormData(form);
      Array.from(data.entries()).forEach(function (pair) {
        if (pair[1] instanceof File) { data.delete(pair[0]); }
      });
      fetch(form.dataset.draftUrl, {
        method: "POST", body: data, headers: { "X-CSRFToken": cookie("csrftoken") }
      }).then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        localStorage.removeItem(key);
        say("草稿已保存 " + new Date().toTimeString().slice(0, 5));
      }).catch(function () {
        localStorage.setItem(key, new URLSearchParams(data).toString());
        say("暂时连不上服务器，草稿已存在本机，恢复后自动保存");
        timer = setTimeout(save, 15000);
      });
    }

    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(save, 1200);
    });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      localStorage.removeItem(key);
    });
  });

  // Who logs out leaves nothing typed behind in this browser; copies without an account are old.
  function forget(prefixes) {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (prefixes.test(key)) { localStorage.removeItem(key); }
      });
    } catch (error) { /* no store, nothing kept */ }
  }
  forget(/^(keep|draft):(?!\d*:)/);
  document.querySelectorAll("form[data-forget]").forEach(function (form) {
    form.addEventListener("submit", function () {
      forget(new RegExp("^(keep|draft):" + document.body.dataset.account + ":"));
    });
  });

  var focus = document.querySelector("[data-focus]");
  if (focus) {
    focus.focus();
  }
})();
