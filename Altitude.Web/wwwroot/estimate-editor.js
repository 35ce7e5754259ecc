// The editor's keys: Enter adds a line, Alt and arrows (or arrows on the grip, or dragging it) move it, Ctrl and Enter sends, Escape closes. While a line offers prices,
// arrows go through them, Enter takes one and Escape puts them away. Everything else stays the browser's.
const offers = () => document.getElementById('price-offers');
const again = id => document.getElementById(id)?.focus(); // A row that moved in the page has lost its focus.

export function attach(root, editor) {
  const pick = (input, by) => {
    const all = [...offers().querySelectorAll('[role="option"]')];
    const at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
    const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    all.forEach((option, n) => option.setAttribute('aria-selected', n === next));
    input.setAttribute('aria-activedescendant', all[next].id);
    all[next].scrollIntoView({ block: 'nearest' });
  };
  const picked = () => offers()?.querySelector('[aria-selected="true"]');

  // In a line that offers prices. True: the key was for the offers.
  const choose = (event, line) => {
    if (!offers() || event.target.getAttribute('aria-expanded') !== 'true' || event.altKey) return false;
    const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (arrow) pick(event.target, arrow);
    else if (event.key === 'Enter' && picked()) editor.invokeMethodAsync('TakeOfferAsync', line, picked().dataset.offer);
    else if (event.key === 'Escape') editor.invokeMethodAsync('CloseOffers');
    else return false;
    event.preventDefault();
    return true;
  };

  root.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      editor.invokeMethodAsync('AskToSendAsync');
      return;
    }
    const line = event.target.closest('[data-line]')?.dataset.line;
    if (line && choose(event, line)) return;
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      editor.invokeMethodAsync('CloseAsync');
      return;
    }
    if (!line) return;
    const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (arrow && (event.altKey || event.target.matches('.grip'))) {
      event.preventDefault();
      moveLine(editor, line, arrow, event.target.id);
    } else if (event.key === 'Enter' && event.target.matches('input')) {
      event.preventDefault();
      editor.invokeMethodAsync('AddLineAsync', line);
    } else if (arrow && event.target.matches('input:not([type="checkbox"])')) {
      const cell = event.target.id.slice(event.target.id.lastIndexOf('-') + 1);
      const rows = [...root.querySelectorAll('[data-line]')];
      const to = rows[rows.findIndex(row => row.dataset.line === line) + arrow];
      if (to) {
        event.preventDefault();
        again(`line-${to.dataset.line}-${cell}`);
      }
    }
  });
  root.addEventListener('input', event => event.target.removeAttribute('aria-activedescendant'));
  root.addEventListener('pointerdown', event => {
    const grip = event.target.closest('.grip');
    if (grip && event.button === 0) drag(root, editor, grip, event);
  });
  document.addEventListener('pointerdown', event => {
    if (event.target.closest?.('#price-offers')) event.preventDefault(); // The field keeps the focus, and so the offers stay until one is taken.
  });
}

// The call ends when the line was saved; the focus is back long before.
function moveLine(editor, line, by, focused) {
  editor.invokeMethodAsync('MoveLineAsync', line, by);
  requestAnimationFrame(() => again(focused));
  setTimeout(() => again(focused), 120);
}

// By mouse or finger. Rows are looked up anew each time: a colleague's change may have drawn the page again meanwhile.
function drag(root, editor, grip, begun) {
  const line = grip.closest('[data-line]').dataset.line;
  const rows = () => [...root.querySelectorAll('[data-line]')];
  const places = y => {
    const all = rows();
    const from = all.findIndex(row => row.dataset.line === line);
    const middle = row => (box => box.top + box.height / 2)(row.getBoundingClientRect());
    return { all, from, to: all.filter((row, n) => n !== from && middle(row) < y).length };
  };
  const clear = () => rows().forEach(row => ['data-dragged', 'data-drop'].forEach(mark => row.removeAttribute(mark)));
  const stop = new AbortController();
  const { signal } = stop;
  const end = () => { stop.abort(); clear(); };

  begun.preventDefault();
  grip.focus();
  grip.setPointerCapture(begun.pointerId);
  grip.addEventListener('pointermove', event => {
    const { all, from, to } = places(event.clientY);
    clear();
    if (from < 0) return;
    all[from].setAttribute('data-dragged', '');
    if (to !== from) all[to].setAttribute('data-drop', to < from ? 'above' : 'below');
  }, { signal });
  grip.addEventListener('pointerup', event => {
    const { from, to } = places(event.clientY);
    end();
    if (from >= 0 && to !== from) moveLine(editor, line, to - from, grip.id);
  }, { signal });
  grip.addEventListener('pointercancel', end, { signal });
  addEventListener('keydown', event => { // Escape lets go of the line, and does not close the editor.
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end();
  }, { capture: true, signal });
}

// A slow line may bring the call before the row that it is for: then the row is waited for, for a second at most.
export function focus(id, frames = 60) {
  const part = document.getElementById(id);
  if (part) part.focus();
  else if (frames > 0) requestAnimationFrame(() => focus(id, frames - 1));
}

let placed = '';
for (const kind of ['resize', 'scroll']) addEventListener(kind, () => placed && placeOffers(placed), { capture: true, passive: true });

// Below the field, or above it where there is no room; and after it when the page moves.
export function placeOffers(id) {
  placed = id;
  const field = document.getElementById(id)?.getBoundingClientRect();
  const list = offers();
  if (!field || !list) return;
  const width = Math.min(Math.max(field.width, 320), innerWidth - 16);
  const height = Math.min(list.scrollHeight + 2, 320);
  const fits = field.bottom + height + 8 < innerHeight || field.top < height + 8;
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(8, Math.min(field.left, innerWidth - width - 8))}px`;
  list.style.top = `${fits ? field.bottom + 2 : field.top - height - 2}px`;
}
