/** How far a campaign has come: what is known so far, and what is being made of a violation. */
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Total } from './fold.ts';

export interface Progress extends Total {
  /** The violation that is being shrunk, if one was found. */
  readonly finding?: Finding | undefined;
  /** It has become smaller; before that, it is looked for what it leads to. */
  readonly isShrinking?: boolean;
}
