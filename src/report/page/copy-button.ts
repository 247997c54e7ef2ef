// Buttons that carry a text to copy. Where the clipboard is not to be had, the text is selected instead.

export function listenForCopies(): void {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    if (button === null) return;
    const before = button.textContent;
    const copied = await copyText(button.dataset['copy'] ?? '');
    if (!copied) selectText(button.previousElementSibling);
    button.textContent = copied ? 'Copied' : 'Selected';
    button.addEventListener(
      'blur',
      () => {
        button.textContent = before;
      },
      { once: true },
    );
  });
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
