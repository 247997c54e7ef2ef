// The script of the report's page, bundled into one file that the page carries. It runs in the reader's browser and asks nobody for anything;
// in the page that `cipherscope view` serves it asks that server alone. Text of captures is written with textContent only.

import { startAllowlistForms } from './allowlist-form.ts';
import { listenForCopies } from './copy-button.ts';
import { followFlowLinks } from './flow-links.ts';
import { readFlowSource } from './flow-source.ts';
import { FlowTable } from './flow-table.ts';
import { startTheme } from './theme.ts';

startTheme();
listenForCopies();
startAllowlistForms();
readFlowSource().then(
  async (source) => {
    if (source === undefined) return;
    const table = new FlowTable(source);
    followFlowLinks(table);
    await table.refresh();
    document.documentElement.dataset['ready'] = 'true';
  },
  (error: unknown) => {
    const status = document.getElementById('flow-count');
    if (status !== null)
      status.textContent = `The flow table cannot be read: ${String(error)}. flows.ndjson holds the flows.`;
    document.documentElement.dataset['ready'] = 'failed';
  },
);
