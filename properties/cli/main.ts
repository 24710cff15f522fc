#!/usr/bin/env node
/**
 * Where every command begins. All else is loaded from here, the least of it first, so that a failure
 * to load it becomes an exit code as well, and once it is known to be built from the sources as they are.
 */
import { keepBuildFresh } from '../keep-build-fresh.ts';

try {
  await keepBuildFresh();
  const { runToEnd } = await import('./ending.ts');
  await runToEnd(async () => (await import('./command-line.ts')).runCommandLine());
} catch (error) {
  console.error(`migcheck: cannot be started: ${(error as Error).message}`);
  process.exitCode = 2;
}
