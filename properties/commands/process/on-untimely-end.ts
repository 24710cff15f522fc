/** A module that a command loads may end the process; that must not look like the command's own end. */
import { exitCode } from '../../terminal/exit-code.ts';

/** Node's exit code if something awaited can never settle. */
const UNSETTLED = 13;

/** @returns a function to call at the command's own end */
export function onUntimelyEnd(): () => void {
  const explain = (code: number): void => {
    // A second Ctrl-C.
    if (code === exitCode.interrupted) return;
    if (code === UNSETTLED) {
      console.error('[harness bug] the command waits for an event that can never happen');
      process.exitCode = exitCode.harnessBug;
    } else {
      console.error('migcheck: the engine ends the process that it runs in');
      process.exitCode = exitCode.usage;
    }
  };
  process.on('exit', explain);
  return () => {
    process.off('exit', explain);
  };
}
