/** Which steps are shown: search and filters. */
import type { Run } from './run.ts';
import { describeEvent } from './words.ts';

export interface Selection {
  readonly search: string;
  /** Steps of which no story would tell as well: locks, waiting. */
  readonly isEveryStep: boolean;
  /** Only what is about this page. */
  readonly onlyPage: number | undefined;
  readonly hiddenThreads: ReadonlySet<number>;
}

/** @returns their numbers, in order; where the violation is, is always among them */
export function selectSteps(run: Run, selection: Selection): readonly number[] {
  const { isEveryStep, onlyPage, hiddenThreads } = selection;
  const words = selection.search.toLowerCase().split(/\s+/).filter(Boolean);
  return run.steps.flatMap(({ thread, text }, index) => {
    const step = index + 1;
    const isViolation = run.violation?.step === step;
    const isShown =
      (isEveryStep || text !== undefined || isMessenger(run, step) || isViolation) &&
      !hiddenThreads.has(thread) &&
      (onlyPage === undefined || isViolation || run.pagesOfStep[step]?.has(onlyPage) === true) &&
      words.every((word) => textOf(run, step).includes(word));
    return isShown ? [step] : [];
  });
}

function isMessenger({ sentIn, endingIn }: Run, step: number): boolean {
  return (sentIn[step]?.length ?? 0) + (endingIn[step]?.length ?? 0) > 0;
}

const texts = new WeakMap<Run, Map<number, string>>();

/** All that can be searched of a step; put together when it is asked for first. */
function textOf(run: Run, step: number): string {
  const known = texts.get(run) ?? new Map<number, string>();
  texts.set(run, known);
  const found = known.get(step);
  if (found !== undefined) return found;
  const { thread, label, text, events } = run.steps[step - 1] ?? {
    thread: 0,
    label: '',
    events: [],
  };
  const pages = [...(run.pagesOfStep[step] ?? [])].map((page) => run.pages[page]);
  const all = [`#${step}`, run.threads[thread]?.name, label, text, ...pages];
  const joined = [...all, ...events.map((event) => describeEvent(run, event))].join(' ');
  known.set(step, joined.toLowerCase());
  return joined.toLowerCase();
}
