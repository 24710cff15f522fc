/** What led to a violation, thing by thing. */
import type { StepName } from '../step-name.ts';

/** One thing that was done; how its step is named is known once there is a story. */
export interface Link extends Partial<StepName> {
  /** The step of the run, counted from 1. */
  readonly step: number;
  readonly actor: string;
  /** One word for what was done, like `written`, `parked`, `sent` or `holds`. */
  readonly kind: string;
  /** What was done, without the actor. */
  readonly text: string;
  /** What it was done to, if that has a name of its own: a mutex, or what is waited for. */
  readonly object?: string;
}
