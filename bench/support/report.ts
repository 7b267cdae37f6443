/** The value below which a share of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  )

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** Prints figures for people and, with `--json`, one JSON object as the last line. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(14)} ${JSON.stringify(value)}`)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench, ...figures }))
}

export function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
