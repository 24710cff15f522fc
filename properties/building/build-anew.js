/** `npm run build`: builds everything, whatever was there before. */
import { dirname } from 'node:path';
import { build } from './build.js';
import { alone } from './lock.js';

const root = dirname(dirname(import.meta.dirname));
try {
  alone(root, () => build(root));
} catch (error) {
  console.error(`build: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 2;
}
