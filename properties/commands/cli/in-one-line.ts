/** An error of commander in one line, with its suggestion if it makes one. */
export function inOneLine(message: string): string {
  const [complaint = '', meant = ''] = message.replace(/^error: /, '').split('\n');
  return complaint + meant.replace(/^\(Did you mean (.*)\?\)$/, '; did you mean $1?');
}
