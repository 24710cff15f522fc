/** Finds what `JSON.parse` silently accepts or handles slowly: duplicate keys, and deep nesting. */

/** Ten times as deep as any format here needs. */
const DEPTH_MAX = 100;

/**
 * The text need not be valid JSON: the parser reports all other errors.
 *
 * @returns the first thing that is wrong
 */
export function complaintAboutStructure(text: string): string | undefined {
  /** The open objects and arrays: for an object its keys so far, for an array `undefined`. */
  const open: (Set<string> | undefined)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        const keys = isKeyNext ? open.at(-1) : undefined;
        const wrong = keys && addKey(keys, text.slice(at, end + 1));
        if (wrong !== undefined) return wrong;
        isKeyNext = false;
        at = end;
        break;
      }
      case '{':
        open.push(new Set());
        isKeyNext = true;
        break;
      case '[':
        open.push(undefined);
        isKeyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = open.at(-1) !== undefined;
        break;
    }
    if (open.length > DEPTH_MAX) return `not JSON: nested more than ${DEPTH_MAX} deep`;
  }
  return undefined;
}

/** @returns the position of the closing quote, or the end of the text */
function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function addKey(keys: Set<string>, quoted: string): string | undefined {
  const key = unquoted(quoted);
  // In a plain object this key would change what the object inherits.
  if (key === '__proto__') return 'a key is called __proto__';
  if (keys.has(key)) return `the key ${JSON.stringify(key)} occurs twice`;
  keys.add(key);
  return undefined;
}

/** Decodes escapes, because one key can be spelt in several ways. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
