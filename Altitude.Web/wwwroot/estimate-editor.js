// The editor's keys: Enter adds a line, Alt and arrows (or arrows on the grip) move it, Ctrl and Enter sends. Everything else stays the browser's.
export function attach(root, editor) {
  const again = id => document.getElementById(id)?.focus(); // A row that moved in the page has lost its focus.
  root.addEventListener('keydown', async event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      editor.invokeMethodAsync('AskToSendAsync');
      return;
    }
    const line = event.target.closest('[data-line]')?.dataset.line;
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
}

export function focus(id) {
  document.getElementById(id)?.focus();
}
