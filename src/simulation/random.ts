/**
 * Random numbers by purpose and position. A stream belongs to a purpose ('movement', 'names', …) and can be put at any
 * position (a person, a person and a day), so what is drawn there depends on nothing drawn elsewhere: changing one part
 * of the simulation does not reshuffle another, and any day of any person can be drawn again alone.
 *
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, 2018); positions are hashed with a 32-bit finaliser
 * (constants found by T. Ettinger's "hash prospector") over two independent keys.
 */

const twoToMinus32 = 2 ** -32
const golden = 0x9e3779b9

function mix(value: number): number {
  let z = value | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

function keyOf(seed: number, purpose: string, salt: number): number {
  let key = mix(seed ^ salt) ^ mix(Math.floor(seed / 2 ** 32) + salt)
  for (let i = 0; i < purpose.length; i++) key = mix(Math.imul(key, 31) + purpose.charCodeAt(i))
  return key
}

export class RandomStream {
  readonly #key0: number
  readonly #key1: number
  #s0 = 0
  #s1 = 0
  #s2 = 0
  #s3 = 1

  constructor(seed: number, purpose: string) {
    this.#key0 = keyOf(seed, purpose, 0x243f6a88)
    this.#key1 = keyOf(seed, purpose, 0x13198a2e)
    this.at(0)
  }

  /** Moves to a position; returns itself. */
  at(a: number, b = 0, c = 0): this {
    const h0 = mix(mix(mix(this.#key0 + Math.imul(a, golden)) + b) + Math.imul(c, golden))
    const h1 = mix(mix(mix(this.#key1 ^ Math.imul(b, golden)) + a) ^ Math.imul(c, 0x85ebca6b))
    this.#s0 = mix(h0)
    this.#s1 = mix(h1)
    this.#s2 = mix(h0 + golden)
    this.#s3 = mix(h1 + golden) | 1
    return this
  }

  /** A whole number in [0, 2³²). */
  next(): number {
    const x = Math.imul(this.#s1, 5)
    const result = Math.imul((x << 7) | (x >>> 25), 9)
    const t = this.#s1 << 9
    this.#s2 ^= this.#s0
    this.#s3 ^= this.#s1
    this.#s1 ^= this.#s2
    this.#s0 ^= this.#s3
    this.#s2 ^= t
    this.#s3 = (this.#s3 << 11) | (this.#s3 >>> 21)
    return result >>> 0
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.next() * twoToMinus32
  }

  /** Uniform whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound)
  }

  /** Uniform whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[this.below(list.length)] as T
  }

  /** Standard normal (Box and Muller). */
  normal(mean = 0, sd = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()))
    return mean + sd * radius * Math.cos(2 * Math.PI * this.unit())
  }

  /** Log-normal with the given mean and standard deviation of the value itself. */
  logNormal(mean: number, sd: number): number {
    const variance = Math.log(1 + (sd / mean) ** 2)
    return Math.exp(this.normal(Math.log(mean) - variance / 2, Math.sqrt(variance)))
  }

  /** Gamma with mean 1 and the given shape (Marsaglia and Tsang, 2000). */
  gammaOfMeanOne(shape: number): number {
    const boosted = shape < 1 ? shape + 1 : shape
    const d = boosted - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    const boost = shape < 1 ? (1 - this.unit()) ** (1 / shape) : 1
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * boost) / shape
    }
  }

  /** Poisson; for small means (Knuth). */
  poisson(mean: number): number {
    const limit = Math.exp(-mean)
    let product = this.unit()
    let count = 0
    while (product > limit) {
      product *= this.unit()
      count++
    }
    return count
  }

  /** In place (Fisher and Yates). */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const other = list[j] as T
      list[j] = list[i] as T
      list[i] = other
    }
    return list
  }
}

/** Draws positions of a list in proportion to their weights. */
export class WeightedChoice {
  readonly #cumulative: Float64Array

  constructor(weights: ArrayLike<number>) {
    this.#cumulative = new Float64Array(weights.length)
    let sum = 0
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i] as number
      this.#cumulative[i] = sum
    }
    if (!(sum > 0)) throw new RangeError('weights must have a positive sum')
  }

  draw(random: RandomStream): number {
    const sums = this.#cumulative
    const target = random.unit() * (sums[sums.length - 1] as number)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Splits `total` into whole parts in proportion to `weights`; the parts sum to `total` exactly. */
export function proportionalParts(total: number, weights: ArrayLike<number>, offset: number): Int32Array {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i] as number
  const parts = new Int32Array(weights.length)
  let cumulative = 0
  let taken = 0
  for (let i = 0; i < weights.length; i++) {
    cumulative += weights[i] as number
    const upTo = i === weights.length - 1 ? total : Math.min(total, Math.floor((total * cumulative) / sum + offset))
    parts[i] = upTo - taken
    taken = upTo
  }
  return parts
}
