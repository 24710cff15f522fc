/** Finds the current paths of the files that the edits of an older bug or trace refer to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';
import { movedFiles } from './moved-files.ts';

const BUILD = join(projectRoot, '.build');

/** The same edits with current paths. An edit of an unknown file is left unchanged. */
export function atPlacesNow(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => {
    const file = placeNow(edit);
    return file === edit.file ? edit : { ...edit, file };
  });
}

/** The current path of an edit's file; of several candidates, the first that contains the text to find. */
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
