/**
 * What every command consists of. The build makes one file of this and of all that it imports, apart
 * from the engine: hundreds of modules take longer to load than many a command takes to run.
 */
import { runToEnd } from './ending.ts';

/** Runs the command that the process was started with. */
export async function runCommand(): Promise<void> {
  await runToEnd(async () => {
    const { removeLeftFolders } = await import('../../engines/loader/temporary-folder.ts');
    removeLeftFolders();
    const { makeCompilerPatient } = await import('./patient-compiler.ts');
    makeCompilerPatient();
    const { runCommandLine } = await import('../cli/command-line.ts');
    return runCommandLine();
  });
}
