/** Puts steps, events and contents into words. */
import type { ColumnShape, StepView } from '../trace-view.ts';
import type { Run } from './run.ts';

/** A step's name: the line of the story about it and its number, `§5 (25)`; or only its number. */
export function nameOfStep({ steps }: Run, step: number): string {
  const line = steps[step - 1]?.line;
  return line === undefined ? `${step}` : `§${line} (${step})`;
}

/** The name of a step, as used in a sentence. */
export function callStep(run: Run, step: number): string {
  const name = nameOfStep(run, step);
  return name.startsWith('§') ? name : `step ${name}`;
}

export function describeStep(run: Run, step: number): string {
  if (step === 0) return 'before the first step';
  const { thread = 0, text, label = '' } = run.steps[step - 1] ?? {};
  const time = timeOf(run, step);
  const when = time === undefined ? '' : `, at ${time}`;
  return `${run.threads[thread]?.name}: ${text ?? label}${when}`;
}

/** When the step was taken, like `285.6 ms`, if that is known. */
export function timeOf({ steps }: Run, step: number): string | undefined {
  const ms = steps[step - 1]?.ms;
  return ms === undefined ? undefined : `${ms.toFixed(1)} ms`;
}

/** Formats an event as QEMU prints its trace events: the name, then the named arguments. */
export function describeEvent(
  { tracepoints, valueNames }: Run,
  [tracepoint = 0, ...values]: StepView['events'][number],
): string {
  const { name = '', args = [] } = tracepoints[tracepoint] ?? {};
  const named = args.map((arg, index) => {
    const value = values[index] as number;
    return `${arg}=${valueNames[arg]?.[value] ?? value}`;
  });
  return [name, ...named].join(' ');
}

/** A version is `v3`; a torn page is `v1|v2`. */
export function shortContent({ contents, contentNames }: Run, content: number): string {
  const name = contentNames?.[content];
  if (name) return name.short;
  return (contents[content] ?? [])
    .map((version) => (version === 0 ? '0' : `v${version}`))
    .join('|');
}

export function longContent({ contents, contentNames }: Run, content: number): string {
  const name = contentNames?.[content];
  if (name) return name.long;
  const names = (contents[content] ?? []).map((version) =>
    version === 0 ? 'zeros' : `version ${version}`,
  );
  return names.length === 1 ? (names[0] ?? '') : `torn: ${names.join(', then ')}`;
}

/** The value of a page in one column: whether a bit is set, or the index of a content. */
export function readColumn(
  run: Run,
  { cell, bit }: ColumnShape,
  cells: Int32Array,
  page: number,
): boolean | number {
  const value = cells[firstCellOf(run, page) + cell] as number;
  return bit === undefined ? value : (value & bit) !== 0;
}

export interface Change {
  readonly cells: Int32Array;
  /** The previous values of the cells that the step has changed. */
  readonly was: ReadonlyMap<number, number>;
  readonly page: number;
}

/** Whether the column has changed. Bits share a cell, so a changed cell is not enough. */
export function hasChanged(
  run: Run,
  { cell, bit }: ColumnShape,
  { cells, was, page }: Change,
): boolean {
  const at = firstCellOf(run, page) + cell;
  const before = was.get(at);
  if (before === undefined) return false;
  return bit === undefined || ((before ^ (cells[at] as number)) & bit) !== 0;
}

function firstCellOf({ facts, pageCells }: Run, page: number): number {
  return facts.length + page * pageCells;
}

/** Whether channels have lanes of their own: then every item passes in one step, and none is in flight after it. */
export function hasWireLanes({ threads }: Run): boolean {
  return threads.some(({ place }) => place === 'wire');
}

export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
