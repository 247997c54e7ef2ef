// Reads a Zeek log by what its own header says: separators, unset and empty fields, types.

export interface ZeekLog {
  path: string;
  rows: Record<string, unknown>[];
}

export function readZeekLog(text: string): ZeekLog {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  const separator = unescaped(/^#separator (.+)$/.exec(lines[0] as string)?.[1] ?? '');
  const meta = new Map<string, string[]>();
  const rows: Record<string, unknown>[] = [];
  for (const line of lines.slice(1)) {
    if (line.startsWith('#')) {
      const [name = '', ...values] = line.slice(1).split(separator);
      meta.set(name, values);
      continue;
    }
    const fields = meta.get('fields') ?? [];
    const types = meta.get('types') ?? [];
    const cells = line.split(separator);
    if (cells.length !== fields.length) throw new Error(`${cells.length} fields in a line of ${fields.length}`);
    rows.push(Object.fromEntries(fields.map((name, i) => [name, cellValue(cells[i] as string, types[i] as string)])));
  }
  if (!meta.has('open') || !meta.has('close')) throw new Error('#open or #close is missing');
  return { path: meta.get('path')?.[0] ?? '', rows };

  function cellValue(cell: string, type: string): unknown {
    if (cell === meta.get('unset_field')?.[0]) return undefined;
    const empty = cell === meta.get('empty_field')?.[0];
    if (type.startsWith('set['))
      return empty ? [] : cell.split(meta.get('set_separator')?.[0] as string).map(unescaped);
    if (empty) return '';
    if (type === 'bool') return cell === 'T';
    if (['time', 'interval', 'count', 'port'].includes(type)) {
      if (!/^-?\d+(\.\d+)?$/.test(cell)) throw new Error(`${cell} is no ${type}`);
      return Number(cell);
    }
    return unescaped(cell);
  }
}

function unescaped(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = /^\\x([0-9a-f]{2})/.exec(text.slice(i, i + 4))?.[1];
    if (code === undefined) bytes.push(...Buffer.from(String.fromCodePoint(text.codePointAt(i) as number)));
    else {
      bytes.push(Number.parseInt(code, 16));
      i += 3;
      continue;
    }
    if ((text.codePointAt(i) as number) > 0xffff) i++;
  }
  return Buffer.from(bytes).toString('utf8');
}
