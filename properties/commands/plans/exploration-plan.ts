/** Makes the plan of `explore --engine` from its flags, or from the file of an interrupted exploration. */
import { resolve } from 'node:path';
import { parseExploration } from '../../../traces/exploration-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { checkSeal } from '../../../traces/seal.ts';
import {
  DEFAULT_GROUP,
  engineConfigurationNames,
  engineConfigurations,
  engineConfigurationsOf,
  SMALL_GROUP,
} from '../../running/exploration/engine-configuration.ts';
import type { EngineTask } from '../../running/exploration/explore-engine.ts';
import type { ExplorationPlan } from '../../running/exploration/plan.ts';
import { subjectWith } from '../../running/exploration/plan.ts';
import { checkConfigurations, checkWhole } from '../../running/exploration/stored-exploration.ts';
import { readText } from '../../running/files/read-file.ts';
import { requireNamed } from '../../running/replay/consent.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';
import { bugOf } from './subject.ts';

export interface ExploreEngineFlags {
  readonly small?: boolean;
  readonly scenario?: string;
  readonly bug?: string;
  readonly preemptions?: number;
  readonly resume?: string;
  /** Whether any edits of the engine in the file of an interrupted exploration may be run. */
  readonly trust?: boolean;
  readonly out?: string;
  readonly jobs: number;
  readonly json?: boolean;
  /** `false` with `--no-shrink`. */
  readonly shrink?: boolean;
}

/** @throws UsageError or BadFile */
export async function makePlan(flags: ExploreEngineFlags): Promise<ExplorationPlan> {
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
    bug: bugOf(flags),
    preemptions: flags.preemptions,
    done: [],
    restsOn: undefined,
  };
}

async function readPlan(path: string, flags: ExploreEngineFlags): Promise<ExplorationPlan> {
  const others = [flags.small, flags.scenario, flags.preemptions];
  if (others.some((flag) => flag !== undefined))
    throw new UsageError('--resume continues the plan in the file, which no other flag can change');
  const text = readText(path, 'exploration');
  const stored = parseExploration(text, path);
  const named = bugOf(flags);
  requireNamed(stored, { bug: named, trust: flags.trust }, path);
  checkConfigurations(stored, path);
  if (stored.engine !== (await subjectWith(stored.bug)))
    throw new BadFile(`${path}: the exploration was run on another engine`);
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
