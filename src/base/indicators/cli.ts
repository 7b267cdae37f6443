import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import type { Commands, Print } from '#core/command.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { indicatorsOf, isStored } from './indicator.ts'
import type { Difference } from './queries.ts'
import { check, recompute } from './upkeep.ts'

const SHOWN = 20
/** Of a figure read from state: an event on its way to its subscribers makes a difference that goes by itself. */
const SETTLE_MS = 3000

/** Compares every stored figure with what its SQL yields over all facts. */
export const commands = {
  'indicators check': {
    usage: 'saola indicators check [NAME …] [--repair]',
    summary: 'compare stored figures with the facts, and write the true ones where they differ',
    async run(ctx, args, print) {
      const { names, repair } = parse(ctx, args, this.usage)
      let count = 0
      for (const name of names) {
        const found = await lasting(ctx, name)
        count += found.length
        tell(ctx, name, found, print)
        if (repair && found.length) await recompute(ctx, name)
      }
      if (!count) print(say(ctx.locale, 'indicators.check.none'))
      else print(say(ctx.locale, `indicators.check.${repair ? 'repaired' : 'found'}`, { count }))
      return count && !repair ? 1 : 0
    },
  },
} as const satisfies Commands

function parse(ctx: Context, args: readonly string[], usage: string): { names: string[]; repair: boolean } {
  const known = [...indicatorsOf(ctx.app).values()].filter(isStored).map(one => one.name)
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { repair: { type: 'boolean' } },
    })
    const strange = positionals.find(name => !known.includes(name))
    if (strange) throw new Problem('indicators.unknown', { params: { name: strange } })
    return { names: positionals.length ? positionals : known, repair: values.repair ?? false }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('indicators.usage', { params: { usage } })
  }
}

async function lasting(ctx: Context, name: string): Promise<readonly Difference[]> {
  const first = await check(ctx, name)
  if (!first.length || indicatorsOf(ctx.app).get(name)?.kind === 'count') return first
  await pause(SETTLE_MS)
  const seen = new Set(first.map(cell))
  return (await check(ctx, name)).filter(one => seen.has(cell(one)))
}

const cell = ({ unitId, day, hour }: Difference): string => `${unitId} ${day} ${hour}`

function tell(ctx: Context, name: string, found: readonly Difference[], print: Print): void {
  if (!found.length) print(say(ctx.locale, 'indicators.check.equal', { name }))
  for (const { day, hour, unitId, stored, computed } of found.slice(0, SHOWN))
    print(
      say(ctx.locale, 'indicators.check.difference', {
        name,
        day,
        hour: hour < 0 ? 'none' : hour,
        unit: treeOf(ctx.app).label(unitId) || unitId,
        stored,
        computed,
      }),
    )
  if (found.length > SHOWN) print(say(ctx.locale, 'indicators.check.more', { count: found.length - SHOWN }))
}
