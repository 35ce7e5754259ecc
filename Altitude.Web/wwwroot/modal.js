// Opens a dialog over the page and puts the focus where it begins.
export function show(dialog) {
  if (!dialog?.isConnected || dialog.open) return;
  dialog.showModal();
  dialog.querySelector('input, select, textarea, button')?.focus();
}
