/**
 * Flags that npm has taken for its own: `npm run check --runs=10`, without `--` in between, hands them to
 * nobody, and the command would run with another plan than was meant. They are found in the environment.
 */
import type { Command } from 'commander';
import { UsageError } from '../../terminal/usage-error.ts';

/** Those that are npm's as well, and `jobs`, which node-gyp reads from whatever npm was configured with. */
const NOT_OURS: ReadonlySet<string> = new Set(['json', 'version', 'versions', 'jobs']);

/**
 * @param command - that is about to be run
 * @throws UsageError about the first such flag, if the command is run as a script of its name
 */
export function refuseForgottenDashes(command: Command, environment: NodeJS.ProcessEnv): void {
  const name = command.name();
  if (environment['npm_lifecycle_event'] !== name) return;
  for (const { long } of command.options) {
    const flag = long?.replace(/^--(?:no-)?/, '') ?? '';
    const value = environment[`npm_config_${flag.replaceAll('-', '_')}`];
    if (value === undefined || NOT_OURS.has(flag)) continue;
    const given = ['true', ''].includes(value) ? (long ?? '') : `${long}=${value}`;
    throw new UsageError(`npm has kept ${given} to itself; say npm run ${name} -- ${given}`);
  }
}
