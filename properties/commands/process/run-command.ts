/**
 * Runs any command. The build bundles this file and all its imports, except the engine, into one file,
 * since loading hundreds of modules takes longer than running many of the commands.
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
