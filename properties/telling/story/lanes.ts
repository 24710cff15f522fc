/**
 * A story as lanes: one column a thread, one line an action. Only one thread acts at a time, so what
 * it does may be written across the columns to its right; a dot marks each lane that stands still.
 */
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import { nameInColumn } from './step-name.ts';
import type { RunStep } from './story.ts';

/** How words may be set off; every function returns its text unchanged where there are no colours. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
}

export const plain: Paint = { bold: same, dim: same, red: same };

function same(text: string): string {
  return text;
}

export const LINE_MAX = 100;

export interface Lanes {
  readonly steps: readonly RunStep[];
  /** The threads in the order of their columns; those that do nothing get none. */
  readonly threads: readonly string[];
  /** The step of the run that was wrong; its line is set off. */
  readonly wrong: number;
  /**
   * How the place in the engine's sources stands in each line: with the function, without it, or as
   * far as there is room for it beside the text.
   */
  readonly places?: 'functions' | 'lines' | 'beside';
}

/** A head with the names of the threads, and at least one line for each step. */
export function drawLanes(lanes: Lanes, paint: Paint): readonly string[] {
  const { steps, threads, places = 'functions' } = lanes;
  const acting = threads.filter((thread) => steps.some(({ actor }) => actor === thread));
  const nameWidth = Math.max(0, ...steps.map((step) => nameInColumn(step).length));
  const margin = nameWidth + MARKS;
  const bitsWidth = Math.max(0, ...steps.map(({ bits }) => (bits === undefined ? 0 : bits.length)));
  const hasBits = steps.some(({ bits }) => bits !== undefined);
  const room = LINE_MAX - margin - (hasBits ? bitsWidth + BITS_MARK.length : 0);
  const columns = columnsOf(acting, room);
  const head = columns.reduce((line, from, lane) => padPast(line, from) + acting[lane], '');
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
  return [paint.bold(`${' '.repeat(margin)}${head}`), ...lines];
}

/** Names that overlap would be none. */
function padPast(line: string, length: number): string {
  return line === '' || line.length < length ? line.padEnd(length) : `${line} `;
}

interface Lane {
  readonly columns: readonly number[];
  /** Index of the column of who acts. */
  readonly lane: number;
  /** Characters between the number and the bits. */
  readonly room: number;
  readonly places: NonNullable<Lanes['places']>;
}

/** A line of text, and what stands beside it. */
interface Row {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** What was done, on as many lines as it takes; where it was done stands at the right of the last. */
function rowsOf({ text, source }: RunStep, { columns, lane, room, places }: Lane): readonly Row[] {
  const from = columns[lane] as number;
  const [first = '', ...others] = wrap(text, room - from);
  const rows = [
    { before: dots(columns.slice(0, lane), from), text: first, indent: from },
    ...others.map((one) => ({ before: ' '.repeat(from + GAP), text: one, indent: from + GAP })),
  ];
  const last = rows.at(-1) as (typeof rows)[number];
  const roomBeside = room - last.indent - last.text.length - GAP;
  const place = source === undefined ? '' : placeWithin(source, places, roomBeside);
  const isBeside = place.length < roomBeside;
  const told = rows.map((row, index): Row => {
    const end = row.indent + row.text.length;
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

/** Where in the engine's sources: `merge-log.ts:41 mergeLog`. */
export function nameOfPlace({ file, line, function: name }: SourcePlace): string {
  const at = `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
  return name === undefined ? at : `${at} ${name}`;
}

/** What stands left of the lanes beside the number: whether it was wrong, and blanks. */
const MARKS = 4;
const BITS_MARK = '| ';
/** Blanks between two lanes. */
const GAP = 2;

/** Where each lane begins: as far to the left as the names of the lanes before it allow. */
function columnsOf(names: readonly string[], room: number): readonly number[] {
  let next = 0;
  return names.map((name) => {
    const from = Math.min(next, Math.max(0, room - MIN_TEXT));
    next += name.length + GAP;
    return from;
  });
}

/** However many lanes there are, so much room is left for what the last of them says. */
const MIN_TEXT = 24;

/** A line of so many characters with a dot at each column that is not before `least`. */
function dots(columns: readonly number[], length: number, least = 0): string {
  const line = Array.from({ length }, () => ' ');
  for (const column of columns) if (column >= least && column < length) line[column] = '.';
  return line.join('');
}

/**
 * Breaks a text at blanks into lines of at most so many characters, a longer word excepted.
 *
 * @param indent - blanks that will stand before each line but the first
 */
export function wrap(text: string, width: number, indent: number = GAP): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? width : width - indent;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
