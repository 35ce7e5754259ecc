// Starts the office's circuit. The page says when the line is lost, keeps what is on it, and comes back by itself.
(() => {
  'use strict';
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const offline = on => document.documentElement.toggleAttribute('data-offline', on);
  let trying = false;

  window.altitude = {
    // False: the browser does not let pages copy, so the text is picked for the person to copy.
    async copy(id) {
      const field = document.getElementById(id);
      if (!field) return false;
      try {
        await navigator.clipboard.writeText(field.value);
        return true;
      } catch (refused) {
        console.debug(refused.name);
        field.focus();
        field.select();
        return false;
      }
    },
  };

  // The page that came is replaced by the one that hears. What was typed, ticked or chosen until then goes along with the focus, and a form that was sent is sent.
  const first = document.getElementById('work');
  const isField = node => node.id && node.matches('input:not([type=file]), textarea, select');
  const isToggle = field => field.type === 'checkbox' || field.type === 'radio';
  const touched = field => isToggle(field) ? field.checked !== field.defaultChecked
    : field.tagName === 'SELECT' ? [...field.options].some(option => option.selected !== option.defaultSelected)
      : field.value !== field.defaultValue;
  const kept = new Map();
  let focused = document.activeElement?.id;
  let sent = null;
  const noteFocus = event => { focused = event.target.id; };
  const noteSend = event => {
    if (event.target.getAttribute('method')) return;
    event.preventDefault();
    sent = [...event.target.elements].find(isField)?.id;
  };
  const noteTyping = event => { if (event.isTrusted) kept.delete(event.target.id); };
  document.addEventListener('focusin', noteFocus);
  document.addEventListener('submit', noteSend, true);

  const give = () => {
    for (const [id, was] of kept) {
      const field = document.getElementById(id);
      if (!field) continue;
      kept.delete(id);
      if (isToggle(field)) field.checked = was.checked;
      else field.value = was.value;
      if (!isToggle(field)) field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    // Once: whoever leaves the field afterwards is not called back.
    const left = focused && document.getElementById(focused);
    if (left) {
      focused = null;
      if (document.activeElement === document.body) left.focus();
    }
    const form = sent && kept.size === 0 && document.getElementById(sent)?.form;
    if (form) {
      sent = null;
      form.requestSubmit();
    }
  };

  const replacing = new MutationObserver(records => {
    if (first?.isConnected === false && !document.documentElement.hasAttribute('data-hears')) {
      document.documentElement.setAttribute('data-hears', '');
      document.removeEventListener('focusin', noteFocus);
      document.removeEventListener('submit', noteSend, true);
      document.addEventListener('input', noteTyping, true);
      for (const record of records) {
        for (const gone of record.removedNodes) {
          if (gone.nodeType !== Node.ELEMENT_NODE || gone.isConnected) continue;
          for (const field of [gone, ...gone.querySelectorAll('input, textarea, select')]) {
            if (isField(field) && touched(field)) kept.set(field.id, { value: field.value, checked: field.checked });
          }
        }
      }
      // What is read first may bring its fields a little later.
      setTimeout(() => { replacing.disconnect(); document.removeEventListener('input', noteTyping, true); }, 10_000);
    }
    if (document.documentElement.hasAttribute('data-hears')) give();
  });
  replacing.observe(document.body, { childList: true, subtree: true });

  // The circuit's own navigation would scroll to the work and leave the focus behind.
  document.addEventListener('click', event => {
    const skip = event.target.closest?.('a.skip');
    const work = skip && document.getElementById(skip.hash.slice(1));
    if (!work) return;
    event.preventDefault();
    event.stopPropagation();
    work.focus();
  }, true);

  // The tab of this page is in sight, however many stand in the row.
  let shownTab = null;
  const showTab = () => {
    const tab = document.querySelector('.tabs [aria-current]');
    if (!tab || tab === shownTab) return;
    shownTab = tab;
    tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  };
  showTab();
  new MutationObserver(showTab).observe(document.body, { childList: true, subtree: true });

  // The library's dialogs take the focus themselves, and hand it to no field; it belongs where one begins to write.
  const begun = new WeakSet();
  document.addEventListener('focusin', event => {
    const dialog = event.target.closest?.('.mud-dialog');
    if (!dialog || begun.has(dialog) || event.target.matches('a, button, input, select, textarea')) return;
    begun.add(dialog);
    dialog.querySelector('[autofocus]')?.focus();
  });

  // Whoever follows a link of a list that lies over the page has done with the list.
  document.addEventListener('click', event => event.target.closest?.('[popover] a')?.closest('[popover]').hidePopover());

  // Lists go by arrow keys: from row to row, Home and End to their ends.
  document.addEventListener('keydown', event => {
    const row = event.target.closest?.('[data-rows] [data-row]');
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = [...row.closest('[data-rows]').querySelectorAll('[data-row]')];
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  });

  Blazor.start({
    circuit: {
      reconnectionHandler: {
        async onConnectionDown() {
          if (trying) return;
          trying = true;
          offline(true);
          for (let n = 0; trying; n++) {
            await wait(Math.min(15000, 500 * 2 ** Math.min(n, 5)) * (0.5 + Math.random()));
            try {
              if (await Blazor.reconnect()) return;
              location.reload();
              return;
            } catch (unreachable) { console.debug(unreachable.name); }
          }
        },
        onConnectionUp() { trying = false; offline(false); },
      },
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }).configureLogging('none'),
    },
  });
})();
