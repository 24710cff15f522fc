/** Films one run in a separate thread, since a step of it may not end. */
import type { Film, Filmed } from '../../telling/film/frames.ts';
import { film } from '../../telling/film/frames.ts';
import { workWatched } from './work-watched.ts';

await workWatched<Film, Filmed, never>(film);
