/** A link of the chain that led to a violation. */
import type { StepName } from '../step-name.ts';

/** One action; the name of its step is added once the story is told. */
export interface CausalLink extends Partial<StepName> {
  /** The step of the run, counted from 1. */
  readonly step: number;
  readonly actor: string;
  /** One word for what was done, like `written`, `parked`, `sent` or `holds`. */
  readonly kind: string;
  /** What was done, without the actor. */
  readonly text: string;
  /** The object of the action if it has a name: a mutex, or what is waited for. */
  readonly object?: string;
}
