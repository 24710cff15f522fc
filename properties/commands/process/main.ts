#!/usr/bin/env node
/**
 * Where every command begins. All else is loaded from here, the least of it first, so that a failure
 * to load it becomes an exit code as well, and once it is known to be built from the sources as they are.
 */
try {
  const { keepBuildFresh } = await import('../../keep-build-fresh.ts');
  await keepBuildFresh();
  const { runToEnd } = await import('./ending.ts');
  await runToEnd(async () => {
    const { removeLeftFolders } = await import('../../engines/loader/temporary-folder.ts');
    removeLeftFolders();
    const { makeCompilerPatient } = await import('./patient-compiler.ts');
    makeCompilerPatient();
    const { runCommandLine } = await import('../cli/command-line.ts');
    return runCommandLine();
  });
} catch (error) {
  console.error(`migcheck: cannot be started: ${(error as Error).message}`);
  process.exitCode = 2;
}
