/**
 * A story as lanes: one column per thread, one line per action. Only one thread acts at a time, so its
 * text may extend across the columns to its right; a dot marks each idle lane.
 */
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import type { Look } from './look.ts';
import { same } from './look.ts';
import { nameInColumn } from './step-name.ts';
import type { RunStep } from './story.ts';
import { columnsIn, wrap } from './wrap.ts';

export interface Lanes {
  readonly steps: readonly RunStep[];
  /** The threads in the order of their columns; idle threads get no column. */
  readonly threads: readonly string[];
  /** The step of the run that was wrong; its line is highlighted. */
  readonly wrong: number;
  /**
   * How each line shows the place in the engine's sources: with the function, without it, or only if
   * there is room beside the text.
   */
  readonly places?: 'functions' | 'lines' | 'beside';
}

/** A drawn story. */
export interface Drawn {
  /** The names of the threads. */
  readonly head: readonly string[];
  /** At least one for each step. */
  readonly lines: readonly string[];
}

export function drawLanes(lanes: Lanes, { paint, width }: Look): Drawn {
  const { steps, threads, places = 'functions' } = lanes;
  const acting = threads.filter((thread) => steps.some(({ actor }) => actor === thread));
  const nameWidth = Math.max(0, ...steps.map((step) => nameInColumn(step).length));
  const margin = nameWidth + MARKS;
  const bitsWidth = Math.max(0, ...steps.map(({ bits }) => (bits === undefined ? 0 : bits.length)));
  const hasBits = steps.some(({ bits }) => bits !== undefined);
  const room = width - margin - (hasBits ? bitsWidth + BITS_MARK.length : 0);
  const columns = columnsOf(acting, room);
  const wrong = steps.findLast(({ at }) => at === lanes.wrong);
  const lines = steps.flatMap((step) => {
    const lane = acting.indexOf(step.actor);
    const rows = rowsOf(step, { columns, lane, room, places });
    const isWrong = step === wrong;
    const set = isWrong ? paint.red : same;
    const mark = `${isWrong ? '>' : ' '} ${nameInColumn(step).padStart(nameWidth)}  `;
    return rows.map(({ before, text, after }, index) => {
      const bits = step.bits === undefined || index > 0 ? '' : BITS_MARK + step.bits;
      const rest = bits === '' ? after.trimEnd() : after + bits;
      const left = index === 0 ? set(mark) : ' '.repeat(margin);
      return (
        left +
        paint.dim(before) +
        set(text) +
        (rest === '' ? '' : paint.dim(rest))
      ).trimEnd();
    });
  });
  const head = headOf(acting, columns, width - margin);
  return { head: head.map((names) => paint.bold(' '.repeat(margin) + names)), lines };
}

/** Each name begins at its lane, or as near to it as there is room, on several lines if needed. */
function headOf(
  names: readonly string[],
  columns: readonly number[],
  room: number,
): readonly string[] {
  const together = columns.reduce((line, from, lane) => padPast(line, from) + names[lane], '');
  if (columnsIn(together) <= room) return [together];
  const lines: string[] = [];
  names.forEach((name, lane) => {
    const from = Math.max(0, Math.min(columns[lane] as number, room - columnsIn(name)));
    const free = lines.findIndex((line) => line.length < from);
    if (free < 0) lines.push(' '.repeat(from) + name);
    else lines[free] = (lines[free] as string).padEnd(from) + name;
  });
  return lines;
}

/** Pads a line to a column, but always by at least one blank, so that two names do not run together. */
function padPast(line: string, length: number): string {
  return line === '' || line.length < length ? line.padEnd(length) : `${line} `;
}

interface Lane {
  readonly columns: readonly number[];
  /** Index of the column of the acting thread. */
  readonly lane: number;
  /** Characters between the number and the bits. */
  readonly room: number;
  readonly places: NonNullable<Lanes['places']>;
}

/** A line of text, and what is drawn to its left and right. */
interface Row {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** The action, wrapped to as many lines as needed, with its source place at the right of the last one. */
function rowsOf({ text, source }: RunStep, { columns, lane, room, places }: Lane): readonly Row[] {
  const from = columns[lane] as number;
  const [first = '', ...others] = wrap(text, room - from);
  const rows = [
    { before: dots(columns.slice(0, lane), from), text: first, indent: from },
    ...others.map((one) => ({ before: ' '.repeat(from + GAP), text: one, indent: from + GAP })),
  ];
  const last = rows.at(-1) as (typeof rows)[number];
  const roomBeside = room - last.indent - columnsIn(last.text) - GAP;
  const place = source === undefined ? '' : placeWithin(source, places, roomBeside);
  const isBeside = place.length < roomBeside;
  const told = rows.map((row, index): Row => {
    const end = row.indent + columnsIn(row.text);
    const dotted = index === 0 ? dots(columns.slice(lane + 1), room, end + 1) : ' '.repeat(room);
    const after = dotted.slice(end);
    const isLast = index === rows.length - 1;
    if (!isLast || !isBeside || place === '') return { ...row, after };
    return { ...row, after: `${after.slice(0, -place.length - GAP)} ${place} ` };
  });
  if (isBeside || place === '') return told;
  return [...told, { before: '', text: '', after: `${place} `.padStart(room) }];
}

function placeWithin(source: SourcePlace, places: Lane['places'], room: number): string {
  const { function: _, ...line } = source;
  const names = [nameOfPlace(source), nameOfPlace(line)] as const;
  switch (places) {
    case 'functions':
      return names[0];
    case 'lines':
      return names[1];
    case 'beside':
      return names.find(({ length }) => length < room) ?? '';
  }
}

/** A place in the engine's sources, like `merge-log.ts:41 mergeLog`. */
export function nameOfPlace({ file, line, function: name }: SourcePlace): string {
  const at = `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
  return name === undefined ? at : `${at} ${name}`;
}

/** Columns left of the lanes besides the number: the mark of the wrong step, and blanks. */
const MARKS = 4;
const BITS_MARK = '| ';
/** Blanks between two lanes. */
const GAP = 2;

/** The first column of each lane: as far left as the names of the lanes before it allow. */
function columnsOf(names: readonly string[], room: number): readonly number[] {
  let next = 0;
  return names.map((name) => {
    const from = Math.min(next, Math.max(0, room - MIN_TEXT));
    next += name.length + GAP;
    return from;
  });
}

/** Columns that are left for the text of the last lane, however many lanes there are. */
const MIN_TEXT = 24;

/** A line of `length` characters with a dot at each of the columns from `least` on. */
function dots(columns: readonly number[], length: number, least = 0): string {
  const line = Array.from({ length }, () => ' ');
  for (const column of columns) if (column >= least && column < length) line[column] = '.';
  return line.join('');
}
