/** Which steps are shown: search and filters. */
import type { Run } from './run.ts';
import { describeEvent } from './words.ts';

export interface Selection {
  readonly search: string;
  /** Also shows the steps that a story leaves out, such as locks and waiting. */
  readonly isEveryStep: boolean;
  /** Shows only steps about this page. */
  readonly onlyPage: number | undefined;
  readonly hiddenThreads: ReadonlySet<number>;
}

/** @returns the numbers of the selected steps, in order; filters on kind and page never hide the violation */
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

/** The searchable text of a step, built on first use. */
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
