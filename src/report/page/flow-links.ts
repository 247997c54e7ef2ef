// Links of the form `#q=FILTER`: every number of the report leads to the flows behind it. Focus goes to the table's heading, so that
// a keyboard or a screen reader goes on from there.

import { byId } from './elements.ts';
import type { FlowTable } from './flow-table.ts';

const PREFIX = '#q=';

export function followFlowLinks(table: FlowTable): void {
  const follow = async (): Promise<void> => {
    const { hash } = location;
    if (!hash.startsWith(PREFIX)) return;
    await table.show(filterOf(hash));
    const heading = byId('flows-title');
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  };
  addEventListener('hashchange', follow);
  // The same link a second time changes no address.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest(`a[href^="${PREFIX}"]`) : null;
    if (link !== null && link.getAttribute('href') === location.hash) follow();
  });
  follow();
}

function filterOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(PREFIX.length));
  } catch {
    return hash.slice(PREFIX.length);
  }
}
