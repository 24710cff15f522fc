/** Reports the catalogue and the hunts for its bugs, as text and as a JSON document. */
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import { drawTable } from '../../terminal/table.ts';
import type { Score } from './bugs-score.ts';

/** A bug and the score of each strategy. */
export interface BugRow {
  readonly bug: CataloguedBug;
  /** By strategy, for the strategies that have hunted the bug. */
  readonly scores: Readonly<Record<string, Score>>;
}

/** The document of `bugs --json`; its shape is a contract. */
export function bugsJson(rows: readonly BugRow[]): object {
  return {
    version: 1,
    bugs: rows.map(({ bug: { id, title, reference, expect }, scores }) => ({
      id,
      title,
      reference,
      expect: expect.property,
      strategies: scores,
    })),
  };
}

/** Describes a bug in two lines. */
export function describeBug({ id, title, reference, expect }: CataloguedBug): readonly string[] {
  return [`${id}: ${title}`, `  ${expect.property}; ${reference}`];
}

/**
 * One line per bug: the median number of executions for each strategy, and what the last strategy found.
 * If a strategy has not found the bug with every seed, the number of seeds is shown too.
 */
export function bugsTable(rows: readonly BugRow[], strategies: readonly string[]): string {
  const columns = {
    head: ['bug', ...strategies, 'at most', 'story', 'property'],
    aligns: ['left', ...strategies.map(() => 'right' as const), 'right', 'right', 'left'] as const,
  };
  const told = rows.map(({ bug, scores }) => {
    const last = scores[strategies.at(-1) ?? ''];
    const property = last?.property ?? null;
    // If no finding was told, there is no property to compare.
    const isOwn = property === null || property === bug.expect.property;
    return [
      bug.id,
      ...strategies.map((name) => describe(scores[name])),
      last?.executionsMax ?? '-',
      last?.storyMedian ?? '-',
      `${property ?? '-'}${isOwn ? '' : ` (not ${bug.expect.property})`}`,
    ];
  });
  return drawTable(columns, told);
}

/** The median number of executions, and the number of seeds if not all have found the bug. */
function describe(score: Score | undefined): string {
  if (score === undefined) return 'not run';
  const { found, of, executionsMedian } = score;
  const often = found === of ? '' : ` (${found}/${of})`;
  return `${executionsMedian?.toLocaleString('en') ?? '-'}${often}`;
}
