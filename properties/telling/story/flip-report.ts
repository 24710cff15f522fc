/** A flip as text: the run that fails beside the one that passes. */
import { printableData } from '../../../traces/printable.ts';
import type { Flip, FlippedChoice } from './flip.ts';
import type { Look } from './look.ts';
import { LANES_MIN, PLAIN } from './look.ts';
import { nameInColumn, where } from './step-name.ts';
import type { StoryStep } from './story-step.ts';
import { columnsIn, hang } from './wrap.ts';

/** @returns several lines, the last without a line break */
export function reportFlip(flip: Flip, story: readonly StoryStep[], look: Look = PLAIN): string {
  const told: Told = { ...printableData(flip), story };
  return [...tellChoice(told, look), ...tellWrite(told, look)].join('\n');
}

/** A flip, and the story of the run that fails. */
interface Told extends Flip {
  readonly story: readonly StoryStep[];
}

function tellChoice({ choice, runs, isComplete, story }: Told, look: Look): readonly string[] {
  if (choice === undefined) {
    const how = isComplete
      ? 'whichever thread goes first at any one step'
      : `so far (${runs} runs)`;
    return [say('no choice', `makes the difference: it is violated ${how}`, look)];
  }
  const { step, went, instead } = choice;
  const turn = `${where(step, story)} ${went.thread} goes on (${went.label});`;
  const other = `if ${instead.thread} does (${instead.label}), nothing is violated`;
  return [say('the choice:', `${turn} ${other}`, look), ...drawBoth(choice, look)];
}

function tellWrite({ write, isComplete, story }: Told, look: Look): readonly string[] {
  if (write === undefined)
    return isComplete ? [say('no write', 'of the guest makes the difference', look)] : [];
  const { step, actor, page } = write;
  const when = step === 0 ? 'which is under way at the end' : `done ${where(step, story)}`;
  const without = `without actor ${actor}'s write to ${page}, ${when}, nothing is violated`;
  return [say('the write:', without, look)];
}

/** @param what - the words to set in bold */
function say(what: string, text: string, { paint, width }: Look): string {
  return hang(`  ${what} ${text}`, width).replace(what, () => paint.bold(what));
}

/** The two runs in two columns or, on narrow terminals, one below the other. */
function drawBoth({ fails, passes }: FlippedChoice, { paint, width }: Look): readonly string[] {
  const isNarrow = width < LANES_MIN;
  const column = isNarrow ? width - MARGIN.length : Math.floor((width - MARGIN.length - 2) / 2);
  const left = linesOf(fails, nameInColumn, column - 1);
  // Lines of the passing run have no numbers in the story of the failing one.
  const right = linesOf(passes, ({ at }) => nameInColumn({ at }), column - 1);
  if (isNarrow) {
    const titles = [paint.red('fails:'), paint.bold('passes:')] as const;
    return [titles[0], ...left, titles[1], ...right].map((line) => MARGIN + line);
  }
  const head = `${MARGIN}${paint.red('fails'.padEnd(column))}| ${paint.bold('passes')}`;
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const one = left[index] ?? '';
    const blanks = ' '.repeat(column - columnsIn(one));
    return `${MARGIN}${one}${blanks}| ${right[index] ?? ''}`.trimEnd();
  });
  return [head, ...lines];
}

const MARGIN = '    ';

function linesOf(
  steps: readonly StoryStep[],
  nameOf: (step: StoryStep) => string,
  width: number,
): readonly string[] {
  return steps.flatMap((step) =>
    hang(`${nameOf(step)} ${step.actor}: ${step.text}`, width).split('\n'),
  );
}
