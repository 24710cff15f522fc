/** A violation as text: the property, the line that replays it, the story, where to look. */
import { properties } from '../oracles/properties.ts';
import type { StoryStep } from './story.ts';
import type { Violation } from './violation.ts';

export interface ReportDetails {
  /** The command that replays it, as one line to paste. */
  readonly replay: string;
  /** What the schedule was before and after it was shrunk, if it was. */
  readonly shrunk?: Shrunk;
}

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
export function reportViolation(violation: Violation, details: ReportDetails): string {
  const { kind, claim, hint } = properties[violation.id];
  const { shrunk } = details;
  return [
    `VIOLATED ${violation.property}: ${kind}: ${claim}`,
    `  replay: ${details.replay}`,
    ...(shrunk === undefined ? [] : [`  schedule: ${describeShrunk(shrunk)}`]),
    ...storyLines(violation.steps),
    `  first wrong at step ${violation.failedStep}: ${violation.what}`,
    ...(violation.also.length === 0 ? [] : [`  at the same step: ${violation.also.join(', ')}`]),
    `  hint: ${hint}`,
  ].join('\n');
}

function describeShrunk({ from, to, decisions, minimalUnder }: Shrunk): string {
  const howFar =
    minimalUnder === undefined
      ? 'not shrunk to the end'
      : `minimal: each smaller scenario was searched ${minimalUnder} times`;
  const decided = `${decisions} decision${decisions === 1 ? '' : 's'}`;
  return `${to} steps with ${decided}, shrunk from ${from} steps; ${howFar}`;
}

/** Number, actor, what it does; at the right how the page stands then. */
export function storyLines(steps: readonly StoryStep[]): readonly string[] {
  const widthOf = (text: (step: StoryStep) => string): number =>
    Math.max(0, ...steps.map((step) => text(step).length));
  const actorWidth = widthOf(({ actor }) => actor);
  const textWidth = widthOf(({ text }) => text);
  const numberWidth = String(steps.length).length;
  const lines = steps.map(({ n, actor, text, bits }) => {
    const line = `  ${String(n).padStart(numberWidth)}  ${actor.padEnd(actorWidth)}  ${text}`;
    if (bits === undefined) return line;
    return `${line}${' '.repeat(textWidth - text.length)}  | ${bits}`.trimEnd();
  });
  const legend = legendOf(steps);
  return legend === undefined ? lines : [...lines, `  | ${legend}`];
}

/** What the signs stand for that say how a page stands, if any of the steps has them. */
export function legendOf(steps: readonly StoryStep[]): string | undefined {
  if (!steps.some(({ bits }) => bits !== undefined)) return undefined;
  const isThere = steps.some(({ bits }) => bits?.endsWith('there') === true);
  return (
    'how the page stands: armed, H hypervisor log, L QEMU log, I parked, S shadow, D dirty' +
    (isThere ? ', there: on the destination' : '')
  );
}
