// The worked example, but it announces nothing. Run from the project's root.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
const { openSystem: open } = await import(
  pathToFileURL(resolve('.build/impl/stop-and-copy/stop-and-copy.js')).href
);
export const openSystem = (scenario) => {
  const system = open(scenario);
  return { ...system, announces: [], trace: { events: system.trace.events, length: 0 } };
};
