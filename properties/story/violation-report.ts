/** A violation as text: the property, the line that replays it, the story, why, where to look. */
import { properties } from '../oracles/properties.ts';
import type { Paint } from './lanes.ts';
import { drawLanes, LINE_MAX, plain, wrap } from './lanes.ts';
import { tellBreaks, tellChain } from './provenance/why.ts';
import type { Violation } from './violation.ts';

export interface ReportDetails {
  /** The command that replays it, as one line to paste. */
  readonly replay: string;
  /** What the schedule was before and after it was shrunk, if it was. */
  readonly shrunk?: Shrunk;
  /** No step is left out, however many lines it takes. */
  readonly isWhole?: boolean;
}

/** Lines that a reader takes in at a glance; of a longer story, the middle is left out. */
export const REPORT_LINES_MAX = 25;

/** What shrinking has made of a schedule. */
export interface Shrunk {
  /** Steps before. */
  readonly from: number;
  /** Steps after. */
  readonly to: number;
  readonly decisions: number;
  /** Schedules tried in vain in each smaller scenario; absent if shrinking ended early. */
  readonly minimalUnder?: number;
}

/** @returns several lines, the last without a line break */
export function reportViolation(
  violation: Violation,
  details: ReportDetails,
  paint: Paint = plain,
): string {
  const { kind, claim, hint } = properties[violation.id];
  const { steps, threads, failedStep, provenance } = violation;
  const { shrunk } = details;
  const why = tellChain(provenance, steps);
  const breaks = tellBreaks(provenance, steps);
  const also = violation.also.join(', ');
  const before = [
    paint.red(`VIOLATED ${violation.property}: ${kind}:`) +
      paragraph('', claim, `VIOLATED ${violation.property}: ${kind}: `.length),
    `  replay: ${details.replay}`,
    ...(shrunk === undefined ? [] : [paragraph('schedule', describeShrunk(shrunk))]),
  ];
  const after = [
    ...asides(violation).map((line) => paint.dim(`  ${line}`)),
    paragraph(paint.bold(`first wrong at step ${failedStep}`), violation.what),
    ...(also === '' ? [] : [paragraph('at the same step', also)]),
    ...(why === undefined ? [] : [paragraph(paint.bold('why'), why)]),
    ...breaks.map(({ name, text }) => paragraph(paint.bold(name), text)),
  ];
  const advice = paragraph('hint', hint);
  const lanes = drawLanes({ steps, threads, wrong: failedStep }, paint);
  const roomBeside = (others: readonly string[]): number =>
    details.isWhole === true ? Infinity : REPORT_LINES_MAX - linesIn([...before, ...others]);
  // What was done says more than where to look.
  const hasRoom = lanes.length <= roomBeside([...after, advice]);
  const rest = hasRoom ? [...after, advice] : after;
  return [...before, ...shorten(lanes, roomBeside(rest)), ...rest].join('\n');
}

function linesIn(paragraphs: readonly string[]): number {
  return paragraphs.join('\n').split('\n').length;
}

/** The beginning says where one is, the end what went wrong. */
function shorten(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const excess = lines.length - Math.max(room, LINES_KEPT) + 1;
  const note = `    ... ${excess} lines are left out; --verbose has them`;
  return lines.toSpliced(HEAD_KEPT, excess, note);
}

/** The names of the threads, and the first two lines. */
const HEAD_KEPT = 3;
const LINES_KEPT = 8;

/** `  name: text`, on as many lines as it takes. */
function paragraph(name: string, text: string, indent = name.length + 4): string {
  const [first = '', ...rest] = wrap(`${'x'.repeat(indent - 1)} ${text}`, LINE_MAX, 4);
  const head = name === '' ? ' ' : `  ${name}: `;
  return [head + first.slice(indent), ...rest.map((line) => `    ${line}`)].join('\n');
}

function describeShrunk({ from, to, decisions, minimalUnder }: Shrunk): string {
  const howFar =
    minimalUnder === undefined
      ? 'not shrunk to the end'
      : `each smaller scenario searched ${minimalUnder} times`;
  const decided = `${decisions} decision${decisions === 1 ? '' : 's'}`;
  return `${to} steps, ${decided}, shrunk from ${from}; ${howFar}`;
}

/** What the words beside the steps mean, and what is to be known of the page's block. */
function asides(violation: Violation): readonly string[] {
  const legend = legendOf(violation);
  const told = [...(legend === undefined ? [] : [`| ${legend}`]), violation.block ?? ''];
  return told.filter((text) => text !== '').flatMap((text) => wrap(text, LINE_MAX - 2));
}

const BIT_NAMES: Readonly<Record<string, string>> = {
  armed: 'armed (a write traps)',
  H: 'H hypervisor log',
  L: 'L QEMU log',
  I: 'I parked',
  S: 'S shadow',
  D: 'D dirty',
  C: 'C clear of the log due',
  Q: 'Q asked for',
  R: 'R received',
  there: 'there (on the destination)',
};

/** What the words beside the steps mean, as far as they occur; `undefined` if none does. */
export function legendOf({ steps, provenance }: Violation): string | undefined {
  const beside = steps.flatMap(({ bits }) => bits?.split(' ') ?? []);
  const inBreaks = provenance.breaks.flatMap(({ did }) => did.match(/\b[A-Z]\b/g) ?? []);
  const used = new Set([...beside, ...inBreaks]);
  const names = Object.entries(BIT_NAMES).flatMap(([bit, name]) => (used.has(bit) ? [name] : []));
  return names.length === 0 ? undefined : names.join(', ');
}
