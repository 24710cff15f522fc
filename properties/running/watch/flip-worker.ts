/** Looks for the choice that makes the difference in a separate thread, since a run it tries may not end. */
import { makePatience } from '../campaign/patience.ts';
import type { Flip } from '../../telling/story/flip.ts';
import { BRIEF, findFlip } from '../../telling/story/flip.ts';
import { film } from '../../telling/film/frames.ts';
import type { ToFlip } from './flip-watched.ts';
import { workWatched } from './work-watched.ts';

await workWatched<ToFlip, Flip, never>((open, run) => {
  const isLate = makePatience(run.isOwn === true).isLateToSearch;
  const filmed = film(open, run);
  return findFlip(open, filmed, run.isBrief === true ? { ...BRIEF, isLate } : undefined);
});
