/** Finds the current places and words of the statements that the edits of an older bug or trace refer to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../traces/bug-file.ts';
import { projectRoot } from '../../project-root.ts';
import { movedFiles } from './moved-files.ts';
import { rewordedStatements } from './reworded-statements.ts';

const BUILD = join(projectRoot, '.build');

/** The same edits with current paths and words. An edit of an unknown file is left unchanged. */
export function atPlacesNow(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => {
    const file = placeNow(edit);
    return inWordsNow(file === edit.file ? edit : { ...edit, file });
  });
}

/** The edit in current words, if only these are in the file. */
function inWordsNow(edit: Edit): Edit {
  const { file, find, replace } = edit;
  const rewordings = Object.hasOwn(rewordedStatements, file) ? rewordedStatements[file] : undefined;
  if (rewordings === undefined || emittedText(file).includes(find)) return edit;
  const reword = (text: string): string =>
    rewordings.reduce((now, { was, is }) => now.replaceAll(was, is), text);
  return { ...edit, find: reword(find), replace: reword(replace) };
}

/** The current path of an edit's file; of several candidates, the first that contains the text to find. */
function placeNow({ file, find }: Edit): string {
  const [first, ...others] = Object.hasOwn(movedFiles, file) ? (movedFiles[file] ?? []) : [];
  if (first === undefined) return file;
  const candidates = [file, first, ...others];
  return (
    candidates.find((one) => emittedText(one).includes(find)) ??
    candidates.find((one) =>
      emittedText(one).includes(inWordsNow({ file: one, find, replace: '' }).find),
    ) ??
    first
  );
}

function emittedText(file: string): string {
  const path = join(BUILD, file.replace(/\.ts$/, '.js'));
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
