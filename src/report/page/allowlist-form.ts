// The form that turns a decision into a rule of the allowlist. Only the page that `cipherscope view` serves has it: a file can write nothing.

import { made } from './elements.ts';

export function startAllowlistForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.allow')) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const status = form.querySelector<HTMLElement>('[role=status]');
      const answer = await fetch('allowlist', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(Object.fromEntries(new FormData(form))),
      }).catch((error: unknown) => new Response(String(error), { status: 599 }));
      if (status !== null) status.textContent = await answer.text();
      if (!answer.ok) return;
      form.querySelector('button')?.setAttribute('disabled', '');
      const again = made('button', 'Show the report with this rule');
      again.type = 'button';
      again.addEventListener('click', () => location.reload());
      form.append(again);
    });
  }
}
