// Which device a folder of `cipherscope collect` is from: device.txt says it in lines (run/collect-plan.ts writes them). Rows of such a folder
// that name no device are of this one.

/** Names made here begin so: they are compared with each other, not with names that logs give themselves. */
export const COLLECTION_PREFIX = 'collected from ';
export const DEVICE_FILE = 'device.txt';
/** Who took what and when, in the same folder. */
export const CUSTODY_FILE = 'custody.ndjson';

/** Undefined where the text is not one that `collect` wrote. */
export function collectionDevice(text: string): string | undefined {
  const [clock = '', first = '', model = '', build = '', ...rest] = text.split(/\r?\n/).map((line) => line.trim());
  if (!/^epoch=\d+/.test(clock) || first === '') return undefined;
  const host = /^Linux (\S{1,64}) /.exec(first)?.[1];
  if (host !== undefined) return `${COLLECTION_PREFIX}${host}`;
  const serial = rest.map((line) => /^serial=(\w{4,64})$/.exec(line)?.[1]).find((found) => found !== undefined);
  const named = [first, model, build].map((line) => line.slice(0, 100)).join(' ');
  return `${COLLECTION_PREFIX}${named}${serial === undefined ? '' : ` …${serial.slice(-4)}`}`;
}
