// Writes DNS messages for tests, without compression unless a name is given as a pointer.

export interface WrittenRecord {
  name: string | number;
  type: number;
  ttl?: number;
  data: Uint8Array;
}

export interface WrittenMessage {
  id?: number;
  flags?: number;
  questions?: { name: string; type: number; dnsClass?: number }[];
  answers?: WrittenRecord[];
  authority?: WrittenRecord[];
  additional?: WrittenRecord[];
}

export function dnsBytes(message: WrittenMessage): Uint8Array {
  const { id = 0x1234, flags = 0x0100, questions = [], answers = [], authority = [], additional = [] } = message;
  const header = [id, flags, questions.length, answers.length, authority.length, additional.length].flatMap(u16);
  const body: number[] = [];
  for (const { name, type, dnsClass = 1 } of questions) body.push(...dnsName(name), ...u16(type), ...u16(dnsClass));
  for (const { name, type, ttl = 60, data } of [...answers, ...authority, ...additional]) {
    const owner = typeof name === 'number' ? u16(0xc000 | name) : [...dnsName(name)];
    body.push(
      ...owner,
      ...u16(type),
      ...u16(1),
      ...u16(ttl >>> 16),
      ...u16(ttl & 0xffff),
      ...u16(data.length),
      ...data,
    );
  }
  return new Uint8Array([...header, ...body]);
}

export function dnsName(name: string): Uint8Array {
  if (name === '.') return new Uint8Array([0]);
  return new Uint8Array([...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]), 0]);
}

export function ipv4(text: string): Uint8Array {
  return new Uint8Array(text.split('.').map(Number));
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}
