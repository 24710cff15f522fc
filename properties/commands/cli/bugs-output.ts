/** How the hunts for the catalogue's bugs are reported: as a table, and as a JSON document. */
import Table from 'cli-table3';
import type { CataloguedBug } from '../../../traces/bug-file.ts';
import type { Score } from './bugs-score.ts';

/** A bug and what each strategy makes of it. */
export interface BugRow {
  readonly bug: CataloguedBug;
  readonly scores: Readonly<Record<string, Score>>;
}

/** The document of `bugs --json`; its shape is a contract. */
export function bugsJson(rows: readonly BugRow[]): object {
  return {
    version: 1,
    bugs: rows.map(({ bug, scores }) => ({
      id: bug.id,
      expect: bug.expect.property,
      strategies: scores,
    })),
  };
}

/**
 * One line a bug: executions in the median for each strategy, and for the last one what was found.
 * A strategy that has not found it with every seed says with how many.
 */
export function bugsTable(rows: readonly BugRow[], strategies: readonly string[]): string {
  const table = new Table({
    head: ['bug', ...strategies, 'at most', 'story', 'property'],
    colAligns: ['left', ...strategies.map(() => 'right' as const), 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { bug, scores } of rows) {
    const last = scores[strategies.at(-1) ?? ''];
    const property = last?.property ?? null;
    // What was not told, or not found, is not said to be anything.
    const isOwn = property === null || property === bug.expect.property;
    table.push([
      bug.id,
      ...strategies.map((name) => describe(scores[name])),
      last?.executionsMax ?? '-',
      last?.storyMedian ?? '-',
      `${property ?? '-'}${isOwn ? '' : ` (not ${bug.expect.property})`}`,
    ]);
  }
  return table.toString();
}

function describe(score: Score | undefined): string {
  if (score === undefined) return '-';
  const { found, of, executionsMedian } = score;
  const often = found === of ? '' : ` (${found}/${of})`;
  return `${executionsMedian?.toLocaleString('en') ?? '-'}${often}`;
}
