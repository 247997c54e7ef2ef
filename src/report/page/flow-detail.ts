// What opens under a row: the flow's end points and identity, the Wireshark filter and the tshark line that show its packets.

import type { RowView } from '../flow-rows.ts';
import { tsharkLine, wiresharkFilter } from '../packet-filter.ts';
import { ROW_CELLS } from '../row-text.ts';
import { made } from './elements.ts';
import type { FlowSource } from './flow-source.ts';

export function toggleDetail(line: HTMLTableRowElement, flow: RowView, open: HTMLElement, source: FlowSource): void {
  const next = line.nextElementSibling;
  const isOpen = next?.classList.contains('detail') === true;
  open.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    next.remove();
    return;
  }
  const detail = made('tr', undefined, 'detail');
  const cell = made('td');
  cell.colSpan = ROW_CELLS.length;
  cell.append(facts(flow), command('Wireshark filter', wiresharkFilter(flow)), command('tshark', tsharkLine(flow)));
  if (source.record !== undefined) cell.append(recordButton(flow, source));
  detail.append(cell);
  line.after(detail);
}

function facts(flow: RowView): HTMLElement {
  const { tls } = flow;
  const parts = [
    `${endPoint(flow.origIp, flow.origPort)} to ${endPoint(flow.respIp, flow.respPort)}`,
    `frames ${flow.firstFrame} to ${flow.lastFrame} of ${flow.capture || 'the capture'}`,
    tls.version === '' ? '' : `TLS ${[tls.version, tls.cipher, tls.group, tls.alpn].filter(Boolean).join(', ')}`,
    tls.remarks === '' ? '' : `weak or legacy: ${tls.remarks}`,
    tls.ja4 === '' ? '' : `JA4 ${tls.ja4}`,
    flow.app.label === '' ? '' : `app label ${flow.app.label}`,
    flow.app.uid < 0 ? '' : `UID ${flow.app.uid}`,
    flow.why === '' ? '' : `no app: ${flow.why}`,
    `flow_id ${flow.flowId}`,
  ];
  return made('p', parts.filter(Boolean).join(' · '));
}

function endPoint(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function command(name: string, text: string): HTMLElement {
  const box = made('div', undefined, 'command');
  const copy = made('button', 'Copy');
  copy.type = 'button';
  copy.dataset['copy'] = text;
  copy.setAttribute('aria-label', `Copy the ${name} line`);
  box.append(made('span', name, 'muted'), made('code', text), copy);
  return box;
}

/** In the viewer only: the line of flows.ndjson, features included. */
function recordButton(flow: RowView, source: FlowSource): HTMLElement {
  const button = made('button', 'Show the whole record');
  button.type = 'button';
  button.addEventListener('click', async () => {
    const text = await source.record?.(flow).catch((error: unknown) => String(error));
    const shown = made('pre', text ?? '');
    shown.tabIndex = 0;
    button.replaceWith(shown);
  });
  return button;
}
