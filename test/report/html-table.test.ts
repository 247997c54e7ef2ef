import { expect, test } from 'vitest';
import { htmlTable, nameHtml } from '../../src/report/html-table.ts';

test('the first cell of a row is its head, columns pass their class on, and a heading names the table', () => {
  const html = htmlTable(
    'h',
    [{ title: 'App', css: 'name-cell' }, { title: 'Keys', css: 'mark', hint: 'Key lifecycle' }, { title: 'Note' }],
    [['a', 'b', 'c']],
  );
  expect(html).toContain('<table aria-labelledby="h">');
  expect(html).toContain(
    '<tr><th scope="col">App</th><th scope="col" class="mark" title="Key lifecycle">Keys</th><th scope="col">Note</th></tr>',
  );
  expect(html).toContain(
    '<tr><th scope="row" class="name-cell">a</th><td class="mark" data-title="Keys">b</td><td data-title="Note">c</td></tr>',
  );
});

test('an empty cell has no title that a phone would show beside nothing', () => {
  expect(htmlTable('h', [{ title: 'App' }, { title: 'Note' }], [['a', '']])).toContain('<td></td>');
});

test('the box that scrolls can be reached by keyboard', () => {
  expect(htmlTable('h', [], [])).toMatch(/^<div class="scroll" tabindex="0" role="group" aria-labelledby="h">/);
});

test('a name is broken at its dots, cut, and never markup', () => {
  expect(nameHtml('com.example.a<b>')).toBe('<span class="id">com.<wbr>example.<wbr>a&lt;b&gt;</span>');
  expect(nameHtml('x'.repeat(100), 10)).toBe(`<span class="id">${'x'.repeat(9)}…</span>`);
});
