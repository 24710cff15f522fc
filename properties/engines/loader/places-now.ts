/** Finds the files that the edits of an older bug or trace mean, by where they lie now. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';
import { movedFiles } from './moved-files.ts';

const BUILD = join(projectRoot, '.build');

/** The same edits, of files that are there. One that names a file which never was is left as it is. */
export function atPlacesNow(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => {
    const file = placeNow(edit);
    return file === edit.file ? edit : { ...edit, file };
  });
}

/** Of several files, the first that has the text which is to be found. */
function placeNow({ file, find }: Edit): string {
  const [first, ...others] = Object.hasOwn(movedFiles, file) ? (movedFiles[file] ?? []) : [];
  if (first === undefined) return file;
  const candidates = [file, first, ...others];
  return candidates.find((one) => emittedText(one).includes(find)) ?? first;
}

function emittedText(file: string): string {
  const path = join(BUILD, file.replace(/\.ts$/, '.js'));
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
