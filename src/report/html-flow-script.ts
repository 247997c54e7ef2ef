// The one script of the HTML report: theme, print, and the flow table's filter, order, pages and CSV. It runs in the reader's browser, uses no
// network (the page's policy forbids it), and writes text of the capture with textContent only. Row positions are those of html-flow-table.ts.

export const REPORT_SCRIPT = String.raw`
'use strict';
(() => {
const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const theme = byId('theme');
const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
const nameTheme = () => { theme.textContent = isDark() ? 'Light theme' : 'Dark theme'; };
theme.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; nameTheme(); });
nameTheme();
byId('print').addEventListener('click', () => print());

const PAGE = 25;
const KEYS = { start: 0, app: 1, to: 2, port: 3, proto: 4, svc: 5, enc: 6, sec: 7, up: 8, down: 9, finding: 10, uid: 11, frame: 16, id: 19, why: 20 };
const EXACT = new Set(['port', 'uid', 'finding', 'proto']);
const NUMBERS = new Set([3, 7, 8, 9, 10]);
const TITLES = ['start', 'app', 'destination', 'port', 'transport', 'service', 'encryption', 'seconds', 'bytes_up', 'bytes_down', 'finding', 'uid', 'orig_ip', 'orig_port', 'resp_ip', 'resp_port', 'first_frame', 'last_frame', 'capture', 'flow_id', 'app_missing'];
const data = JSON.parse(byId('flow-data').content.textContent);
const severalDays = data.rows.some((row) => row[0].slice(0, 10) !== data.rows[0][0].slice(0, 10));
const input = byId('flow-filter');
const body = byId('flow-table').tBodies[0];
const heads = [...byId('flow-table').querySelectorAll('thead button')];
let rows = data.rows;
let page = 0;
let order = { column: -1, down: false };

function parseFilter(text) {
  return (text.match(/-?(?:[a-z]+:)?(?:"[^"]*"?|\S+)/gi) || []).map((word) => {
    const not = word.length > 1 && word[0] === '-';
    const bare = not ? word.slice(1) : word;
    const colon = bare.indexOf(':');
    const key = colon > 0 ? bare.slice(0, colon).toLowerCase() : '';
    const known = Object.hasOwn(KEYS, key);
    const value = (known ? bare.slice(colon + 1) : bare).replaceAll('"', '').toLowerCase();
    const compare = known && /^(>=|<=|>|<)(\d+(?:\.\d+)?)$/.exec(value);
    return { not, key: known ? key : '', value, operator: compare ? compare[1] : '', number: compare ? Number(compare[2]) : 0 };
  });
}
function holds(row, term) {
  if (term.value === '') return true;
  if (term.key === '') return row.some((cell) => String(cell).toLowerCase().includes(term.value));
  const cell = row[KEYS[term.key]];
  if (term.operator === '>') return cell > term.number;
  if (term.operator === '<') return cell < term.number;
  if (term.operator === '>=') return cell >= term.number;
  if (term.operator === '<=') return cell <= term.number;
  if (term.key === 'frame') return row[16] <= Number(term.value) && Number(term.value) <= row[17];
  const text = String(cell).toLowerCase();
  if (EXACT.has(term.key)) return text === term.value;
  return text.includes(term.value) || (term.key === 'to' && String(row[14]).includes(term.value));
}
function select() {
  const terms = parseFilter(input.value);
  rows = data.rows.filter((row) => terms.every((term) => holds(row, term) !== term.not));
  if (order.column >= 0) {
    const { column, down } = order;
    const compare = NUMBERS.has(column) ? (a, b) => a[column] - b[column] : (a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0);
    rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)));
  }
  page = 0;
  draw();
}
function cellText(row, column) {
  const value = row[column];
  if (column === 0) return row[0].slice(severalDays ? 5 : 11, 23).replace('T', ' ');
  if (column === 10) return value === 0 ? '' : String(value);
  if (column === 1 && value === '') return 'unknown';
  if (column === 7) return value.toLocaleString('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  return NUMBERS.has(column) && column !== 3 ? value.toLocaleString('en-US') : String(value);
}
function element(name, text, css) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (css) made.className = css;
  return made;
}
function draw() {
  body.replaceChildren(...rows.slice(page * PAGE, (page + 1) * PAGE).map((row) => {
    const line = element('tr', undefined, row[10] === 0 ? '' : 'cited');
    for (let column = 0; column < 11; column += 1) {
      const text = cellText(row, column);
      const cell = element('td', undefined, NUMBERS.has(column) ? 'number' : column === 1 || column === 2 ? 'cut id' : '');
      if (column === 0) {
        const open = element('button', text);
        open.type = 'button';
        open.setAttribute('aria-expanded', 'false');
        open.addEventListener('click', () => toggle(line, row, open));
        cell.append(open);
      } else if (column === 10 && text !== '') {
        const link = element('a', text);
        link.href = '#finding-' + row[10];
        cell.append(link);
      } else {
        cell.textContent = text;
        if (column === 1 || column === 2) cell.title = column === 1 && text === 'unknown' ? row[20] : text;
      }
      line.append(cell);
    }
    return line;
  }));
  const count = rows.length.toLocaleString('en-US');
  byId('flow-count').textContent = rows.length === data.rows.length ? count + (rows.length === 1 ? ' flow' : ' flows') : count + ' of ' + data.rows.length.toLocaleString('en-US') + ' flows match';
  byId('flow-range').textContent = rows.length === 0 ? 'none' : (page * PAGE + 1) + ' to ' + Math.min(rows.length, (page + 1) * PAGE);
  byId('flow-previous').disabled = page === 0;
  byId('flow-next').disabled = (page + 1) * PAGE >= rows.length;
  heads.forEach((head, column) => {
    const cell = head.closest('th');
    if (column === order.column) cell.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
    else cell.removeAttribute('aria-sort');
  });
}
function toggle(line, row, open) {
  const next = line.nextElementSibling;
  const shown = next !== null && next.classList.contains('detail');
  open.setAttribute('aria-expanded', String(!shown));
  if (shown) return next.remove();
  const cell = element('td');
  cell.colSpan = 11;
  const filter = wiresharkFilter(row);
  const file = data.captures[row[18]] || 'capture';
  const facts = row[12] + ' port ' + row[13] + ' to ' + row[14] + ' port ' + row[15] + ', frames ' + row[16] + ' to ' + row[17] + ', flow ' + row[19] + (row[20] === '' ? '' : ', no app: ' + row[20]);
  cell.append(element('p', facts), element('code', filter), element('code', 'tshark -r ' + quoted(file) + ' -Y ' + quoted(filter)));
  const detail = element('tr', undefined, 'detail');
  detail.append(cell);
  line.after(detail);
}
function wiresharkFilter(row) {
  const ip = row[12].includes(':') ? 'ipv6.addr' : 'ip.addr';
  const ports = row[4] === 'tcp' || row[4] === 'udp' || row[4] === 'sctp' ? ' && ' + row[4] + '.port == ' + row[13] + ' && ' + row[4] + '.port == ' + row[15] : '';
  return ip + ' == ' + row[12] + ' && ' + ip + ' == ' + row[14] + ports + ' && frame.number >= ' + row[16] + ' && frame.number <= ' + row[17];
}
function quoted(text) { return "'" + text.replaceAll("'", "'\\''") + "'"; }
function csvCell(value) {
  const text = String(value);
  const inert = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(inert) ? '"' + inert.replaceAll('"', '""') + '"' : inert;
}
byId('flow-csv').addEventListener('click', () => {
  const lines = [TITLES, ...rows].map((row) => row.map(csvCell).join(',') + '\r\n');
  const link = element('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', ...lines], { type: 'text/csv' }));
  link.download = 'flows.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});
byId('flow-clear').addEventListener('click', () => { input.value = ''; order = { column: -1, down: false }; select(); input.focus(); });
byId('flow-previous').addEventListener('click', () => { page -= 1; draw(); });
byId('flow-next').addEventListener('click', () => { page += 1; draw(); });
input.addEventListener('input', select);
heads.forEach((head, column) => head.addEventListener('click', () => {
  order = { column, down: order.column === column ? !order.down : NUMBERS.has(column) };
  select();
}));
function follow() {
  const hash = location.hash;
  if (!hash.startsWith('#q=')) return;
  try { input.value = decodeURIComponent(hash.slice(3)); } catch { return; }
  select();
  byId('flows').scrollIntoView();
}
addEventListener('hashchange', follow);
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#q="]');
  if (link && link.getAttribute('href') === location.hash) follow();
});
select();
follow();
})();
`;
