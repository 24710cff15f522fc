/** Looks for what makes the difference in a thread of its own, since a run of another choice may not end. */
import type { Flip } from '../story/flip.ts';
import { findFlip } from '../story/flip.ts';
import type { Film } from '../story/frames.ts';
import { film } from '../story/frames.ts';
import { workWatched } from './work-watched.ts';

await workWatched<Film, Flip, never>((open, run) => findFlip(open, film(open, run)));
