// Lists of entries that belong to rows, in ascending order of rows as they were appended: for what few rows have.

/** The entries of one row, by a binary search. */
export function rowsOf<T extends { readonly row: number }>(list: readonly T[], row: number): T[] {
  let from = 0;
  for (let to = list.length; from < to; ) {
    const middle = (from + to) >>> 1;
    if (list[middle].row < row) from = middle + 1;
    else to = middle;
  }
  let end = from;
  while (end < list.length && list[end].row === row) end++;
  return list.slice(from, end);
}
