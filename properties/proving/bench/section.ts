/** A section of the benchmark: what it measures, and a table of its results. */
import type { OpenSystem } from '../../../impl/system.ts';
import { drawTable } from '../../terminal/table.ts';
import { fit } from '../../terminal/width.ts';

export interface Section {
  /** Its name on the command line. */
  readonly name: string;
  readonly run: (open: OpenSystem, options: BenchOptions) => Promise<Report>;
}

interface BenchOptions {
  /** The folder of another built checkout, for the sections that can compare with one. */
  readonly against: string | undefined;
}

export interface Report {
  /** What was measured, and how. */
  readonly title: string;
  /** One row for each subject: a label first, then figures. */
  readonly rows: readonly Row[];
}

/** Figures by the name of their column, in the order of the columns. */
export type Row = Readonly<Record<string, string | number>>;

export function formatReport({ title, rows }: Report): string {
  const columns = Object.keys(rows[0] ?? {});
  const aligns = columns.map((_, index) => (index === 0 ? 'left' : 'right'));
  const figures = rows.map((row) => columns.map((column) => formatFigure(row[column] ?? '')));
  return `${fit(title)}\n${drawTable({ head: columns, aligns }, figures)}`;
}

function formatFigure(figure: string | number): string {
  if (typeof figure === 'string') return figure;
  return figure.toLocaleString('en', { maximumFractionDigits: figure < 100 ? 2 : 0 });
}
