// Buttons that carry a text to copy. Where the clipboard is not to be had, the text is selected instead.

export function listenForCopies(): void {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    if (button === null) return;
    const copied = await copyText(button.dataset['copy'] ?? '');
    if (!copied) selectText(button.previousElementSibling);
    tell(button, copied ? 'Copied' : 'Selected');
  });
}

/** What a press did, until the button is left: in its text, and in its name, which is what a screen reader reads. */
function tell(button: HTMLElement, done: string): void {
  const isTold = button.dataset['told'] !== undefined;
  const [text, name] = [button.textContent, button.getAttribute('aria-label')];
  button.dataset['told'] = done;
  button.textContent = done;
  if (name !== null) button.setAttribute('aria-label', isTold ? name.replace(/^\w+:/, `${done}:`) : `${done}: ${name}`);
  if (isTold) return;
  const restore = (): void => {
    delete button.dataset['told'];
    button.textContent = text;
    if (name !== null) button.setAttribute('aria-label', name);
    button.removeEventListener('blur', restore);
    button.removeEventListener('pointerleave', restore);
  };
  button.addEventListener('blur', restore);
  // Safari gives a pressed button no focus, so that it cannot lose it.
  button.addEventListener('pointerleave', restore);
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectText(element: Element | null): void {
  if (element !== null) getSelection()?.selectAllChildren(element);
}
