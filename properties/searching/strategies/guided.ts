/**
 * Coverage-guided: keeps schedules whose runs showed something new. Most later runs begin with a part of a
 * kept schedule, sometimes continue with a part of another, and end in a random walk.
 *
 * After Gulcan, Ozkan, Majumdar, Nagendra, "Model-Guided Fuzzing of Distributed Systems", OOPSLA
 * 2025. The strategy does not define what counts as new: `learn` is told the amount.
 */
import type { Draw } from '../../judging/execution/random-source.ts';
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** The most schedules that are kept; the oldest is dropped first. */
const CORPUS_MAX = 64;
/** One run in this many ignores the kept schedules. */
const FRESH_EVERY = 5;

/** A part `[at, end)` of a kept schedule. */
interface Part {
  schedule: Uint8Array;
  at: number;
  end: number;
}

/** Stands for the next thread of a part that is used up. */
const NOTHING = -1;

export function guided(): Strategy {
  const walk = random();
  const corpus: Uint8Array[] = [];
  const beginning = emptyPart();
  const middle = emptyPart();

  const drawPart = (part: Part, draw: Draw, isBeginning: boolean): void => {
    part.schedule = corpus[draw(corpus.length)] as Uint8Array;
    part.at = isBeginning ? 0 : draw(part.schedule.length + 1);
    part.end = part.at + draw(part.schedule.length - part.at + 1);
  };
  const next = (part: Part): number =>
    part.at < part.end ? (part.schedule[part.at++] as number) : NOTHING;

  return {
    begin(driver, draw) {
      walk.begin(driver, draw);
      beginning.end = middle.end = 0;
      if (corpus.length === 0 || draw(FRESH_EVERY) === 0) return;
      drawPart(beginning, draw, true);
      if (draw(2) === 0) drawPart(middle, draw, false);
    },
    pick(choices, current) {
      let planned = next(beginning);
      if (planned === NOTHING) planned = next(middle);
      const isOpen = planned !== NOTHING && choices.has(planned);
      return isOpen ? planned : walk.pick(choices, current);
    },
    learn({ schedule, decided, novelty }) {
      if (novelty === 0) return;
      if (corpus.length === CORPUS_MAX) corpus.shift();
      corpus.push(schedule.slice(0, decided));
    },
  };
}

function emptyPart(): Part {
  return { schedule: new Uint8Array(0), at: 0, end: 0 };
}
