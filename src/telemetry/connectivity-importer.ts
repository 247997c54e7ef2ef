// `dumpsys connectivity`: the VPN of the device — address of its tunnel, UID of the app that runs it, UIDs that go through it. With it the
// traffic of the VPN app itself is known for what it is: a tunnel whose inside cannot be seen.

import { canonicalIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader } from './importer.ts';
import { snapshotLines } from './snapshot-time.ts';

export const connectivityImporter = {
  format: 'connectivity',
  summary: 'dumpsys connectivity: the VPN, its addresses, the UID that runs it, and the UIDs that go through it.',
  yields: ['VPN networks'],
  source: 'adb shell dumpsys connectivity',
  sniff: (firstLines) =>
    firstLines.some((line) => /^\s*NetworkAgentInfo\{/.test(line) || /^NetworkProviders for:/.test(line)) ? 0.9 : 0,
  open: (context) => readConnectivity(context),
} as const satisfies Importer;

const MAX_LINE = 65_536;
const MAX_RANGES = 1024;

function readConnectivity(context: ImportContext): LineReader {
  const seen = new Set<string>();
  return snapshotLines(context, MAX_LINE, (text, line, time) => {
    if (!text.includes('NetworkAgentInfo{') || !/\bTransports: [A-Z|_ ]*VPN\b/.test(text)) return undefined;
    const owner = /\bOwnerUid: (\d{1,10})\b/.exec(text)?.[1];
    const interfaceName = /\bInterfaceName: (\S{1,32})/.exec(text)?.[1];
    if (owner === undefined || interfaceName === undefined) return 'shows a VPN without interface or owner';
    // The dump lists a network in several of its tables.
    if (seen.has(`${interfaceName} ${owner}`)) return undefined;
    seen.add(`${interfaceName} ${owner}`);
    const addresses = (/\bLinkAddresses: \[([^\]]*)\]/.exec(text)?.[1] ?? '')
      .split(/[\s,]+/)
      .flatMap((item) => canonicalIp(item.split('/')[0] ?? '') ?? []);
    const ranges = [...(/\bUids: <\{([^}]*)\}>/.exec(text)?.[1] ?? '').matchAll(/(\d{1,10})(?:-(\d{1,10}))?/g)];
    context.emit({
      action: 'vpn_network',
      dataset: 'dumpsys.connectivity',
      line,
      timeUs: time.us,
      interfaceName,
      addresses,
      ownerUid: Number(owner),
      uidRanges: ranges.slice(0, MAX_RANGES).map(([, from, to]) => ({ from: Number(from), to: Number(to ?? from) })),
    });
    return undefined;
  });
}
