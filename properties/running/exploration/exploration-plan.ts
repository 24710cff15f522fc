/** What `explore --engine` is to do: as the flags say, or as a file says that it wrote itself. */
import { join, resolve } from 'node:path';
import type { Bug } from '../../../traces/bug-file.ts';
import type { StoredExploration, StoredSearch } from '../../../traces/exploration-file.ts';
import { parseExploration, printExploration } from '../../../traces/exploration-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { checkSeal } from '../../../traces/seal.ts';
import {
  DEFAULT_GROUP,
  engineConfigurationNames,
  engineConfigurations,
  engineConfigurationsOf,
  SMALL_GROUP,
} from './engine-configuration.ts';
import { NO_PROGRESS } from './engine-explorer.ts';
import type { EngineTask, ExploredEngine } from './explore-engine.ts';
import { requireNamed } from '../replay/consent.ts';
import type { BuiltEngine } from '../../engines/loader/load-engine.ts';
import { buildEngine, engineHash } from '../../engines/loader/load-engine.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { checkConfigurations, checkWhole } from './stored-exploration.ts';
import { readBug } from '../files/read-bug.ts';
import { readText } from '../files/read-file.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';
import { writeWhole } from '../files/write-whole.ts';

export interface ExploreEngineFlags {
  readonly small?: boolean;
  readonly scenario?: string;
  readonly bug?: string;
  readonly preemptions?: number;
  readonly resume?: string;
  /** What an interrupted exploration did to the engine may be run, whatever it is. */
  readonly trust?: boolean;
  readonly out?: string;
  readonly jobs: number;
  readonly json?: boolean;
  /** `false` with `--no-shrink`. */
  readonly shrink?: boolean;
}

export interface Plan {
  /** The group of configurations, or the one. */
  readonly of: string;
  readonly tasks: readonly EngineTask[];
  readonly bug: Bug | undefined;
  readonly preemptions: number | undefined;
  /** What was explored to the end before, as it was stored. */
  readonly done: readonly StoredSearch[];
  /** The file that says what has been explored before, if anything has. */
  readonly restsOn: string | undefined;
}

/** @throws UsageError or BadFile */
export async function makePlan(flags: ExploreEngineFlags): Promise<Plan> {
  if (flags.resume !== undefined) return readPlan(flags.resume, flags);
  if (flags.small === true && flags.scenario !== undefined)
    throw new UsageError('--small and --scenario name different configurations');
  const name = flags.scenario ?? (flags.small === true ? SMALL_GROUP : DEFAULT_GROUP);
  oneOf(engineConfigurationNames, name, 'configuration');
  return {
    of: name,
    tasks: engineConfigurationsOf(name).map((configuration) => ({
      configuration,
      resume: undefined,
    })),
    bug: flags.bug === undefined ? undefined : readBug(flags.bug),
    preemptions: flags.preemptions,
    done: [],
    restsOn: undefined,
  };
}

async function readPlan(path: string, flags: ExploreEngineFlags): Promise<Plan> {
  const others = [flags.small, flags.scenario, flags.preemptions];
  if (others.some((flag) => flag !== undefined))
    throw new UsageError('--resume goes on with what the file says, and takes no other choice');
  const text = readText(path, 'exploration');
  const stored = parseExploration(text, path);
  const named = flags.bug === undefined ? undefined : readBug(flags.bug);
  requireNamed(stored, { bug: named, trust: flags.trust }, path);
  checkConfigurations(stored, path);
  if (stored.engine !== (await numberOf(stored.bug)))
    throw new BadFile(`${path}: the exploration is of another engine`);
  const of = checkWhole(stored, path);
  checkSeal(text, path);
  const tasks = stored.explorations.flatMap((one): readonly EngineTask[] => {
    const configuration = engineConfigurations.find(({ name }) => name === one.configuration);
    if (configuration === undefined || one.isDone) return [];
    const { nodes, classes, executions, steps, commutations } = one;
    const progress = { classes, executions, steps, commutations };
    return [{ configuration, resume: nodes.length === 0 ? undefined : { progress, nodes } }];
  });
  const done = stored.explorations.filter(({ isDone }) => isDone);
  const { bug, preemptions } = stored;
  return { of, tasks, bug, preemptions, done, restsOn: resolve(path) };
}

/**
 * A number for what is explored: the engine, bug and all, and the configurations.
 *
 * @param folder - of the built engine
 */
export async function subjectOf(engine: BuiltEngine): Promise<number> {
  return hashOf(`${await engineHash(engine)} ${JSON.stringify(engineConfigurations)}`);
}

/**
 * Writes down what is left to do.
 *
 * @param explored - what has come of the plan's tasks, as far as they were begun
 * @returns the file, which is there whole or not at all
 */
export function writePlan(
  { of, tasks, bug, preemptions, done, engine }: Plan & { readonly engine: number },
  explored: readonly ExploredEngine[],
  folder: string | undefined,
): string {
  const file = resolve(folder ?? join('traces', 'explorations'), 'interrupted.json');
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

/** Of the engine that has this bug, if any. */
async function numberOf(bug: Bug | undefined): Promise<number> {
  const built = await buildEngine(bug?.edits ?? []);
  try {
    return await subjectOf(built);
  } finally {
    await built.remove();
  }
}

/** What was violated has to be explored again, and so has what cannot tell where it stood. */
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
