/** The plan of an exploration of the engine, and the file that stores what is left of it. */
import { join, resolve } from 'node:path';
import type { Bug } from '../../../traces/bug-file.ts';
import type { StoredExploration, StoredSearch } from '../../../traces/exploration-file.ts';
import { printExploration } from '../../../traces/exploration-file.ts';
import { engineConfigurations } from './engine-configuration.ts';
import { NO_PROGRESS } from './engine-explorer.ts';
import type { EngineTask, ExploredEngine } from './explore-engine.ts';
import type { BuiltEngine } from '../../engines/loader/load-engine.ts';
import { buildEngine, engineHash } from '../../engines/loader/load-engine.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { stampedName } from '../files/stamped-name.ts';
import { writeWhole } from '../files/write-whole.ts';

export interface ExplorationPlan {
  /** The name of a group of configurations, or of a single one. */
  readonly of: string;
  readonly tasks: readonly EngineTask[];
  readonly bug: Bug | undefined;
  readonly preemptions: number | undefined;
  /** The configurations that were fully explored before, as they were stored. */
  readonly done: readonly StoredSearch[];
  /** The file that says what was explored before, if this plan resumes an earlier one. */
  readonly restsOn: string | undefined;
}

/** A hash of what is explored: the engine, including its bug, and the configurations. */
export async function subjectOf(engine: BuiltEngine): Promise<number> {
  return hashOf(`${await engineHash(engine)} ${JSON.stringify(engineConfigurations)}`);
}

/**
 * Stores what is left to do.
 *
 * @param explored - the results of those tasks of the plan that were begun
 * @returns the path of the file, which is written atomically
 */
export function writePlan(
  { of, tasks, bug, preemptions, done, engine }: ExplorationPlan & { readonly engine: number },
  explored: readonly ExploredEngine[],
  folder: string | undefined,
): string {
  const file = resolve(folder ?? join('traces', 'explorations'), stampedName('interrupted', of));
  const exploration: StoredExploration = {
    format: 'migcheck-exploration',
    version: 1,
    engine,
    of,
    ...(bug === undefined ? {} : { bug }),
    ...(preemptions === undefined ? {} : { preemptions }),
    explorations: [
      ...done,
      ...tasks.map((task) =>
        searchOf(
          task,
          explored.find(({ configuration }) => configuration === task.configuration),
        ),
      ),
    ],
  };
  writeWhole(file, printExploration(exploration));
  return file;
}

/** The same hash for the project's engine with this bug, or for the clean one. */
export async function subjectWith(bug: Bug | undefined): Promise<number> {
  const built = await buildEngine(bug?.edits ?? []);
  try {
    return await subjectOf(built);
  } finally {
    await built.remove();
  }
}

/** A violated configuration has to be explored again, and so has one whose search stack is not known. */
function searchOf({ configuration, resume }: EngineTask, result?: ExploredEngine): StoredSearch {
  const isDone = result?.verdict === 'verified' || result?.verdict === 'passed';
  const isKnown = isDone || result?.nodes !== undefined;
  const counts = (isKnown ? result : undefined) ?? resume?.progress ?? NO_PROGRESS;
  const { classes, executions, steps, commutations } = counts;
  return {
    configuration: configuration.name,
    isDone,
    classes,
    executions,
    steps,
    commutations,
    nodes: result?.nodes ?? (isDone ? [] : (resume?.nodes ?? [])),
  };
}
