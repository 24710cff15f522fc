/**
 * Detects flags that npm has taken for its own: with `npm run check --runs=10`, without `--` in between,
 * npm does not pass the flag on, and the command would run a different plan than the user meant. npm puts
 * such flags into the environment.
 */
import type { Command } from 'commander';
import { UsageError } from '../../terminal/usage-error.ts';

/** Flags that npm itself has, and `jobs`, which may be in npm's configuration for node-gyp. */
const NOT_OURS: ReadonlySet<string> = new Set(['json', 'version', 'versions', 'jobs']);

/**
 * @param command - the command that is about to be run
 * @throws UsageError about the first such flag, if the command is run as an npm script of the same name
 */
export function refuseForgottenDashes(command: Command, environment: NodeJS.ProcessEnv): void {
  const name = command.name();
  if (environment['npm_lifecycle_event'] !== name) return;
  for (const { long } of command.options) {
    const flag = long?.replace(/^--(?:no-)?/, '') ?? '';
    const value = environment[`npm_config_${flag.replaceAll('-', '_')}`];
    if (value === undefined || NOT_OURS.has(flag)) continue;
    const given = ['true', ''].includes(value) ? (long ?? '') : `${long}=${value}`;
    throw new UsageError(`npm did not pass on ${given}; type npm run ${name} -- ${given}`);
  }
}
