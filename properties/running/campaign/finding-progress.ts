/**
 * Reports how a finding is being shrunk: as part of the progress line or, where that is not shown, as
 * an occasional line on standard error.
 */
import { isSymptom } from './investigate.ts';
import type { Progress } from './progress.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { amount } from '../../terminal/amount.ts';

export interface FindingProgress {
  /** @returns the text for the progress line; `undefined` as long as nothing is found */
  readonly note: (progress: Progress) => string | undefined;
  readonly stop: () => void;
}

const SAID_EVERY_MS = 5000;

/** @param say - receives each line if no terminal shows the progress line */
export function startFindingProgress(say: ((line: string) => void) | undefined): FindingProgress {
  let first: Finding | undefined;
  let latest = '';
  let timer: NodeJS.Timeout | undefined;
  return {
    note({ finding, isShrinking = false }) {
      if (finding === undefined) return undefined;
      first ??= finding;
      latest = describe(finding, first, isShrinking);
      timer ??= setInterval(() => say?.(`migcheck: ${latest}`), SAID_EVERY_MS).unref();
      return latest;
    },
    stop: () => clearInterval(timer),
  };
}

function describe(finding: Finding, first: Finding, isShrinking: boolean): string {
  const name = propertyNames[finding.property];
  if (!isShrinking && isSymptom(finding))
    return `${name}: ${sizeOf(finding)}, looking for the violation that it leads to`;
  return `shrinking ${name}: ${sizeOf(finding)}, from ${first.weight[2]}`;
}

function sizeOf({ weight: [, decisions, steps] }: Finding): string {
  return `${amount(steps, 'step')}, ${amount(decisions, 'decision')}`;
}
