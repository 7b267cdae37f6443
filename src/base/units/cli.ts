import { parseArgs } from 'node:util'
import type { Context } from '#core/app.ts'
import type { Commands, Print } from '#core/command.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { fromPath } from './files.ts'
import { type ImportReport, importBoundaries, importList, importMap } from './import.ts'
import { announced, by } from './index.ts'

/** Lists, maps and boundaries of the tree from files. */
export const commands = {
  'units import': {
    usage: 'saola units import FILE.csv --from YYYY-MM-DD',
    summary: 'the list of all units as it is from that day on',
    async run(ctx, args, print) {
      const { file, day } = parse(args, this.usage, 'from')
      if (!day) throw usageProblem(this.usage)
      return tell(ctx, await announced(ctx, importList(ctx.sql, fromPath(file), day, by(ctx))), print)
    },
  },
  'units map': {
    usage: 'saola units map FILE.csv [--on YYYY-MM-DD]',
    summary: 'what became of closed units: old codes to new ones',
    async run(ctx, args, print) {
      const { file, day } = parse(args, this.usage, 'on')
      return tell(ctx, await announced(ctx, importMap(ctx.sql, fromPath(file), by(ctx), day)), print)
    },
  },
  'units boundaries': {
    usage: 'saola units boundaries FILE.topojson [--from YYYY-MM-DD]',
    summary: 'boundaries for the maps, from TopoJSON',
    async run(ctx, args, print) {
      const { file, day } = parse(args, this.usage, 'from')
      return tell(ctx, await announced(ctx, importBoundaries(ctx.sql, fromPath(file), by(ctx), day)), print)
    },
  },
} as const satisfies Commands

const usageProblem = (usage: string) => new Problem('units.usage', { params: { usage } })

function parse(
  args: readonly string[],
  usage: string,
  option: 'from' | 'on',
): { file: string; day: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { [option]: { type: 'string' } },
    })
    const day = values[option] as string | undefined
    const [file, ...more] = positionals
    if (file && !more.length && (day === undefined || isDay(day))) return { file, day }
  } catch {
    // An unknown option: the usage says which there are.
  }
  throw usageProblem(usage)
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

const SHOWN = 50

function tell(ctx: Context, report: ImportReport, print: Print): number {
  const { problems, changed } = report
  for (const { line, reason, params } of problems.slice(0, SHOWN))
    print(say(ctx.locale, 'units.row.at', { line, text: say(ctx.locale, reason, params) }))
  if (problems.length) {
    print(say(ctx.locale, 'units.import.refused', { file: report.file, count: problems.length }))
    return 1
  }
  const { rows, opened, closed, renamed, moved, recast, links, boundaries } = report
  const counts = { rows, opened, closed, renamed, moved, recast, links, boundaries, file: report.file }
  print(say(ctx.locale, changed ? `units.import.done.${report.kind}` : 'units.import.unchanged', counts))
  return 0
}
