// An engine that takes five idle steps, announces nothing and migrates nothing. Run from the project's root.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
const { layoutOf } = await import(pathToFileURL(resolve('.build/impl/layout.js')).href);
export const openSystem = (scenario) => {
  let taken = 0;
  return {
    layout: layoutOf(scenario),
    trace: { events: new Int32Array(64), length: 0 },
    announces: [],
    driver: {
      threads: ['idle'],
      reset() {
        taken = 0;
      },
      choices: () => (taken < 5 ? 1 : 0),
      take() {
        taken++;
      },
      comingStep: () => ({ label: 'idle' }),
      isDone: () => true,
      drain() {},
    },
    views: { memoryWord: () => 0, isRunning: () => false },
  };
};
