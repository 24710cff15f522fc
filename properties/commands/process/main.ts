#!/usr/bin/env node
/**
 * The entry point of every command. Everything else is imported dynamically, so that a failure to load it
 * also becomes an exit code, and only after the build is known to be up to date.
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
