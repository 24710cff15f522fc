/** The words of a story for an event of a run that was not filmed: only its arguments and page names are known. */
import type { Layout } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { words } from '../mechanisms.ts';
import type { Scene } from './wording.ts';

/**
 * @returns `undefined` if no story tells the event
 * @throws Error if the words for it depend on what happened before
 */
export function plainWords(
  name: TracepointName,
  [first = 0, second = 0, third = 0]: readonly number[],
  layout: Layout,
): string | undefined {
  const says = words[name];
  if (says === 'nothing') return undefined;
  return says({ args: [first, second, third], scene: sceneOf(layout) })?.text;
}

function sceneOf(layout: Layout): Scene {
  const refuse = (what: keyof Scene): never => {
    throw new Error(`a run that was not filmed has no ${what}`);
  };
  return {
    layout,
    get filmed() {
      return refuse('filmed');
    },
    get at() {
      return refuse('at');
    },
    get scenario() {
      return refuse('scenario');
    },
    get frame() {
      return refuse('frame');
    },
    get bitsBefore() {
      return refuse('bitsBefore');
    },
  };
}
