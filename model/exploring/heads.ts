/**
 * Numbers the different heads of the visited states. Millions of states have only a few hundred
 * different heads, so each state stores just the number of its head.
 */
import type { Action } from '../action.ts';
import { WordSet } from './word-set.ts';

/** How many guesses are kept: a power of two. */
const GUESSES = 1 << 12;

export class Heads {
  private readonly set: WordSet;
  private readonly guesses: Int32Array = new Int32Array(GUESSES);

  /** @param width - words in a head, the first ones of a state */
  constructor(width: number) {
    this.set = new WordSet(width);
  }

  get count(): number {
    return this.set.count;
  }

  /**
   * The number of a state's head. From states with the same head, an action usually leads to the same
   * head, so the number found last time is tried first.
   *
   * @param words - the state
   * @param before - the number of the head of the state in which the action happened
   */
  numberOf(words: Int32Array, before: number, action: Action): number {
    const place = (Math.imul(before, 0x9e3779b1) ^ (action >>> 15) ^ action) & (GUESSES - 1);
    const guess = this.guesses[place] as number;
    const { rows, width } = this.set;
    const first = guess * width;
    let difference = 0;
    for (let word = 0; word < width; word++)
      difference |= (rows[first + word] as number) ^ (words[word] as number);
    return difference === 0 ? guess : (this.guesses[place] = this.set.add(words, 0));
  }

  /** Writes the head of this number into a state. */
  load(head: number, words: Int32Array): void {
    const { rows, width } = this.set;
    for (let word = 0; word < width; word++) words[word] = rows[head * width + word] as number;
  }
}
