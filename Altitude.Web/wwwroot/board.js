// The board's hands: dragging, the keyboard's way, and taking marks off again. One listener a kind on the board, none on a card.
const card = target => target.closest?.('.job-card');
const column = target => target.closest?.('.column');
const stageOf = element => column(element)?.dataset.stage;

export function attach(root, board) {
  let dragged = null;

  const say = () => {
    const from = stageOf(dragged);
    const moves = JSON.parse(root.dataset.moves ?? '{}')[from] ?? {};
    for (const place of root.querySelectorAll('.column')) {
      const move = moves[place.dataset.stage];
      if (!move) continue;
      place.dataset.drop = move.may ? 'allowed' : 'refused';
      const why = place.querySelector('.column-why');
      why.textContent = move.words;
      why.hidden = false;
    }
  };
  const hush = () => {
    dragged?.removeAttribute('data-dragging');
    dragged = null;
    for (const place of root.querySelectorAll('.column')) {
      delete place.dataset.drop;
      place.querySelector('.column-why').hidden = true;
    }
  };

  root.addEventListener('dragstart', event => {
    dragged = card(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.dataset.number);
    dragged.setAttribute('data-dragging', '');
    requestAnimationFrame(() => dragged && say()); // After the browser took its picture of the card.
  });
  root.addEventListener('dragover', event => {
    const over = dragged && column(event.target);
    for (const place of root.querySelectorAll('.column[data-drop="over"]')) if (place !== over) place.dataset.drop = 'allowed';
    if (over && (over.dataset.drop === 'allowed' || over.dataset.drop === 'over')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      over.dataset.drop = 'over';
    }
  });
  root.addEventListener('drop', event => {
    const over = dragged && column(event.target);
    if (over?.dataset.drop === 'over') {
      event.preventDefault();
      board.invokeMethodAsync('DropAsync', dragged.dataset.number, over.dataset.stage);
    }
    hush();
  });
  root.addEventListener('dragend', hush);

  // data-asked: the card whose menu is open or on its way, so that the focus finds back.
  const ask = which => { root.dataset.asked = which.dataset.number; board.invokeMethodAsync('OpenMenu', root.dataset.asked); };
  const forget = () => delete root.dataset.asked;
  const dismiss = () => {
    board.invokeMethodAsync('CloseMenu');
    root.querySelector(`.job-card[data-number="${CSS.escape(root.dataset.asked ?? '')}"]`)?.focus();
    forget();
  };
  root.addEventListener('click', event => event.target.closest('.jump button') && forget());
  root.addEventListener('contextmenu', event => {
    const which = card(event.target);
    if (!which) return;
    event.preventDefault();
    ask(which);
  });
  document.addEventListener('pointerdown', event => {
    if (!root.isConnected || !root.querySelector('.jump') || event.target.closest('.jump')) return;
    forget();
    board.invokeMethodAsync('CloseMenu');
  });

  const step = (from, by) => {
    const cards = [...column(from).querySelectorAll('.job-card')];
    const next = cards[cards.indexOf(from) + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const cross = (from, by) => {
    const places = [...root.querySelectorAll('.column')];
    const top = from.getBoundingClientRect().top;
    for (let at = places.indexOf(column(from)) + by; places[at]; at += by) {
      const cards = [...places[at].querySelectorAll('.job-card')];
      const nearest = cards.toSorted((a, b) => Math.abs(a.getBoundingClientRect().top - top) - Math.abs(b.getBoundingClientRect().top - top))[0];
      if (nearest) {
        nearest.focus();
        nearest.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        return;
      }
    }
  };
  root.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const menu = event.target.closest('.jump');
    if (menu) {
      const items = [...menu.querySelectorAll('button:not([disabled])')];
      const at = items.indexOf(document.activeElement);
      const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) items[to].focus();
      else if (event.key === 'Escape' || event.key === 'Tab') dismiss();
      else return;
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && root.dataset.asked) { // before the menu has the focus, too
      dismiss();
      event.preventDefault();
      return;
    }
    if (event.target.matches('.column-cards') && (event.key === 'ArrowDown' || event.key === 'Enter')) {
      event.target.querySelector('.job-card')?.focus();
      event.preventDefault();
      return;
    }
    if (!event.target.matches('.job-card')) return;
    switch (event.key) {
      case 'ArrowDown': step(event.target, 1); break;
      case 'ArrowUp': step(event.target, -1); break;
      case 'ArrowRight': cross(event.target, 1); break;
      case 'ArrowLeft': cross(event.target, -1); break;
      case 'Enter': case 'm': case 'M': ask(event.target); break;
      default: return;
    }
    event.preventDefault();
  });

  // A mark is for a few seconds; taking it off here costs the server nothing.
  const fade = element => setTimeout(() => { element.removeAttribute('data-moved'); element.removeAttribute('data-fresh'); }, 6000);
  const marked = '[data-moved], [data-fresh]';
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'attributes') { if (change.target.matches(marked)) fade(change.target); continue; }
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches(marked)) fade(node);
        node.querySelectorAll(marked).forEach(fade);
      }
    }
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-moved', 'data-fresh'] });
}

export function placeMenu(root, menu, number) {
  if (root.dataset.asked !== number) return; // Dismissed while it was on its way.
  const from = root.querySelector(`.job-card[data-number="${CSS.escape(number)}"]`)?.getBoundingClientRect();
  if (from) {
    menu.style.position = 'fixed';
    menu.style.maxWidth = '340px';
    menu.style.left = `${Math.max(8, Math.min(from.left + 12, innerWidth - menu.offsetWidth - 12))}px`;
    menu.style.top = `${Math.max(8, Math.min(from.top + 28, innerHeight - menu.offsetHeight - 12))}px`;
  }
  menu.querySelector('button:not([disabled])')?.focus();
}
