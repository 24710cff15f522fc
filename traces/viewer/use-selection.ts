/** Which page is followed, and which steps are shown. */
import { useMemo, useState } from 'preact/hooks';
import type { Run } from './run.ts';
import type { Selection } from './select-steps.ts';
import { selectSteps } from './select-steps.ts';

export interface Selecting {
  readonly selection: Selection;
  readonly change: (part: Partial<Selection>) => void;
  /** The shown steps, in order. */
  readonly rows: readonly number[];
  readonly followed: number | undefined;
  readonly followPage: (page: number | undefined) => void;
  readonly toggleOnlyPage: () => void;
}

const everythingTold: Selection = {
  search: '',
  isEveryStep: false,
  onlyPage: undefined,
  hiddenThreads: new Set(),
};

export function useSelection(run: Run): Selecting {
  const [followed, follow] = useState<number | undefined>(run.violation?.page);
  const [selection, select] = useState<Selection>(everythingTold);
  const rows = useMemo(() => selectSteps(run, selection), [run, selection]);
  const change = (part: Partial<Selection>): void => select((now) => ({ ...now, ...part }));
  return {
    selection,
    change,
    rows,
    followed,
    followPage(page) {
      follow(page);
      if (selection.onlyPage !== undefined) change({ onlyPage: page });
    },
    toggleOnlyPage: () =>
      change({ onlyPage: selection.onlyPage === undefined ? followed : undefined }),
  };
}
