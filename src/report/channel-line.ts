// A channel as a line of channels.ndjson, straight into bytes: a capture may have a hundred thousand, and making and printing records of
// them costs more than judging them (bench). The same as the channel's record printed by jsonLine().

import { rfc3339 } from '../base/rfc3339.ts';
import { CHANNEL_FRAMING, CHANNEL_INTERVALS, CHANNEL_SIZES, measureChannel } from '../features/channel-features.ts';
import type { PeriodicityRecord } from '../features/channel-record.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { type JsonBytes, type PreparedText, preparedText } from './json-bytes.ts';
import { jsonLine } from './safe-text.ts';

const INTERVAL_KEYS = keysOf(CHANNEL_INTERVALS);
const SIZE_KEYS = keysOf(CHANNEL_SIZES);
const FRAMING_KEYS = keysOf(CHANNEL_FRAMING);
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Appends the line, newline included. */
export function writeChannelLine(out: JsonBytes, judged: JudgedChannel): void {
  const { channel, id } = judged;
  const { app, device, ip, domain, port, transport, flows } = channel;
  const { lastUs, bytesUp, bytesDown, services } = judged.sums();
  let text = `{"channel_id":"${id}"`;
  if (app !== undefined) text += `,"app":${jsonLine({ uid: app.uid, packages: app.packages })}`;
  if (device !== undefined) text += `,"device":"${device}"`;
  text += ',"destination":{';
  if (ip !== undefined) text += `"ip":"${ip}",`;
  if (domain !== undefined) text += `"domain":${jsonLine(domain)},`;
  out.text(
    `${text}"port":${port}},"transport":"${transport}","flows":${flows.length},"first":"${rfc3339(flows[0].startUs)}","last":"${rfc3339(lastUs)}",` +
      `"bytes_up":${bytesUp},"bytes_down":${bytesDown},"services":${services.length === 0 ? '[]' : jsonLine(services)},"intervals":`,
  );
  const measured = measureChannel(channel);
  writeNumbers(out, INTERVAL_KEYS, measured.intervals);
  out.text(`,"periodicity":${periodicityText(judged.periodicity)},"framing":`);
  writeNumbers(out, FRAMING_KEYS, measured.framing);
  out.text(',"sizes":');
  writeNumbers(out, SIZE_KEYS, measured.sizes);
  if (judged.keys.length > 0) out.text(`,"keys":${jsonLine(judged.keyRecords())}`);
  out.text(`,"encryption":${jsonLine(judged.encryption())}}\n`);
}

/** The first comma becomes the brace. */
function writeNumbers(out: JsonBytes, keys: readonly PreparedText[], numbers: Float64Array): void {
  const from = out.length;
  for (let i = 0; i < keys.length; i++) {
    const value = numbers[i];
    if (Number.isFinite(value)) out.entry(keys[i], value);
  }
  if (out.length === from) out.character(OPENING_BRACE);
  else out.bytes[from] = OPENING_BRACE;
  out.character(CLOSING_BRACE);
}

const periodicityTexts = new WeakMap<PeriodicityRecord, string>();

/** Channels with too few events share their record. */
function periodicityText(record: PeriodicityRecord): string {
  if (record.verdict !== 'insufficient') return jsonLine(record);
  let text = periodicityTexts.get(record);
  if (text === undefined) {
    text = jsonLine(record);
    periodicityTexts.set(record, text);
  }
  return text;
}

function keysOf(names: readonly string[]): PreparedText[] {
  return names.map((name) => preparedText(`,${JSON.stringify(name)}:`));
}
