/**
 * Bundles the commands and the workers into one file each. The engine is not bundled, since it is the code
 * under test; the code that drives QEMU (`impl/qemu`) does not belong to the engine.
 */
import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin, RolldownOptions } from 'rolldown';

const build = join(import.meta.dirname, '..', '..', '.build');
const ENGINE = /^impl\/(?!qemu\/)/;

const engineAsItIs: Plugin = {
  name: 'engine-as-it-is',
  resolveId(id, importer) {
    if (importer === undefined || !id.startsWith('.')) return undefined;
    const path = relative(build, resolve(dirname(importer), id)).replaceAll('\\', '/');
    return ENGINE.test(path) ? { id: `./${path}`, external: 'absolute' } : undefined;
  },
};

/** @param entry - in `properties/` */
function oneFile(entry: readonly string[], file: string): RolldownOptions {
  return {
    input: join(build, 'properties', ...entry),
    output: { file: join(build, file), format: 'esm', codeSplitting: false },
    platform: 'node',
    logLevel: 'warn',
    plugins: [engineAsItIs],
  };
}

const config: readonly RolldownOptions[] = [
  oneFile(['commands', 'process', 'run-command.js'], 'commands.js'),
  oneFile(['running', 'workers.js'], 'workers.js'),
];

// oxlint-disable-next-line import/no-default-export -- rolldown asks for one
export default config;
