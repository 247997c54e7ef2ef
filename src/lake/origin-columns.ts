// Where every row of a lake comes from: columns that hold one value each, the same in all rows of a capture.

import type { CommitSource } from './capture-commit.ts';
import { sqlText } from './native-reading.ts';

export interface RowOrigin {
  readonly captureId: string;
  readonly captures: readonly CommitSource[];
  readonly toolVersion: string;
  readonly configSha256: string;
  readonly device: string;
}

/** SQL expressions with their names, by column, in the order of the files. */
export function originColumns({ captureId, captures, toolVersion, configSha256, device }: RowOrigin) {
  return {
    capture_id: `${oneText(captureId)} AS capture_id`,
    capture_sha256: `${oneText(captures.map(({ sha256 }) => sha256).join(','))} AS capture_sha256`,
    tool_version: `${oneText(toolVersion)} AS tool_version`,
    config_sha256: `${oneText(configSha256)} AS config_sha256`,
    device_name: `${oneText(device)} AS device_name`,
  };
}

/** A text for all rows. As the one member of an enumeration it goes into Parquet as a dictionary that is made already; as a mere text DuckDB looks
 *  it up anew for every row. What is read back is text either way. */
function oneText(text: string): string {
  return `${sqlText(text)}::ENUM(${sqlText(text)})`;
}
