// The editor's keys: Enter adds a line, Alt and arrows (or arrows on the grip) move it, Ctrl and Enter sends, Escape closes. While a line offers prices,
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

  root.addEventListener('keydown', async event => {
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
      const id = event.target.id;
      const moved = editor.invokeMethodAsync('MoveLineAsync', line, arrow);
      requestAnimationFrame(() => again(id));
      setTimeout(() => again(id), 120);
      await moved;
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
  document.addEventListener('pointerdown', event => {
    if (event.target.closest?.('#price-offers')) event.preventDefault(); // The field keeps the focus, and so the offers stay until one is taken.
  });
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
