/**
 * Checks the progress that an exploration file records. A verdict will rest on it, so the file must list
 * everything that was to be explored, and its counts must add up.
 */
import type { StoredExploration, StoredSearch } from '../../../traces/exploration-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { engineConfigurations, engineConfigurationsOf } from './engine-configuration.ts';

/** @throws BadFile unless each configuration is known and listed only once */
export function checkConfigurations({ explorations }: StoredExploration, path: string): void {
  const names = explorations.map(({ configuration }) => configuration);
  if (new Set(names).size < names.length)
    throw new BadFile(`${path}: a configuration is listed twice`);
  const unknown = names.find((name) => engineConfigurations.every((one) => one.name !== name));
  if (unknown !== undefined)
    throw new BadFile(`${path}: no configuration is called ${JSON.stringify(unknown)}`);
}

/**
 * @returns the name of the group or configuration that was to be explored
 * @throws BadFile if the file does not list all of it, if nothing is left to explore, or if its counts
 *   do not add up
 */
export function checkWhole({ of, explorations }: StoredExploration, path: string): string {
  const wanted = of === undefined ? [] : engineConfigurationsOf(of).map(({ name }) => name);
  const names = explorations.map(({ configuration }) => configuration);
  if (of === undefined || wanted.length === 0)
    throw new BadFile(`${path}: does not say what to explore`);
  const strange = names.find((name) => !wanted.includes(name));
  if (strange !== undefined) throw new BadFile(`${path}: ${strange} does not belong to ${of}`);
  const unlisted = wanted.find((name) => !names.includes(name));
  if (unlisted !== undefined) throw new BadFile(`${path}: does not list ${unlisted} of ${of}`);
  if (explorations.every(({ isDone }) => isDone))
    throw new BadFile(`${path}: everything is explored, so nothing is left to run`);
  const wrong = explorations.find((one) => !addsUp(one));
  if (wrong !== undefined)
    throw new BadFile(`${path}: the counts of ${wrong.configuration} do not add up`);
  return of;
}

/** A search that has begun must have counts and, unless it is done, a stack of nodes. */
function addsUp({ isDone, nodes, ...counts }: StoredSearch): boolean {
  const { classes, executions, steps, commutations } = counts;
  if (classes > executions || steps < classes) return false;
  if (isDone) return nodes.length === 0 && classes > 0;
  const isUntouched = executions + steps + commutations === 0;
  return nodes.length > 0 || isUntouched;
}
