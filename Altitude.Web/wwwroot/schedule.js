// The schedule's hands: dragging to book, move and resize, the keyboard's way, and the line of the present. One listener a kind on the schedule, none on a visit.
const QUARTER = 15;
const THRESHOLD = 5; // Pixels that a hand trembles.
const HOLD = 350; // Milliseconds after which a finger takes a visit instead of scrolling.
const attached = new WeakMap();

export function attach(root, page) {
  const leaving = new AbortController();
  const listen = (target, kind, hear, options) => target.addEventListener(kind, hear, { signal: leaving.signal, ...options });
  attached.set(root, leaving);
  const visitAt = target => target.closest?.('.visit');
  const surfaceAt = target => target?.closest?.('[data-surface]');
  const isRow = () => root.dataset.view === 'dispatch';
  const isMonth = () => root.dataset.view === 'month';
  const quarters = () => Number(root.querySelector('[data-quarters]')?.dataset.quarters ?? 0);
  const may = () => root.dataset.may === 'true';
  const isList = () => matchMedia('(max-width: 640px)').matches; // The days are lists there, and nothing is dragged.

  // Where a point is: which surface, and which quarter of it.
  const placeAt = (x, y) => {
    const surface = surfaceAt(document.elementFromPoint(x, y));
    if (!surface || !root.contains(surface)) return null;
    if (isMonth()) return { surface, quarter: -1 };
    const box = surface.getBoundingClientRect();
    const share = isRow() ? (x - box.left) / box.width : (y - box.top) / box.height;
    return { surface, quarter: Math.max(0, Math.min(quarters() - 1, Math.floor(share * quarters()))) };
  };
  const exactly = (surface, x, y) => {
    const box = surface.getBoundingClientRect();
    return (isRow() ? (x - box.left) / box.width : (y - box.top) / box.height) * quarters();
  };
  const spanOf = visit => ['--from', '--until'].map(name => parseFloat(visit.style.getPropertyValue(name)) / QUARTER);

  let drag = null;
  const ghost = () => {
    if (!drag.ghost) {
      drag.ghost = document.createElement('div');
      drag.ghost.className = 'visit-ghost';
      drag.ghost.setAttribute('aria-hidden', 'true');
    }
    return drag.ghost;
  };
  const place = (surface, from, until) => {
    const at = ghost();
    if (at.parentElement !== surface) surface.append(at);
    at.style.cssText = `--from:${from * QUARTER};--until:${until * QUARTER};--lane:0;--lanes:1`;
    at.textContent = isMonth() ? drag.words : `${clock(from)} – ${clock(until)} ${drag.words}`;
    Object.assign(drag, { surface, from, until });
  };
  // What the hours beside the days say, a quarter exactly.
  const clock = quarter => {
    const marks = [...root.querySelectorAll('.gutter-hours > span')];
    const hour = marks.findLast(mark => parseFloat(mark.style.getPropertyValue('--from')) <= quarter * QUARTER);
    if (!hour) return '';
    const minutes = Math.round(quarter * QUARTER - parseFloat(hour.style.getPropertyValue('--from')));
    if (minutes >= 60) return hour.textContent.replace(/^\d+/, n => Number(n) + 1);
    return hour.textContent.includes(':') ? hour.textContent.replace(/:\d\d/, `:${String(minutes).padStart(2, '0')}`)
      : hour.textContent.replace(/^\d+/, n => `${n}:${String(minutes).padStart(2, '0')}`);
  };

  const begin = () => {
    drag.isMoving = true;
    root.toggleAttribute('data-dragging', true);
    drag.visit?.toggleAttribute('data-dragging', true);
  };
  const guide = (x, y) => {
    const at = placeAt(x, y);
    if (drag.kind === 'resize') {
      const until = Math.max(drag.start + 1, Math.min(quarters(), Math.round(exactly(drag.home, x, y))));
      place(drag.home, drag.start, until);
    } else if (drag.kind === 'draw') {
      const now = Math.max(0, Math.min(quarters(), exactly(drag.home, x, y)));
      place(drag.home, Math.floor(Math.min(now, drag.start)), Math.max(Math.ceil(Math.max(now, drag.start)), Math.floor(drag.start) + 1));
    } else if (at) {
      if (isMonth()) { place(at.surface, 0, 0); return; }
      const from = drag.kind === 'job' ? at.quarter : Math.round(exactly(at.surface, x, y) - drag.grabbed);
      const start = Math.max(0, Math.min(quarters() - 1, from));
      place(at.surface, start, Math.min(quarters(), start + drag.length));
    } else {
      drag.ghost?.remove();
      drag.surface = null;
    }
  };
  const end = () => {
    drag?.ghost?.remove();
    drag?.visit?.removeAttribute('data-dragging');
    root.removeAttribute('data-dragging');
    clearTimeout(drag?.timer);
    drag = null;
  };

  // Until the answer is there the visit is shown where it was let go; then the page draws it anew, or the mark goes and it is where it was.
  const settle = async ask => {
    const { ghost: mark, visit } = drag;
    drag.ghost = drag.visit = null;
    end();
    mark?.setAttribute('data-pending', '');
    visit?.toggleAttribute('data-pending', true);
    try { await ask(); }
    finally {
      mark?.remove();
      for (const name of ['data-pending', 'data-dragging']) visit?.removeAttribute(name);
    }
  };
  const drop = () => {
    const { kind, surface, from, until, visit, job, home } = drag;
    if (!surface) { end(); return; }
    const key = surface.dataset.surface;
    if (kind === 'move') settle(() => page.invokeMethodAsync('DropAsync', visit.dataset.visit, key, isMonth() ? -1 : from, home.dataset.surface));
    else if (kind === 'resize') settle(() => page.invokeMethodAsync('ResizeAsync', visit.dataset.visit, key, until));
    else settle(() => page.invokeMethodAsync('Draft', job ?? '', key, isMonth() ? -1 : from, kind === 'draw' ? until : 0));
  };

  listen(root, 'pointerdown', event => {
    if (event.button !== 0 || !may() || isList() || drag) return;
    const [x, y] = [event.clientX, event.clientY];
    const visit = visitAt(event.target);
    const job = event.target.closest('.waiting-job');
    const surface = surfaceAt(event.target);
    if (visit && surface) {
      const [from, until] = spanOf(visit);
      const isGrip = event.target.matches('.visit-grip');
      if (!visit.querySelector('.visit-grip') && !isMonth()) return; // Under way, over, or going on the next day.
      drag = {
        kind: isGrip ? 'resize' : 'move', visit, home: surface, x, y, words: visit.querySelector('.visit-title').textContent,
        start: Math.floor(from), length: until - from, grabbed: isMonth() ? 0 : exactly(surface, x, y) - from,
      };
    } else if (job && !event.target.closest('a, button')) {
      drag = { kind: 'job', job: job.dataset.job, x, y, words: job.dataset.title, length: 4 };
    } else if (surface && !isMonth() && !event.target.closest('a, button')) {
      drag = { kind: 'draw', home: surface, x, y, words: '', start: exactly(surface, x, y) };
    } else return;
    drag.pointer = event.pointerId;
    if (event.pointerType === 'touch') drag.timer = setTimeout(() => { if (drag && !drag.isMoving) { begin(); guide(x, y); navigator.vibrate?.(10); } }, HOLD);
    else event.preventDefault(); // No text is picked while dragging; the focus is given below.
    visit?.focus({ preventScroll: true });
  });
  listen(document, 'pointermove', event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.isMoving) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
      if (event.pointerType === 'touch') { end(); return; } // A finger that moves at once scrolls.
      begin();
    }
    event.preventDefault();
    nudge(event.clientX, event.clientY);
    guide(event.clientX, event.clientY);
  });
  listen(document, 'pointerup', event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (drag.isMoving) { justDropped = true; setTimeout(() => { justDropped = false; }); drop(); } else end();
  });
  listen(document, 'pointercancel', () => drag && end());
  listen(root, 'contextmenu', event => { if (drag?.isMoving) event.preventDefault(); }); // A finger that rests asks for no menu.
  listen(document, 'touchmove', event => { if (drag?.isMoving) event.preventDefault(); }, { passive: false });
  let justDropped = false; // The click that follows a drag opens nothing.

  // Near an edge the sheet scrolls under the hand.
  const nudge = (x, y) => {
    const sheet = root.querySelector('.schedule-sheet');
    const box = sheet.getBoundingClientRect();
    if (x < box.left || x > box.right) return;
    sheet.scrollTop += y > box.bottom - 28 ? 14 : y < box.top + 60 ? -14 : 0;
    if (isRow()) sheet.scrollLeft += x > box.right - 28 ? 14 : x < box.left + 150 ? -14 : 0;
  };

  listen(root, 'click', event => {
    if (event.target.closest('[data-print]')) { print(); return; }
    const visit = visitAt(event.target);
    if (visit && !justDropped) page.invokeMethodAsync('Open', visit.dataset.visit);
  });

  // The keyboard's way: from visit to visit, and with one held, from quarter to quarter.
  let holds = false;
  const visits = () => [...root.querySelectorAll('.schedule-sheet .visit')].filter(visit => visit.offsetParent);
  const reach = visit => {
    if (!visit) return;
    for (const other of root.querySelectorAll('.visit[tabindex="0"]')) other.tabIndex = -1;
    visit.tabIndex = 0;
    visit.focus();
    visit.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const step = (from, by) => {
    const beside = [...from.closest('[data-surface], .track').querySelectorAll('.visit')]
      .toSorted((a, b) => spanOf(a)[0] - spanOf(b)[0] || parseFloat(a.style.getPropertyValue('--lane')) - parseFloat(b.style.getPropertyValue('--lane')));
    reach(beside[beside.indexOf(from) + by]);
  };
  const cross = (from, by) => {
    const surfaces = [...root.querySelectorAll('[data-surface]')];
    const start = spanOf(from)[0];
    for (let at = surfaces.indexOf(surfaceAt(from)) + by; surfaces[at]; at += by) {
      const nearest = [...surfaces[at].querySelectorAll('.visit')].toSorted((a, b) => Math.abs(spanOf(a)[0] - start) - Math.abs(spanOf(b)[0] - start))[0];
      if (nearest) { reach(nearest); return; }
    }
  };
  listen(root, 'keydown', async event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, select, textarea, dialog')) return;
    const visit = visitAt(event.target);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (holds && ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter', 'Escape'].includes(key)) {
      event.preventDefault();
      holds = await page.invokeMethodAsync('PressAsync', key, visit?.dataset.visit ?? '', event.shiftKey);
      return;
    }
    if (key === 'n' || (visit && (key === 'm' || key === 'r'))) {
      event.preventDefault();
      holds = await page.invokeMethodAsync('PressAsync', key, visit?.dataset.visit ?? '', false);
    } else if (key === 'Escape') page.invokeMethodAsync('Escape');
    else if (visit && key.startsWith('Arrow')) {
      event.preventDefault();
      const along = isRow() ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
      if (along.includes(key)) step(visit, key === along[0] ? -1 : 1);
      else cross(visit, key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1);
    } else if (visit && (key === 'Home' || key === 'End')) {
      event.preventDefault();
      reach(visits().at(key === 'Home' ? 0 : -1));
    }
  });
  listen(root, 'focusin', event => {
    const visit = visitAt(event.target);
    if (!visit || visit.tabIndex === 0) return;
    for (const other of root.querySelectorAll('.visit[tabindex="0"]')) other.tabIndex = -1;
    visit.tabIndex = 0;
  });

  // Of the visits one is reached by Tab, the others from it by arrows.
  const offerOne = () => { if (!root.querySelector('.schedule-sheet .visit[tabindex="0"]')) visits()[0]?.setAttribute('tabindex', '0'); };
  let shown = '';
  const arrive = () => {
    offerOne();
    const sheet = root.querySelector('.schedule-sheet');
    const hours = root.querySelector('.hours');
    const what = hours ? `${root.dataset.view}` : 'month';
    if (what === shown || !sheet) return;
    if (isList()) return;
    shown = what;
    if (!hours) return;
    // The working day first: an hour before the first visit or the present, else seven in the morning.
    const minutes = [...root.querySelectorAll('.track-time .visit')].map(visit => parseFloat(visit.style.getPropertyValue('--from')));
    const from = Math.max(0, Math.min(420, ...minutes) - 30) / Number(hours.dataset.quarters) / QUARTER;
    const time = root.querySelector('.track-time');
    if (isRow()) sheet.scrollLeft = time.offsetWidth * from; else sheet.scrollTop = time.offsetHeight * from;
  };
  const watching = new MutationObserver(arrive);
  watching.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-view'] });
  leaving.signal.addEventListener('abort', () => watching.disconnect());
  listen(window, 'resize', arrive);
  arrive();
  root.dataset.ready = ''; // From here on keys and pointers are heard.

  // The line of the present goes on by itself; the page gives it its place by the database's clock.
  const drawn = new WeakMap();
  const advance = () => {
    for (const line of root.querySelectorAll('.now-line')) {
      const known = drawn.get(line);
      if (known?.at !== line.dataset.at) drawn.set(line, { at: line.dataset.at, since: performance.now() });
      const { at, since } = drawn.get(line);
      line.style.setProperty('--from', String(Number(at) + (performance.now() - since) / 60000));
    }
  };
  const beat = setInterval(advance, 20000);
  leaving.signal.addEventListener('abort', () => clearInterval(beat));
  advance();
}

export function detach(root) {
  attached.get(root)?.abort();
}

export function enterPanel(root) {
  const panel = root.querySelector('.visit-panel');
  (panel?.querySelector('#book-job') ?? panel?.querySelector('h2'))?.focus();
}

export function focusVisit(root, id) {
  root.querySelector(`.visit[data-visit="${CSS.escape(id)}"]`)?.focus();
}
