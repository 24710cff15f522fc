/** How the trace page is built: one HTML file, into which `view` writes a run. */
import { join, relative } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { projectRoot } from '../project-root.ts';

/** Notes what the page is made from, so that it is rebuilt only when that changes. */
const noteInputs: Plugin = {
  name: 'note-inputs',
  generateBundle() {
    const files = [...this.getModuleIds()].map((id) =>
      relative(projectRoot, id.split('?')[0] ?? ''),
    );
    const inputs = files.filter((file) => file.startsWith('traces/')).toSorted();
    this.emitFile({ type: 'asset', fileName: 'inputs.json', source: JSON.stringify(inputs) });
  },
};

const config: UserConfig = defineConfig({
  root: join(projectRoot, 'traces', 'viewer'),
  base: './',
  logLevel: 'warn',
  plugins: [viteSingleFile(), noteInputs],
  build: {
    outDir: join(projectRoot, '.build', 'viewer'),
    emptyOutDir: true,
    modulePreload: false,
  },
});

// oxlint-disable-next-line import/no-default-export -- vite asks for one
export default config;
