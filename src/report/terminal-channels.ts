// What the terminal shows where no app is known: the destinations, those with ciphertext that no standard protocol explains first.

import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { destinationName } from './app-evidence.ts';
import { counted, humanBytes, humanCount, humanDuration } from './human-number.ts';
import { truncateText } from './safe-text.ts';
import type { Paint } from './terminal-style.ts';
import { type TableCell, type TableColumn, tableLines } from './terminal-table.ts';

const CHANNELS_SHOWN = 8;
const WIDE_COLUMNS = 80;
/** From here on there is room for a device beside everything else. */
const ROOMY_COLUMNS = 112;
/** An IPv4 address, or the beginning of another name. */
const DEVICE_CELLS = 24;

export function channelTable(channels: ChannelList, columns: number, paint: Paint, count = CHANNELS_SHOWN): string[] {
  if (channels.length === 0) return [];
  const shown = channels.foremost(count);
  // Of several devices the same destination is several rows, which would look alike.
  const hasDevices = new Set(shown.map(({ device }) => device)).size > 1;
  const isTight = hasDevices && columns < ROOMY_COLUMNS;
  const shownColumns = COLUMNS.filter(({ when }) => {
    if (when === 'devices') return hasDevices;
    if (when === 'tight') return isTight;
    if (when === 'roomy') return !isTight;
    // Where room is scarce a column of nothing has none.
    return when !== 'wide' || (columns >= WIDE_COLUMNS && (!isTight || shown.some(repeats)));
  });
  const lines = tableLines(
    shownColumns.map(({ head }) => head),
    shown.map((channel) => shownColumns.map(({ cell }) => cell(channel))),
    columns,
    paint,
  );
  const more = channels.length - shown.length;
  if (more > 0) {
    const flows = shown.reduce((left, channel) => left - channel.flows, channels.flows);
    const bytes = shown.reduce((left, channel) => left - channel.bytes_up - channel.bytes_down, channels.bytes);
    const text = `and ${counted(more, 'more destination')}: ${counted(flows, 'flow')}, ${humanBytes(bytes)}`;
    lines.push(paint('dim', truncateText(text, columns)));
  }
  return lines;
}

interface ChannelColumn {
  readonly head: TableColumn;
  /** Absent: always. */
  readonly when?: 'devices' | 'tight' | 'roomy' | 'wide';
  cell(channel: ChannelRecord): TableCell;
}

const COLUMNS: readonly ChannelColumn[] = [
  {
    head: { title: 'Destination', align: 'left', flexible: true },
    cell: (channel) => ({ text: destinationName(channel, 60) }),
  },
  {
    head: { title: 'Device', align: 'left' },
    when: 'devices',
    cell: ({ device }) => ({ text: truncateText(device ?? '', DEVICE_CELLS) }),
  },
  { head: { title: 'Flows', align: 'right' }, cell: ({ flows }) => ({ text: humanCount(flows) }) },
  {
    head: { title: 'Bytes', align: 'right' },
    when: 'tight',
    cell: ({ bytes_up: up, bytes_down: down }) => ({ text: humanBytes(up + down) }),
  },
  {
    head: { title: 'Up', align: 'right' },
    when: 'roomy',
    cell: ({ bytes_up: up }) => ({ text: humanBytes(up) }),
  },
  {
    head: { title: 'Down', align: 'right' },
    when: 'roomy',
    cell: ({ bytes_down: down }) => ({ text: humanBytes(down) }),
  },
  { head: { title: 'Encryption', align: 'left' }, cell: encryptionCell },
  { head: { title: 'Repeats', align: 'left' }, when: 'wide', cell: repeatsCell },
];

function encryptionCell({ encryption }: ChannelRecord): TableCell {
  const scheme = encryption.scheme === undefined ? '' : ` (${truncateText(encryption.scheme, 16)})`;
  const text = `${encryption.class}${scheme}`;
  return isUnexplainedClass(encryption.class) ? { text, tone: 'signal' } : { text };
}

function repeatsCell({ periodicity }: ChannelRecord): TableCell {
  const period = periodicity.verdict === 'periodic' ? periodicity.period_s : undefined;
  return { text: period === undefined ? '' : `every ${humanDuration(period * 1e6)}` };
}

function repeats(channel: ChannelRecord): boolean {
  return repeatsCell(channel).text !== '';
}
