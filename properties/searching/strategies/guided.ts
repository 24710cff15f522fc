/**
 * Guided by coverage: a schedule whose run showed something new is kept, and later runs begin with
 * a part of a kept schedule, now and then go on with a part of another, and end in a random walk.
 *
 * After Gulcan, Ozkan, Majumdar, Nagendra, "Model-Guided Fuzzing of Distributed Systems", OOPSLA
 * 2025. What counts as new is not for the strategy to know: it is told how much of it there was.
 */
import type { Draw } from '../../judging/execution/random-source.ts';
import { random } from './random.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';

/** Schedules that are kept; the oldest makes room. */
const CORPUS_MAX = 64;
/** One run in so many ignores what is kept. */
const FRESH_EVERY = 5;

/** A part `[at, end)` of a kept schedule. */
interface Part {
  schedule: Uint8Array;
  at: number;
  end: number;
}

/** What a part offers when it is over. */
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
