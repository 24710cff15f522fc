/**
 * Values that are made from whole numbers which fast-check draws. Unlike those of `fc.gen`, their draws are not
 * recorded, since scenarios are shrunk by rules of their own; so a draw costs no more than its number.
 */
import fc from 'fast-check';

/** Draws a whole number from 0 to `max`. */
export type UpTo = (max: number) => number;

/** @param make - must depend on nothing but what it draws */
export function drawing<Made>(make: (upTo: UpTo) => Made): fc.Arbitrary<Made> {
  return new Drawing(make);
}

class Drawing<Made> extends fc.Arbitrary<Made> {
  private readonly make: (upTo: UpTo) => Made;

  constructor(make: (upTo: UpTo) => Made) {
    super();
    this.make = make;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Made> {
    const own = random.clone();
    const made = this.make((max) => numbersUpTo(max).generate(own, biasFactor).value);
    return new fc.Value(made, undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Made {
    return false;
  }

  override shrink(): fc.Stream<fc.Value<Made>> {
    return fc.Stream.nil();
  }
}

const numbers = new Map<number, fc.Arbitrary<number>>();

function numbersUpTo(max: number): fc.Arbitrary<number> {
  const known = numbers.get(max);
  if (known !== undefined) return known;
  const made = fc.nat({ max });
  numbers.set(max, made);
  return made;
}
