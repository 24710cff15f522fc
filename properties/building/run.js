/**
 * Called by the scripts of package.json: `run.js MODULE ARGUMENT…` runs a module of the build. This file
 * is among the sources, so that it exists even if the build does not.
 */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keepFresh } from './keep-fresh.js';

const root = dirname(dirname(import.meta.dirname));
const [module = ''] = process.argv.splice(2, 1);
const file = join(root, '.build', 'properties', `${module}.js`);
try {
  keepFresh();
} catch (error) {
  console.error(`migcheck: ${/** @type {Error} */ (error).message}`);
  process.exit(2);
}
process.argv[1] = file;
await import(pathToFileURL(file).href);
