#!/usr/bin/env node
/**
 * The entry point of every command. Everything else is imported dynamically: only once the build is up to
 * date, and so that a failure to load a module also becomes an exit code.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as RunCommand from './run-command.ts';

try {
  const { keepBuildFresh } = await import('../../keep-build-fresh.ts');
  await keepBuildFresh();
  const { projectRoot } = await import('../../project-root.ts');
  // The bundle that the build makes from `run-command.ts`.
  const commands = pathToFileURL(join(projectRoot, '.build', 'commands.js'));
  const { runCommand } = (await import(commands.href)) as typeof RunCommand;
  await runCommand();
} catch (error) {
  console.error(`migcheck: cannot be started: ${(error as Error).message}`);
  process.exitCode = 2;
}
