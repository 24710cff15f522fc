/**
 * A table if it fits the width of the terminal, with texts broken at blanks if needed; otherwise each row
 * is a paragraph.
 */
import Table from 'cli-table3';
import { columnsIn } from '../telling/story/wrap.ts';
import { fit, textWidth } from './width.ts';

export interface Columns {
  readonly head: readonly string[];
  readonly aligns: readonly ('left' | 'right')[];
}

type Cell = string | number;

/** Columns per cell besides its text: two blanks and the line at its right. */
const FRAME = 3;

/** @returns several lines, the last without a line break */
export function drawTable(columns: Columns, rows: readonly (readonly Cell[])[]): string {
  const { head, aligns } = columns;
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = widthsWithin(textWidth() - 1, cells);
  if (widths === undefined) return rows.map((row) => paragraph(head, row)).join('\n');
  const table = new Table({
    head: [...head],
    colAligns: [...aligns],
    colWidths: widths.map((width) => width + FRAME - 1),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** @returns the width of each column's text; `undefined` if there is no room for the longest words */
function widthsWithin(
  room: number,
  cells: readonly (readonly string[])[],
): readonly number[] | undefined {
  const columns = (cells[0] ?? []).map((_, column) => cells.map((row) => row[column] ?? ''));
  const widths = columns.map((texts) => Math.max(...texts.map(columnsIn)));
  const least = columns.map((texts) =>
    Math.max(...texts.flatMap((text) => text.split(' ').map(columnsIn))),
  );
  const excess = (): number => widths.reduce((sum, width) => sum + width + FRAME, 0) - room;
  while (excess() > 0) {
    const spare = widths.map((width, column) => width - (least[column] as number));
    const widest = Math.max(...spare);
    if (widest === 0) return undefined;
    const column = spare.indexOf(widest);
    widths[column] = (widths[column] as number) - 1;
  }
  return widths;
}

/** Like `precopy: migrations 20, right 8`. */
function paragraph(head: readonly string[], [name = '', ...rest]: readonly Cell[]): string {
  const told = rest.flatMap((cell, at) => (cell === '' ? [] : [`${head[at + 1]} ${cell}`]));
  return fit(`${name}: ${told.join(', ')}`);
}
