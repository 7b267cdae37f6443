const SHADES = 5

/** The whole number of two figures at most that is nearest above: 37 → 40, 1.234 → 1.300. */
function round(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.ceil(value / unit) * unit
}

/**
 * Where a shaded map steps from one shade to the next: the fifths of the figures above zero, rounded, so that each
 * shade has about as many units and zero is a shade of its own. `[1, 4, 10]` shades 0 · 1–3 · 4–9 · 10 and more.
 */
export function stepsOf(values: readonly number[]): readonly number[] {
  const some = values.filter(value => value > 0).sort((a, b) => a - b)
  if (some.length === 0) return []
  const cuts = Array.from({ length: SHADES - 1 }, (_, i) => some[Math.floor(((i + 1) * some.length) / SHADES)] ?? 1)
  return [...new Set([1, ...cuts.map(cut => round(Math.max(1, cut)))])].sort((a, b) => a - b)
}

/** Which of the shades 0–5 a figure has. */
export const shadeOf = (value: number, steps: readonly number[]): number => steps.filter(step => value >= step).length
