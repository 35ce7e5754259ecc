// Starts the office's circuit. The page says when the line is lost, keeps what is on it, and comes back by itself.
(() => {
  'use strict';
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const offline = on => document.documentElement.toggleAttribute('data-offline', on);
  let trying = false;
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
