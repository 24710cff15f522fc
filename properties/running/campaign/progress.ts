/** How far a campaign has come: its totals so far, and the violation that is being investigated. */
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Total } from './fold.ts';

export interface Progress extends Total {
  /** The violation that is being investigated or shrunk, if one was found. */
  readonly finding?: Finding | undefined;
  /** Shrinking has begun; before that, the search is for what the violation leads to. */
  readonly isShrinking?: boolean;
}
