/**
 * How much of an exploration is still to come. Beside the search, the number of classes is estimated, between
 * executions and in so many steps, so that the search itself stays the same; then the time left follows from
 * the speed of the search.
 */
import type { ClassEstimate, ClassEstimator } from '../../searching/estimation/class-estimate.ts';

/** The estimate begins after so many executions, since a short exploration needs none. */
const BEGINS_AFTER = 1000;

/** The steps that an estimate takes between two progress reports, and in all. */
const STEPS_AT_ONCE = 400_000;
const STEPS_MAX = 12_000_000;

export interface Outlook {
  /** The share done if every branch is as large as its siblings, from 0 to 1: a rough guess. */
  readonly share: number;
  /** The number of classes, once it can be estimated. */
  readonly estimate?: ClassEstimate | undefined;
  /** Milliseconds until all classes are run, with an estimate. */
  readonly msLeft?: number | undefined;
}

export interface OutlookWatch {
  /** Goes on with the estimate. */
  readonly goOn: () => void;
  /** @param classes - run so far, and of these in this process */
  readonly at: (classes: { readonly all: number; readonly here: number }, share: number) => Outlook;
}

/** @param begin - makes the estimator; none if the number of classes is not asked for */
export function watchOutlook(begin: (() => ClassEstimator) | undefined): OutlookWatch {
  let estimator: ClassEstimator | undefined;
  let isOver = begin === undefined;
  let estimate: ClassEstimate | undefined;
  const startedAt = performance.now();
  let estimatingMs = 0;
  return {
    goOn() {
      if (isOver || begin === undefined) return;
      const from = performance.now();
      estimator ??= begin();
      estimator.advance(STEPS_AT_ONCE);
      estimate = estimator.estimate();
      isOver = estimator.isDone() || estimator.steps() >= STEPS_MAX;
      // Its memory is of no more use.
      if (isOver) estimator = undefined;
      estimatingMs += performance.now() - from;
    },
    at({ all, here }, share) {
      if (estimate === undefined) return { share };
      const msOfOne = (performance.now() - startedAt - estimatingMs) / here;
      return { share, estimate, msLeft: Math.max(0, estimate.classes - all) * msOfOne };
    },
  };
}

/** Whether it is time to estimate, after so many executions in this process. */
export function isTimeToEstimate(executions: number): boolean {
  return executions >= BEGINS_AFTER;
}
