// Opens a dialog over the page and puts the focus where it begins. When the dialog is taken away, the focus goes back to where it came from.
export function show(dialog) {
  if (!dialog?.isConnected || dialog.open) return;
  const before = document.activeElement;
  dialog.showModal();
  dialog.querySelector('input, select, textarea, button')?.focus();
  const gone = new MutationObserver(() => {
    if (dialog.isConnected) return;
    gone.disconnect();
    if (before?.isConnected && (!document.activeElement || document.activeElement === document.body)) before.focus();
  });
  gone.observe(document.body, { childList: true, subtree: true });
}
