/** How the workers become one file: with all that they import, apart from the engine, which is loaded as it is. */
import { dirname, join, relative, resolve } from 'node:path';

const build = join(import.meta.dirname, '..', '..', '.build');
const engine = join(build, 'impl');

/** @type {import('rolldown').RolldownOptions} */
const config = {
  input: join(build, 'properties', 'running', 'workers.js'),
  output: { file: join(build, 'workers.js'), format: 'esm', codeSplitting: false },
  platform: 'node',
  logLevel: 'warn',
  plugins: [
    {
      name: 'engine-as-it-is',
      resolveId(id, importer) {
        if (importer === undefined || !id.startsWith('.')) return undefined;
        const file = resolve(dirname(importer), id);
        if (relative(engine, file).startsWith('..')) return undefined;
        return { id: `./${relative(build, file).replaceAll('\\', '/')}`, external: 'absolute' };
      },
    },
  ],
};

// oxlint-disable-next-line import/no-default-export -- rolldown asks for one
export default config;
