/**
 * What an exploration file says has been explored, which a verdict will rest on: it has to be all that
 * was to be explored, and its counts have to add up.
 */
import type { StoredExploration, StoredSearch } from '../../../traces/exploration-file.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import { engineConfigurations, engineConfigurationsOf } from './engine-configuration.ts';

/** @throws BadFile unless each of its configurations is known, and listed once */
export function checkConfigurations({ explorations }: StoredExploration, path: string): void {
  const names = explorations.map(({ configuration }) => configuration);
  if (new Set(names).size < names.length)
    throw new BadFile(`${path}: a configuration is listed twice`);
  const unknown = names.find((name) => engineConfigurations.every((one) => one.name !== name));
  if (unknown !== undefined)
    throw new BadFile(`${path}: no configuration is called ${JSON.stringify(unknown)}`);
}

/**
 * @returns what was to be explored, by name
 * @throws BadFile if it is not all of that, if nothing is left of it, or if its counts do not add up
 */
export function checkWhole({ of, explorations }: StoredExploration, path: string): string {
  const wanted = of === undefined ? [] : engineConfigurationsOf(of).map(({ name }) => name);
  const names = explorations.map(({ configuration }) => configuration);
  if (of === undefined || wanted.length === 0)
    throw new BadFile(`${path}: does not say what was to be explored`);
  const strange = names.find((name) => !wanted.includes(name));
  if (strange !== undefined) throw new BadFile(`${path}: ${strange} is not of ${of}`);
  const unlisted = wanted.find((name) => !names.includes(name));
  if (unlisted !== undefined) throw new BadFile(`${path}: of ${of}, ${unlisted} is not listed`);
  if (explorations.every(({ isDone }) => isDone))
    throw new BadFile(`${path}: all of it is explored: nothing is left`);
  const wrong = explorations.find((one) => !addsUp(one));
  if (wrong !== undefined)
    throw new BadFile(`${path}: the counts of ${wrong.configuration} do not add up`);
  return of;
}

/** Of what has been begun there are counts and, unless it is done, where it stands. */
function addsUp({ isDone, nodes, ...counts }: StoredSearch): boolean {
  const { classes, executions, steps, commutations } = counts;
  if (classes > executions || steps < classes) return false;
  if (isDone) return nodes.length === 0 && classes > 0;
  const isUntouched = executions + steps + commutations === 0;
  return nodes.length > 0 || isUntouched;
}
