/** Runs up to a call that is known not to come back, in a thread of its own, and makes a finding of it. */
import type { Scenario } from '../../../impl/scenario.ts';
import { findAgain } from '../../searching/shrink/find-again.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import { withFatalCalls } from '../../judging/execution/fatal-call.ts';
import { workWatched } from './work-watched.ts';

export interface FatalRun {
  readonly scenario: Scenario;
  /** The threads that took its steps. */
  readonly steps: Uint8Array;
  /** The calls of which it is known by now that they do not come back. */
  readonly fatalCalls: readonly FatalCall[];
}

await workWatched<FatalRun, Finding, never>((open, { scenario, steps, fatalCalls }) => ({
  ...findAgain(withFatalCalls(open, fatalCalls), scenario, steps),
  fatalCalls,
}));
