// `cipherscope lake evidence`: a finding of a lake as a pack that can be shared. The capture is analysed again with the settings it was imported with,
// every citation read again, and what is cited goes into the pack under pseudonyms; their key stays beside it.

import { hash } from 'node:crypto';
import { rfc3339 } from '../base/rfc3339.ts';
import { UserError } from '../base/user-error.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { CaptureCommit } from '../lake/capture-commit.ts';
import { Lake } from '../lake/lake.ts';
import { evidencePack, MANIFEST, type PackLine, type PackSource, sharedOutput } from '../report/evidence-pack.ts';
import { counted } from '../report/human-number.ts';
import { writePack } from '../report/pack-archive.ts';
import { Pseudonyms } from '../report/pseudonyms.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import type { Analysis } from './analysis.ts';
import type { AnalyzeIo } from './analyze-command.ts';
import { type CitedLine, readCitedLines } from './cited-lines.ts';
import { readCited } from './cited-packets.ts';
import { analyzeOptions } from './config.ts';
import type { Settings } from './config-schema.ts';
import { type CitedPlace, sharedPackets } from './evidence-packets.ts';
import { findSources } from './evidence-sources.ts';
import { ExitCode } from './exit-code.ts';
import { explain } from './explanation.ts';
import { analyseFiles } from './file-analysis.ts';
import { findingPlace } from './finding-place.ts';
import { openFiles } from './open-source.ts';
import { readPackKey, writePackKey } from './pack-key.ts';
import { toolVersion } from './tool-version.ts';

export interface EvidenceTarget {
  /** The finding's id, the beginning of it, or the package of its app. */
  readonly finding: string;
  /** A folder, or a file that ends with .zip. */
  readonly output: string;
  /** Made where it is not there; undefined: beside the pack. */
  readonly keyFile: string | undefined;
  /** Package names become pseudonyms too. */
  readonly hidesApps: boolean;
}

export async function packEvidence(root: string, target: EvidenceTarget, io: AnalyzeIo): Promise<number> {
  const lake = Lake.open(root, false);
  const { commit, finding: id } = await findingPlace(lake, target.finding, io.signal);
  const { captures, telemetry } = await findSources(lake, commit);
  const keyFile = target.keyFile ?? `${target.output}.key.json`;
  const key = readPackKey(keyFile);
  const pseudonyms = new Pseudonyms(key.bytes);
  const given = analyzeOptions(
    { captures: [...captures], interfaceName: undefined, quiet: true, verbose: false },
    { ...(commit.config as Settings), telemetry: [...telemetry] },
  );
  const options = { ...given, skipUnknownLogs: true, lake: undefined };
  const source = await openFiles(options.captures);
  const analysis = await analyseFiles(source, options, io);
  try {
    const finding = analysis.result.findings.find(({ finding_id: own }) => own === id);
    if (finding === undefined) throw notFoundAgain(id, commit);
    const ids = new Set(finding.evidence.flatMap(({ flows }) => flows));
    const flows: FlowRecord[] = [];
    const words = new Map<string, string>();
    for await (const flow of analysis.result.flows()) {
      if (ids.has(flow.flow_id)) flows.push(flow);
      for (const name of [flow.domain, flow.tls?.server_name])
        if (name !== undefined) words.set(name, pseudonyms.name('host', name));
    }
    const { frames, places, lines: cited } = citationsOf(finding, flows);
    const pieces = source.pieces ?? [];
    const packets = await readCited(
      pieces,
      pieces.map(({ file }) => file),
      flows,
      frames,
      { isCut: false, proprietary: options.proprietaryRecognisers },
    );
    const lines = await readCitedLines(cited, options);
    const { faults } = explain(finding, flows, packets, lines);
    const sources = namedSources(commit, pseudonyms, words);
    hideWords(words, analysis, commit, lines, target.hidesApps, pseudonyms);
    const captureNumbers = new Set(flows.map(({ capture }) => capture));
    const files = evidencePack(
      {
        finding,
        flows,
        lines: [...lines.values()].map(packLine),
        packets: await sharedPackets(pieces, captureNumbers, frames, places, packets.streams, pseudonyms),
        sources,
        config: commit.config,
        configSha256: commit.config_sha256,
        toolVersion: toolVersion(),
        faults,
      },
      pseudonyms,
    );
    writePack(target.output, files);
    writePackKey(keyFile, key, pseudonyms);
    const seal = hash('sha256', files.get(MANIFEST) ?? '', 'hex');
    const said = `${visibleText(target.output)}: ${counted(files.size, 'file')}, ${counted(frames.size, 'cited frame')}, ${counted(lines.size, 'log line')}.\nIts manifest has the SHA-256 ${seal}: tell it apart from the pack.\nThe key, and what stands for what, is in ${visibleText(keyFile)}: keep it to yourself.\n`;
    io.stdout.write(folded(said, io.columns));
    for (const fault of faults) io.stderr.write(`cipherscope: ${visibleText(fault)}\n`);
    return faults.length === 0 ? ExitCode.done : ExitCode.partial;
  } finally {
    analysis.close();
  }
}

function notFoundAgain(id: string, { tool_version: version }: CaptureCommit): UserError {
  const cause =
    version === toolVersion()
      ? 'a file that its settings name (allowlist, catalogue, parameters) has changed since'
      : `it was imported by cipherscope ${version} and this is ${toolVersion()}: import the capture again`;
  return new UserError(`${id}: analysed again, the capture has no such finding; ${cause}.`);
}

function citationsOf(finding: FindingRecord, flows: readonly FlowRecord[]) {
  const frames = new Set<number>();
  const places: CitedPlace[] = [];
  const lines = new Set<string>();
  for (const text of finding.evidence.flatMap(({ sources }) => sources)) {
    const [, frame] = /^frame (\d+)$/.exec(text) ?? [];
    const stream = /^stream (\w+) (orig|resp) (\d+)\+(\d+)$/.exec(text);
    if (frame !== undefined) frames.add(Number(frame));
    else if (stream === null) lines.add(text);
    else {
      const flow = flows.findIndex(({ flow_id: own }) => own === stream[1]);
      const [offset, length] = [Number(stream[3]), Number(stream[4])];
      places.push({ flow, side: stream[2] === 'orig' ? 0 : 1, offset, length });
    }
  }
  return { frames, places, lines };
}

/** Files of a commit under other names, which `words` then hides. */
function namedSources(
  { captures, telemetry }: CaptureCommit,
  pseudonyms: Pseudonyms,
  words: Map<string, string>,
): PackSource[] {
  const named =
    (kind: PackSource['kind']) =>
    ({ file, path, sha256 }: CaptureCommit['captures'][number]): PackSource => {
      const name = pseudonyms.name('file', sha256);
      const base = path.split(/[\\/]/).at(-1) ?? file;
      for (const word of [path, file, base, sha256]) words.set(word, name);
      return { kind, name, sha256 };
    };
  return [...captures.map(named('capture')), ...telemetry.map(named('log'))];
}

function hideWords(
  words: Map<string, string>,
  { result }: Analysis,
  { device }: CaptureCommit,
  lines: ReadonlyMap<string, CitedLine>,
  hidesApps: boolean,
  pseudonyms: Pseudonyms,
): void {
  words.set(device, pseudonyms.name('device', device));
  for (const { fields } of lines.values()) {
    const { keyAlias, keyId } = fields;
    if (keyAlias !== undefined) words.set(String(keyAlias), pseudonyms.name('alias', String(keyAlias)));
    // The hash of a key tells nothing of who has it; any other id may.
    if (keyId !== undefined && !/^sha256:/.test(String(keyId)))
      words.set(String(keyId), pseudonyms.name('alias', String(keyId)));
  }
  for (const { packages, label } of hidesApps ? result.apps : []) {
    for (const name of [...packages, ...(label === undefined ? [] : [label])])
      words.set(name, pseudonyms.name('app', name));
  }
  pseudonyms.hide(words);
}

function packLine({ source, timeUs, action, fields, outputSha256, outputPrefix, outputBytes }: CitedLine): PackLine {
  return {
    source,
    time: rfc3339(timeUs),
    action,
    fields,
    ...sharedOutput(outputSha256, outputPrefix, outputBytes),
  };
}
