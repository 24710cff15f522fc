#!/usr/bin/env node
/**
 * Where every command begins. All else is loaded from here, the least of it first, so that a failure
 * to load it becomes an exit code as well, and once it is known to be built from the sources as they are.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as RunCommand from './run-command.ts';

try {
  const { keepBuildFresh } = await import('../../keep-build-fresh.ts');
  await keepBuildFresh();
  const { projectRoot } = await import('../../project-root.ts');
  // What the build made of `run-command.ts`.
  const commands = pathToFileURL(join(projectRoot, '.build', 'commands.js'));
  const { runCommand } = (await import(commands.href)) as typeof RunCommand;
  await runCommand();
} catch (error) {
  console.error(`migcheck: cannot be started: ${(error as Error).message}`);
  process.exitCode = 2;
}
