// A conversation in the office: shows its end, says when somebody has looked at it, and sends with Ctrl and Enter.
const lookAfter = 1000;

export function attach(root, thread) {
  root.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter' || !event.target.matches('[data-reply]')) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event('change', { bubbles: true })); // What was typed goes first.
    root.querySelector('[data-send]')?.click();
  });
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    root.addEventListener(kind, event => root.toggleAttribute('data-dropping', kind === 'dragover' && event.dataTransfer?.types.includes('Files')));
  }
  let told = '';
  let since = 0;
  const look = setInterval(() => {
    if (!root.isConnected) return clearInterval(look);
    const through = root.dataset.through;
    if (document.visibilityState !== 'visible' || told === through || !isBeforeSomebody(root)) {
      since = 0;
      return;
    }
    since ||= performance.now();
    if (performance.now() - since < lookAfter) return;
    told = through;
    since = 0;
    thread.invokeMethodAsync('LookedAsync', Number(through)).catch(gone => console.debug(gone.name));
  }, 250);
}

// On a job's page the conversation is one part of many: it was read when its newest message was on the screen.
function isBeforeSomebody(root) {
  const newest = [...root.querySelectorAll('.thread > li')].at(-1);
  const box = newest?.getBoundingClientRect();
  return !!box && box.bottom > 0 && box.top < innerHeight;
}

export function shown(root) {
  const list = root.querySelector('[data-scroll]');
  if (list) list.scrollTop = list.scrollHeight;
}
