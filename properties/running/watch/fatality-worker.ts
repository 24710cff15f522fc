/** Runs up to a call that is known not to return, in a separate thread, and turns it into a finding. */
import type { Scenario } from '../../../impl/scenario.ts';
import { findAgain } from '../../searching/shrink/find-again.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import { withFatalCalls } from '../../judging/execution/fatal-call.ts';
import { workWatched } from './work-watched.ts';

export interface FatalRun {
  readonly scenario: Scenario;
  /** The thread of each step. */
  readonly steps: Uint8Array;
  /** The calls that are known not to return. */
  readonly fatalCalls: readonly FatalCall[];
}

await workWatched<FatalRun, Finding, never>((open, { scenario, steps, fatalCalls }) => ({
  ...findAgain(withFatalCalls(open, fatalCalls), scenario, steps),
  fatalCalls,
}));
