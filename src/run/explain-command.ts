// `cipherscope explain`: analyses again, finds the finding by its id, goes back to every frame, byte and line it cites, and says what is still so.

import { UserError } from '../base/user-error.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { explanationText } from '../report/explanation-text.ts';
import { counted } from '../report/human-number.ts';
import { pcapngBytes } from '../report/pcapng-bytes.ts';
import { jsonLine, visibleText } from '../report/safe-text.ts';
import { painter } from '../report/terminal-style.ts';
import type { Analysis } from './analysis.ts';
import type { AnalyzeIo } from './analyze-command.ts';
import { readCitedLines } from './cited-lines.ts';
import { readCited } from './cited-packets.ts';
import type { AnalyzeOptions } from './config.ts';
import { ExitCode } from './exit-code.ts';
import { explain } from './explanation.ts';
import { analyseFiles } from './file-analysis.ts';
import { openFiles } from './open-source.ts';
import { CUT_BY, requirePcapTarget, writeCut } from './pcap-target.ts';
import { toolVersion } from './tool-version.ts';

export interface ExplainTarget {
  /** The finding's id, the beginning of it, or the package of its app. */
  readonly finding: string;
  /** Where the packets of the finding's flows are written. */
  readonly pcap: string | undefined;
}

export async function runExplain(target: ExplainTarget, options: AnalyzeOptions, io: AnalyzeIo): Promise<number> {
  if (options.interfaceName !== undefined || options.captures.includes('-'))
    throw new UserError('explain reads the capture several times: give it as a file.');
  if (target.pcap !== undefined) requirePcapTarget(target.pcap);
  const source = await openFiles(options.captures);
  const analysis = await analyseFiles(source, options, io);
  try {
    const finding = findingOf(target.finding, analysis);
    const flows = await citedFlows(finding, analysis);
    const cited = finding.evidence.flatMap(({ sources }) => sources);
    const frames = new Set(cited.flatMap((text) => /^frame (\d+)$/.exec(text)?.[1] ?? []).map(Number));
    const places = new Set(cited.filter((text) => !/^(frame|stream) /.test(text)));
    const pieces = source.pieces ?? [];
    const files = pieces.map(({ file }) => file);
    const packets = await readCited(pieces, files, flows, frames, {
      isCut: target.pcap !== undefined,
      proprietary: options.proprietaryRecognisers,
    });
    const { claims, faults } = explain(finding, flows, packets, await readCitedLines(places, options));
    if (options.json) io.stdout.write(`${jsonLine({ finding, claims, faults })}\n`);
    else io.stdout.write(explanationText(finding, claims, faults, io.columns, painter(io.colour)));
    if (target.pcap !== undefined) {
      await writeCut(target.pcap, pcapngBytes(packets.cut, `${CUT_BY}${toolVersion()}`));
      if (!options.quiet)
        io.stderr.write(`cipherscope: ${counted(packets.cut.length, 'packet')} in ${visibleText(target.pcap)}\n`);
    }
    return faults.length === 0 ? ExitCode.done : ExitCode.partial;
  } finally {
    analysis.close();
  }
}

function findingOf(id: string, { result }: Analysis): FindingRecord {
  const byId = result.findings.filter(({ finding_id: own }) => own.startsWith(id));
  const found =
    byId.length > 0 ? byId : result.findings.filter(({ app }) => app.packages.includes(id) || app.device === id);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const list = (first === undefined ? result.findings : found).map(
    ({ finding_id: own, verdict, app }) => `  ${own}  ${verdict}  ${app.packages[0] ?? app.device ?? ''}`,
  );
  const why =
    first === undefined
      ? 'no finding of this analysis has that id or is about that app or device'
      : 'several findings fit';
  throw new UserError(
    `${JSON.stringify(id)}: ${why}. Give the capture, logs and settings with which it was found.\n${list.join('\n')}`.trimEnd(),
  );
}

/** The records of the flows that the finding cites. */
async function citedFlows(finding: FindingRecord, { result }: Analysis): Promise<FlowRecord[]> {
  const ids = new Set(finding.evidence.flatMap(({ flows }) => flows));
  const flows: FlowRecord[] = [];
  for await (const flow of result.flows()) if (ids.has(flow.flow_id)) flows.push(flow);
  return flows;
}
