/** What makes the difference, as text: the run that fails beside the one that passes. */
import { printableData } from '../../../traces/printable.ts';
import type { Flip, FlippedChoice } from './flip.ts';
import type { Paint } from './lanes.ts';
import { LINE_MAX, plain, wrap } from './lanes.ts';
import { nameInColumn, where } from './step-name.ts';
import type { StoryStep } from './story-step.ts';

/** @returns several lines, the last without a line break */
export function reportFlip(flip: Flip, story: readonly StoryStep[], paint: Paint = plain): string {
  const told: Told = { ...printableData(flip), story };
  return [...tellChoice(told, paint), ...tellWrite(told, paint)].join('\n');
}

/** A flip, and the story of the run that fails. */
interface Told extends Flip {
  readonly story: readonly StoryStep[];
}

function tellChoice({ choice, runs, isComplete, story }: Told, paint: Paint): readonly string[] {
  if (choice === undefined) {
    const how = isComplete ? 'whatever thread goes first at any one step' : `so far (${runs} runs)`;
    return [`  ${paint.bold('no choice')} makes the difference: it is violated ${how}`];
  }
  const { step, went, instead } = choice;
  const turn = `${where(step, story)} ${went.thread} goes on (${went.label});`;
  const other = `if ${instead.thread} does (${instead.label}), nothing is violated`;
  const [first = '', ...rest] = wrap(`the choice: ${turn} ${other}`, LINE_MAX - 2);
  return [
    `  ${first.replace('the choice:', paint.bold('the choice:'))}`,
    ...rest.map((line) => `    ${line}`),
    ...drawBoth(choice, paint),
  ];
}

function tellWrite({ write, isComplete, story }: Told, paint: Paint): readonly string[] {
  if (write === undefined)
    return isComplete ? [`  ${paint.bold('no write')} of the guest makes the difference`] : [];
  const { step, actor, page } = write;
  const when = step === 0 ? 'which is under way at the end' : `done ${where(step, story)}`;
  return [
    `  ${paint.bold('the write:')} without the one of actor ${actor} to ${page}, ${when}, nothing is violated`,
  ];
}

/** Two columns; each line of a story is set in below its actor. */
function drawBoth({ fails, passes }: FlippedChoice, paint: Paint): readonly string[] {
  const left = columnOf(fails, nameInColumn);
  // The lines of another run: they have no numbers in the story of this one.
  const right = columnOf(passes, ({ at }) => nameInColumn({ at }));
  const head = `    ${paint.red('fails'.padEnd(COLUMN))}| ${paint.bold('passes')}`;
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    `    ${(left[index] ?? '').padEnd(COLUMN)}| ${right[index] ?? ''}`.trimEnd(),
  );
  return [head, ...lines];
}

/** Of 100 columns, less what sets them off. */
const COLUMN = 47;

function columnOf(
  steps: readonly StoryStep[],
  nameOf: (step: StoryStep) => string,
): readonly string[] {
  return steps.flatMap((step) => {
    const [first = '', ...rest] = wrap(`${nameOf(step)} ${step.actor}: ${step.text}`, COLUMN - 1);
    return [first, ...rest.map((line) => `  ${line}`)];
  });
}
