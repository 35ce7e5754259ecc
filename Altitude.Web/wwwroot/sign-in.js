// Small helps on the doors of the office. Everything works without it, but for passkeys, which only a script can ask the browser for.
(() => {
  'use strict';
  const knows = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'
    && typeof window.PublicKeyCredential.parseRequestOptionsFromJSON === 'function';
  const wired = new WeakSet();
  const isNew = element => !wired.has(element) && wired.add(element);

  // Also for a page that was merged into the one before: its own script tags do not run.
  const look = () => {
    for (const button of document.querySelectorAll('[data-copy]')) {
      const from = document.getElementById(button.dataset.copy);
      if (!from || !navigator.clipboard) continue;
      button.hidden = false;
      if (isNew(button)) button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText([...from.children].map(line => line.textContent.trim()).join('\n'));
          button.textContent = button.dataset.copied;
        } catch (refused) {
          console.debug(refused.name);
          getSelection().selectAllChildren(from);
        }
      });
    }
    for (const button of document.querySelectorAll('[data-print]')) {
      button.hidden = false;
      if (isNew(button)) button.addEventListener('click', () => print());
    }

    // The page's form asks the server for a question, the browser answers it with a passkey, and the form takes the answer along as any other field.
    for (const hint of document.querySelectorAll('[data-no-passkeys]')) hint.hidden = knows;
    for (const form of knows ? document.querySelectorAll('form[data-passkey]') : []) {
      const [button, said] = [form.querySelector('button'), form.querySelector('[role=status]')];
      form.hidden = false;
      if (isNew(form)) form.addEventListener('submit', async event => {
        event.preventDefault();
        if (button.disabled) return;
        button.disabled = true;
        said.textContent = 'Follow your browser.';
        try {
          const token = form.elements.__RequestVerificationToken.value;
          const answer = await fetch(form.dataset.passkey, { method: 'POST', headers: { RequestVerificationToken: token } });
          if (!answer.ok) throw new Error(answer.status === 429 ? 'That was too often. Wait a while, then try again.' : 'This page is too old. Load it again.');
          const asked = await answer.json();
          const credential = 'makes' in form.dataset
            ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
            : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
          form.querySelector('input[type=hidden][data-answer]').value = JSON.stringify(credential);
          form.submit();
        } catch (refused) {
          console.debug(refused.name);
          said.textContent = refused.name === 'InvalidStateError' ? 'This device has a passkey for you already.'
            : refused.name === 'Error' ? refused.message
            : 'No passkey was given. Try again when you are ready.';
          button.disabled = false;
        }
      });
    }
  };
  look();
  window.Blazor?.addEventListener('enhancedload', look);
})();
