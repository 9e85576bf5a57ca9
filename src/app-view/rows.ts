/** A label and its value. */
export type LabelledRow = readonly [label: string, value: string];

const GAP = 2;

/** Two columns, the first as wide as its longest label. */
export function alignRows(rows: readonly LabelledRow[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + GAP;
  return rows.map(([label, value]) => `${label.padEnd(width)}${value}`.trimEnd());
}

/**
 * A table of text, without borders and colours. A first cell that would make its line wider than `width` stands on a line of
 * its own, whole, so that it can be copied.
 */
export function alignTable(rows: ReadonlyArray<readonly string[]>, width: number): string[] {
  const others = (rows[0] ?? []).slice(1).map((_, index) => widest(rows, index + 1) + GAP);
  const room = width - sum(others) - GAP;
  const first =
    widest(
      rows.filter(([name = '']) => name.length <= room),
      0,
    ) + GAP;
  return rows.flatMap(([name = '', ...cells]) => {
    const rest = cells.map((cell, index) => cell.padEnd(others[index] ?? 0)).join('');
    const isLong = name.length + GAP > first;
    const lines = isLong ? [name, ' '.repeat(first) + rest] : [name.padEnd(first) + rest];
    return lines.map((line) => line.trimEnd());
  });
}

const widest = (rows: ReadonlyArray<readonly string[]>, column: number): number =>
  Math.max(...rows.map((row) => (row[column] ?? '').length));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
