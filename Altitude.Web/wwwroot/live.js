// The portal's only script. Every page works without it: it follows ticked options, marks what changed, and reconnects without a word.
(() => {
  'use strict';

  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Fetches this page anew and merges it in place. The circuit asks for it, too.
  const fetchPage = () => Blazor.navigateTo(location.href, { replaceHistoryEntry: true });
  globalThis.altitude = { fetchPage };

  // Totals of an estimate. Amounts are whole minor units; BigInt, because a large amount times parts per million leaves a double's range.
  const million = 1000000n;
  const units = text => BigInt(text || 0);
  const divide = (value, by) => { // half away from zero
    const magnitude = ((value < 0n ? -value : value) * 2n + by) / (by * 2n);
    return value < 0n ? -magnitude : magnitude;
  };
  const share = (amount, ppm) => divide(amount * ppm, million);

  const sums = (estimate, chosen) => {
    const { taxRate, discountPercent, discountFixed, depositPercent, depositFixed } = estimate.dataset;
    let lines = 0n, taxedLines = 0n, options = 0n;
    for (const line of all('[data-amount]', estimate)) {
      if (line.dataset.package && line.dataset.package !== chosen) continue;
      const tick = line.querySelector('input[data-option]');
      if (tick && !tick.checked) continue;
      const amount = units(line.dataset.amount);
      lines += amount;
      if (tick) options += amount;
      if (line.dataset.taxed === 'true') taxedLines += amount;
    }
    const wanted = discountPercent ? share(lines, units(discountPercent)) : units(discountFixed);
    const discount = wanted > lines ? lines : wanted;
    // A discount on the document lowers the taxed part in proportion.
    const taxable = lines > 0n ? taxedLines - divide(discount * taxedLines, lines) : taxedLines;
    const subtotal = lines - discount;
    const tax = share(taxable, units(taxRate));
    const total = subtotal + tax;
    const deposit = depositPercent ? share(total, units(depositPercent)) : units(depositFixed);
    return { lines, options, discount: -discount, subtotal, taxable, tax, total, deposit: deposit > total ? total : deposit, balance: total - (deposit > total ? total : deposit) };
  };

  const moneyOf = ({ locale, currency, exponent, currencyDisplay }) => {
    const digits = Number(exponent ?? 2);
    const format = new Intl.NumberFormat(locale || undefined, {
      style: 'currency', currency, currencyDisplay: currencyDisplay || 'symbol', minimumFractionDigits: digits, maximumFractionDigits: digits,
    });
    return minor => {
      const figures = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
      const point = figures.length - digits;
      return format.format((minor < 0n ? '-' : '') + figures.slice(0, point) + (digits ? '.' + figures.slice(point) : ''));
    };
  };

  // The chosen package; where a new version no longer has it, the first.
  const packageOf = estimate => {
    const choices = all('input[data-package-choice]', estimate);
    const chosen = choices.find(choice => choice.checked) ?? choices[0];
    if (chosen) chosen.checked = true;
    return chosen?.value ?? '';
  };

  const recompute = estimate => {
    const chosen = packageOf(estimate);
    const now = sums(estimate, chosen);
    const money = moneyOf(estimate.dataset);
    for (const line of all('[data-package]', estimate)) line.hidden = line.dataset.package !== chosen;
    for (const place of all('[data-package-name]', estimate)) place.textContent = chosen;
    for (const place of all('[data-sum]', estimate)) {
      const text = money((place.dataset.of ? sums(estimate, place.dataset.of) : now)[place.dataset.sum]);
      if (place.textContent !== text) place.textContent = text;
    }
    for (const field of all('input[data-sum-field]', estimate)) field.value = now[field.dataset.sumField].toString();
    // Enter in the name field presses the form's first submit button; that must be Approve, not the one for pages without a script.
    for (const plain of all('button.only-plain', estimate)) plain.type = 'button';
  };
  const recomputeAll = () => all('[data-estimate]').forEach(recompute);

  document.addEventListener('change', event => {
    if (!event.target.matches('input[data-option], input[data-package-choice]')) return;
    const estimate = event.target.closest('[data-estimate]');
    if (!estimate) return;
    recompute(estimate);
    shown = texts(); // the person's own doing is no news
  });

  // A version that arrived while the page was open is approved only after the person has said that they saw what changed.
  const seen = new Map();
  const checkVersion = () => {
    for (const estimate of all('[data-estimate][data-version]')) {
      const { estimate: number, version } = estimate.dataset;
      if (!seen.has(number)) seen.set(number, version);
      const changed = seen.get(number) !== version;
      const since = all('[data-since]', estimate);
      const known = changed && since.some(part => part.dataset.since === seen.get(number)); // compared with what this person had before them
      for (const part of since) part.hidden = known ? part.dataset.since !== seen.get(number) : !('usual' in part.dataset);
      for (const part of all('[data-changes]', estimate)) part.hidden = !changed;
      for (const button of all('button[data-approve]', estimate)) button.disabled = changed;
    }
  };
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-seen]')) return;
    const estimate = event.target.closest('[data-estimate]');
    if (!estimate) return;
    seen.set(estimate.dataset.estimate, estimate.dataset.version);
    checkVersion();
    estimate.querySelector('[data-approve]')?.focus();
  });

  // Marks the parts that a refresh changed: [data-live="key"] is compared by its text, a key that is new on the same page counts as changed.
  let page = location.pathname;
  let shown = null;
  const texts = () => new Map(all('[data-live]').map(part => [part.dataset.live, part.textContent.replace(/\s+/g, ' ').trim()]));
  const markChanges = () => {
    const now = texts();
    if (shown && page === location.pathname) {
      for (const part of all('[data-live]')) {
        if (shown.get(part.dataset.live) === now.get(part.dataset.live)) continue;
        part.setAttribute('data-live-changed', '');
        setTimeout(() => part.removeAttribute('data-live-changed'), 4000);
      }
    } else {
      all('[popover]').forEach(part => part.matches(':popover-open') && part.hidePopover());
    }
    page = location.pathname;
    shown = now;
  };

  // A refresh may build a part of the page anew: what was typed, ticked and unfolded on it is given back.
  const fieldsKept = '[data-permanent] :is(input:not([type=password],[type=hidden],[type=file]),textarea,select)';
  const property = part => part.matches('details') ? 'open' : /^(checkbox|radio)$/.test(part.type) ? 'checked' : 'value';
  const handled = new Map();
  const remember = event => {
    const part = event.target;
    if (!part.id || !part.matches?.(`details, ${fieldsKept}`)) return;
    handled.set(part.id, part[property(part)]);
    if (part.type === 'radio') for (const other of all('input[type=radio]')) if (other.name === part.name && handled.has(other.id)) handled.set(other.id, other.checked);
  };
  for (const part of all('[data-kept-for]')) handled.set(part.dataset.keptFor, part.textContent); // sent too late, and wanted again if the form returns
  document.addEventListener('input', remember);
  document.addEventListener('toggle', remember, true);
  const giveBackHandled = () => {
    if (page !== location.pathname) handled.clear();
    for (const [id, value] of handled) {
      const part = document.getElementById(id);
      if (part && part[property(part)] !== value) part[property(part)] = value;
    }
  };

  // The last hour of an offer, by the server's clock: [data-until] shows itself, [data-left] says how long, and at the end the page is fetched again.
  const opened = new Map();
  const countDown = () => {
    for (const notice of all('[data-until]')) {
      const { until, now } = notice.dataset;
      if (!opened.has(now)) opened.set(now, performance.now());
      const left = Date.parse(until) - Date.parse(now) - (performance.now() - opened.get(now));
      notice.hidden = left > 3600000;
      if (left <= 0) {
        for (const button of all('button[data-approve]', notice.closest('[data-estimate]') ?? notice)) button.disabled = true;
        if (typeof Blazor !== 'undefined' && !opened.has(until)) fetchPage();
        opened.set(until, 0);
        continue;
      }
      const minutes = new Intl.NumberFormat(root.lang || undefined, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(Math.ceil(left / 60000));
      for (const part of all('[data-left]', notice)) if (part.textContent !== minutes) part.textContent = minutes;
    }
  };

  // What was typed, and where the person was, across the one reload that a restarted server costs.
  const key = () => 'kept:' + location.pathname;
  const keep = () => {
    try {
      sessionStorage.setItem(key(), JSON.stringify({
        focus: document.activeElement?.id, y: scrollY, seen: [...seen],
        open: all('details[open][id]').map(part => part.id),
        fields: all(fieldsKept).filter(field => field.id).map(field => [field.id, /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value]),
      }));
    } catch (refused) { console.debug(refused.name); } // storage switched off: the page still reloads, only what was typed is lost
  };
  const giveBack = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key()));
      sessionStorage.removeItem(key());
    } catch (refused) { console.debug(refused.name); }
    if (!kept) return;
    for (const [number, version] of kept.seen) seen.set(number, version);
    for (const id of kept.open) document.getElementById(id)?.setAttribute('open', '');
    for (const [id, value] of kept.fields) {
      const field = document.getElementById(id);
      if (field) field[typeof value === 'boolean' ? 'checked' : 'value'] = value;
    }
    if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
    scrollTo(0, kept.y);
  };

  // Reconnecting: quietly, for as long as the page is open, and only while somebody looks at it.
  const pause = tries => Math.min(60000, 1000 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random());
  const wait = ms => new Promise(done => {
    setTimeout(done, ms);
    addEventListener('online', done, { once: true });
  });
  const awake = () => document.visibilityState === 'visible' ? null
    : new Promise(done => document.addEventListener('visibilitychange', done, { once: true }));
  let trying = false;
  let resting = false;
  const showOffline = () => root.toggleAttribute('data-offline', trying);
  const reconnectionHandler = {
    async onConnectionDown(options, error, isRest) {
      resting ||= isRest === true; // and the end of the line that follows is of the same rest
      if (trying || resting) return;
      trying = true;
      showOffline();
      for (let tries = 0; trying; tries++) {
        await wait(pause(tries));
        await awake();
        try {
          if (await Blazor.reconnect()) { // the same circuit: fetch what was missed meanwhile
            fetchPage();
            return;
          }
          keep();
          location.replace(location.pathname + location.search); // never reload(): the page may be the answer to a POST
          return;
        } catch { continue; } // no server yet
      }
    },
    onConnectionUp() {
      trying = false;
      showOffline();
    },
  };

  // A page that nobody looks at lets go of its circuit; the browser keeps what it needs to go on.
  const restAfter = 300000;
  let rest = 0;
  const letGo = async () => {
    if (trying || document.visibilityState !== 'hidden') return;
    try {
      if (await globalThis.Blazor?.pauseCircuit?.()) return;
    } catch (refused) { console.debug(refused.name); }
    if (document.visibilityState === 'hidden') rest = setTimeout(letGo, restAfter); // a circuit that has only begun cannot rest yet
  };
  document.addEventListener('visibilitychange', async () => {
    clearTimeout(rest);
    if (document.visibilityState === 'hidden') {
      rest = setTimeout(letGo, restAfter);
      return;
    }
    if (!resting) return;
    resting = false;
    try {
      if (await Blazor.resumeCircuit()) { // fetch what was missed meanwhile
        fetchPage();
        return;
      }
    } catch (unreachable) { console.debug(unreachable.name); }
    keep();
    location.replace(location.pathname + location.search);
  });

  // That somebody looked: three seconds on a screen that is really there. Fetching a page, ahead of time or by a scanner, is no look.
  const looks = new Map();
  const countLooks = () => {
    const form = document.querySelector('form[data-viewed]');
    if (!form || document.visibilityState !== 'visible' || document.prerendering) return;
    const where = form.getAttribute('action') || location.pathname;
    const what = where + ' ' + form.dataset.viewed;
    looks.set(what, (looks.get(what) ?? 0) + 1);
    if (looks.get(what) === 3) fetch(where, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(() => looks.delete(what));
  };

  giveBack();
  checkVersion();
  recomputeAll();
  countDown();
  setInterval(countDown, 1000);
  setInterval(countLooks, 1000);
  shown = texts();
  addEventListener('pageshow', recomputeAll); // a browser may restore ticks after this ran

  if (typeof Blazor === 'undefined') return;
  const started = Blazor.start({
    circuit: {
      reconnectionHandler,
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }).configureLogging('none'),
    },
  });
  // Only now: before the start there is nothing to listen to.
  Blazor.addEventListener('enhancedload', () => {
    showOffline(); // the merge brings the page's own attributes, and they do not know
    giveBackHandled();
    checkVersion();
    recomputeAll();
    countDown();
    markChanges();
  });
  started.catch(() => root.toggleAttribute('data-static', true)); // no server at load: the page is complete as it stands
})();
