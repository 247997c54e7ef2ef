// `cipherscope view`: the report of a folder that analyze -o wrote, in a browser, however many flows it has. Ends with Ctrl-C.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import { CitedChannels } from '../report/cited-channels.ts';
import type { SeriesChannel } from '../report/finding-series.ts';
import { allowForm } from '../report/html-allow-form.ts';
import { reportFlows } from '../report/html-report.ts';
import { counted } from '../report/human-number.ts';
import { countFlow, viewedResult } from '../report/viewed-result.ts';
import { addAllowRule } from './allow-decision.ts';
import { ExitCode } from './exit-code.ts';
import { FlowStore, MOST_FLOWS } from './flow-store.ts';
import { NativeFolder } from './native-folder.ts';
import { viewServer } from './view-server.ts';
import { ViewedPage } from './viewed-page.ts';

export interface ViewOptions {
  readonly folder: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The allowlist file that decisions go to. */
  readonly allowlist: string | undefined;
  readonly quiet: boolean;
}

export interface ViewIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Days until a new rule ends, unless its owner says otherwise. */
const RULE_DAYS = 90;

export async function runView(options: ViewOptions, io: ViewIo): Promise<number> {
  const folder = NativeFolder.open(options.folder);
  const result = await viewedResult(folder);
  const collector = reportFlows(result, { flowRows: MOST_FLOWS });
  const channels = new CitedChannels(result.findings);
  const store = FlowStore.open(folder.path('flows.ndjson'), collector, (flow) => {
    countFlow(result, flow);
    channels.add(flow);
  });
  try {
    const { allowlist } = options;
    const expires = new Date(Date.now() + RULE_DAYS * 86_400_000).toISOString().slice(0, 10);
    const served = {
      extent: extentOf(store, options.folder),
      total: store.search.rows.count,
      severalDays: store.search.severalDays,
      allowForm: (finding: FindingRecord, channel: SeriesChannel | undefined) =>
        allowlist === undefined ? '' : allowForm(finding, channel, expires),
    };
    const page = new ViewedPage(result, channels, store.collected, served, allowlist);
    await page.html();
    const decide =
      allowlist === undefined
        ? undefined
        : async (decision: Readonly<Record<string, unknown>>) => {
            const id = await addAllowRule(allowlist, decision);
            return `Rule "${id}" is in ${basename(allowlist)}. It applies when the page is loaded again, and to every report that is made with this file.`;
          };
    const token = randomBytes(16).toString('hex');
    const server = viewServer({ token, page: () => page.html(), store, decide });
    server.listen(options.port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      throw portError(error, options.port);
    }
    const { port } = server.address() as { port: number };
    io.stdout.write(`http://127.0.0.1:${port}/${token}/\n`);
    if (!options.quiet) io.stderr.write('cipherscope: open this address in a browser on this computer; Ctrl-C ends.\n');
    if (!io.signal.aborted) await once(io.signal, 'abort');
    server.close();
    server.closeAllConnections();
    return store.damaged > 0 || folder.damaged.size > 0 ? ExitCode.partial : ExitCode.done;
  } finally {
    store.close();
  }
}

function extentOf({ search, left, damaged }: FlowStore, folder: string): string {
  const all = `All ${counted(search.rows.count, 'flow')} of ${join(basename(folder), 'flows.ndjson')}.`;
  const beyond = left === 0 ? '' : ` ${counted(left, 'flow')} more are beyond what the viewer holds.`;
  return `${all}${beyond}${damaged === 0 ? '' : ` ${counted(damaged, 'line')} could not be read.`}`;
}

function portError(error: unknown, port: number): unknown {
  const code = (error as { code?: unknown }).code;
  const why =
    code === 'EADDRINUSE' ? 'is taken by another program' : code === 'EACCES' ? 'is for root alone' : undefined;
  if (why === undefined) return error;
  return new UserError(
    `--port ${port} ${why}: name another one, or leave --port out for any that is free.`,
    ExitCode.io,
  );
}
