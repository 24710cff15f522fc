/** What led to a violation of one page, lock, count or stream, and the steps that broke the chain. */
import type { StepName } from '../step-name.ts';
import type { CausalLink } from './link.ts';

/** A step that broke the chain. */
export interface Break extends Partial<StepName> {
  /** The step of the run, counted from 1. */
  readonly step: number;
  readonly actor: string;
  /** The engine's name for the step. */
  readonly label: string;
  readonly page?: string;
  readonly did: string;
  /** What should have followed instead. */
  readonly should: string;
}

export interface Provenance {
  /** The subject: a page like `ram0:0`, a shared object, `threads`, `stream`... */
  readonly about: string;
  readonly kind: 'page' | 'threads' | 'shared' | 'stream' | 'migration';
  /** In the order of steps. */
  readonly links: readonly CausalLink[];
  /** The breaches of the last step that broke a rule, those of the page first; often empty. */
  readonly breaks: readonly Break[];
}
