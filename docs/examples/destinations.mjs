// Which destinations of which app get ciphertext that nothing explains: flows as an arquero table, as in a notebook.
//     node destinations.mjs capture.pcapng logs/

import { desc, op } from 'arquero';
import { analyze, toTable } from 'cipherscope';

const [capture, ...telemetry] = process.argv.slice(2);
const flows = await toTable(analyze(capture, { telemetry }));

flows
  .filter((row) => row['encryption.class'] === 'custom' || row['encryption.class'] === 'embedded')
  .derive({ app: (row) => op.join(row['app.packages'], ', '), to: (row) => row.domain ?? row['resp.ip'] })
  .groupby('app', 'to')
  .rollup({
    flows: op.count(),
    sent: (row) => op.sum(row['orig.payload_bytes']),
    entropy: (row) => op.median(row['features.payload.entropy_bits.orig']),
  })
  .orderby(desc('sent'))
  .print();
