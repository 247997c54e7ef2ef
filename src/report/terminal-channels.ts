// What the terminal shows where no app is known: the destinations, those with ciphertext that no standard protocol explains first.

import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import { destinationName, isUnexplainedClass } from './app-evidence.ts';
import { counted, humanBytes, humanCount, humanDuration } from './human-number.ts';
import { truncateText } from './safe-text.ts';
import type { Paint } from './terminal-style.ts';
import { type TableCell, type TableColumn, tableLines } from './terminal-table.ts';

const CHANNELS_SHOWN = 8;
const WIDE_COLUMNS = 80;

export function channelTable(channels: ChannelList, columns: number, paint: Paint, count = CHANNELS_SHOWN): string[] {
  if (channels.length === 0) return [];
  const wide = columns >= WIDE_COLUMNS;
  const shown = channels.foremost(count);
  const heads: TableColumn[] = [
    { title: 'Destination', align: 'left', flexible: true },
    { title: 'Flows', align: 'right' },
    { title: 'Up', align: 'right' },
    { title: 'Down', align: 'right' },
    { title: 'Encryption', align: 'left' },
  ];
  if (wide) heads.push({ title: 'Repeats', align: 'left' });
  const lines = tableLines(
    heads,
    shown.map((channel) => cellsOf(channel, wide)),
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

function cellsOf(channel: ChannelRecord, wide: boolean): TableCell[] {
  const { encryption, periodicity } = channel;
  const scheme = encryption.scheme === undefined ? '' : ` (${truncateText(encryption.scheme, 16)})`;
  const cells: TableCell[] = [
    { text: destinationName(channel, 60) },
    { text: humanCount(channel.flows) },
    { text: humanBytes(channel.bytes_up) },
    { text: humanBytes(channel.bytes_down) },
    isUnexplainedClass(encryption.class)
      ? { text: `${encryption.class}${scheme}`, tone: 'signal' }
      : { text: `${encryption.class}${scheme}` },
  ];
  if (wide) {
    const period = periodicity.verdict === 'periodic' ? periodicity.period_s : undefined;
    cells.push({ text: period === undefined ? '' : `every ${humanDuration(period * 1e6)}` });
  }
  return cells;
}
