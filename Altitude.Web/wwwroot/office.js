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

  // The circuit's own navigation would scroll to the work and leave the focus behind.
  document.addEventListener('click', event => {
    const skip = event.target.closest?.('a.skip');
    const work = skip && document.getElementById(skip.hash.slice(1));
    if (!work) return;
    event.preventDefault();
    event.stopPropagation();
    work.focus();
  }, true);

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
