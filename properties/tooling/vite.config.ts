/** How the page of a trace is built: one HTML file, into which `view` writes a run. */
import { join } from 'node:path';
import type { UserConfig } from 'vite';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { projectRoot } from '../project-root.ts';

const config: UserConfig = defineConfig({
  root: join(projectRoot, 'traces', 'viewer'),
  base: './',
  logLevel: 'warn',
  plugins: [viteSingleFile()],
  build: {
    outDir: join(projectRoot, '.build', 'viewer'),
    emptyOutDir: true,
    modulePreload: false,
  },
});

// oxlint-disable-next-line import/no-default-export -- vite asks for one
export default config;
