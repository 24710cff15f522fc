/**
 * A story as lanes: one column a thread, one line an action. Only one thread acts at a time, so what
 * it does may be written across the columns to its right; a dot marks each lane that stands still.
 */
import type { StoryStep } from './story.ts';

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
  readonly steps: readonly StoryStep[];
  /** The threads in the order of their columns; those that do nothing get none. */
  readonly threads: readonly string[];
  /** The number of the step that was wrong; it is set off. */
  readonly wrong: number;
}

/** A head with the names of the threads, and at least one line for each step. */
export function drawLanes({ steps, threads, wrong }: Lanes, paint: Paint): readonly string[] {
  const acting = threads.filter((thread) => steps.some(({ actor }) => actor === thread));
  const numberWidth = String(steps.at(-1)?.n ?? 1).length;
  const margin = numberWidth + MARKS;
  const bitsWidth = Math.max(0, ...steps.map(({ bits }) => (bits === undefined ? 0 : bits.length)));
  const hasBits = steps.some(({ bits }) => bits !== undefined);
  const right = hasBits ? bitsWidth + BITS_MARK.length : 0;
  const room = LINE_MAX - margin - right;
  const columns = columnsOf(acting, room);
  const head = columns.reduce((line, from, lane) => line.padEnd(from) + acting[lane], '');
  const lines = steps.flatMap((step) => {
    const lane = acting.indexOf(step.actor);
    const from = columns[lane] as number;
    const [first = '', ...rest] = wrap(step.text, room - from);
    const isWrong = step.n === wrong;
    const mark = `${isWrong ? '>' : ' '} ${String(step.n).padStart(numberWidth)}  `;
    const before = dots(columns.slice(0, lane), from);
    const after = dots(columns.slice(lane + 1), room, from + first.length + 1);
    const bits = step.bits === undefined ? '' : BITS_MARK + step.bits;
    const shown = isWrong ? paint.red(first) : first;
    return [
      isWrong ? paint.red(mark) : mark,
      paint.dim(before),
      shown,
      bits === '' && after.trim() === '' ? '' : paint.dim(after.slice(from + first.length) + bits),
    ]
      .join('')
      .trimEnd()
      .concat(
        ...rest.map(
          (text) => `\n${' '.repeat(margin + from)}  ${isWrong ? paint.red(text) : text}`,
        ),
      )
      .split('\n');
  });
  return [paint.bold(`${' '.repeat(margin)}${head}`), ...lines];
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
