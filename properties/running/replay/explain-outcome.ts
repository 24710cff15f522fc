/** Explains the outcome of a replayed trace in one or more lines. */
import { printable } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { isRecordedRun } from '../../../traces/trace-file.ts';
import type { LostDecision } from '../../searching/strategies/follow-decisions.ts';
import type { Violation } from '../../telling/story/violation.ts';
import type { ReplayRun } from './replay-run.ts';

export function explainOutcome(
  { outcome, filmed, lost, searched }: ReplayRun,
  trace: Trace,
  violation: Violation | undefined,
): readonly string[] {
  const { expect } = trace;
  const expected = expect.property ?? 'a clean run';
  const where = lost === undefined ? [] : describeLost(lost).map(printable);
  const nearby = `${searched.toLocaleString('en')} schedules nearby`;
  const isSame = isRecordedRun(trace, filmed.digest);
  switch (outcome) {
    case 'reproduced':
      return [
        `reproduced: ${expected}`,
        // A run that is identical to the recorded one fails at the same step, even if its story has changed.
        ...(violation === undefined || isSame === true || violation.failedStep === expect.step
          ? []
          : [`at another step: §${violation.failedStep}, not §${expect.step}`]),
        ...(isSame === false
          ? ['the run differs from the recorded one: the engine has changed since']
          : []),
      ];
    case 'reproduced by search':
      return [`reproduced by search: ${expected}, in the last of ${nearby}`, ...where];
    case 'clean':
      return [
        `clean: ${expected} was recorded, but nothing is violated any more` +
          (searched === 0 ? '' : `, nor in ${nearby}`),
      ];
    case 'diverged':
      return [
        `diverged: ${expected} was recorded${searched === 0 ? '' : `; none of ${nearby} shows it`}`,
        ...where,
      ];
  }
}

/** Describes the decision that could not be followed: what was expected there, and what was possible. */
function describeLost({ number, decision, isBlocked, possible }: LostDecision): readonly string[] {
  const { thread, event, nth, to } = decision;
  const list = possible.length === 0 ? 'nothing' : possible.map((one) => `"${one}"`).join(', ');
  return [
    `  the first decision that could not be followed is number ${number}: ${thread}, about to "${event}"` +
      ` (time ${nth} in the run), was to give way to ${to}`,
    isBlocked
      ? `  possible there: ${list}`
      : `  this never happened; since the previous decision, ${thread} was about to: ${list}`,
  ];
}
