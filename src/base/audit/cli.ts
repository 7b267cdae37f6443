import { createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Context } from '#core/app.ts'
import { keysOf } from '#core/audit/block.ts'
import { type Head, headLine, headsFileOf, headsIn, readHeads } from '#core/audit/heads.ts'
import { lastBlock } from '#core/audit/queries.ts'
import { type Fault, type Verified, verifyAudit } from '#core/audit/verify.ts'
import type { Commands, Print } from '#core/command.ts'
import { keyringFileOf, rotatePair } from '#core/keyring.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'

export const commands = {
  'audit verify': {
    usage: 'saola audit verify [--heads FILE] [--public-key FILE]',
    summary: 'is the audit what was sealed? Names each row and block that is not; code 1 when there is one',
    async run(ctx, args, print) {
      const { heads, 'public-key': key } = options(args, this.usage, 'heads', 'public-key')
      const against = { keys: key ? keysIn(key) : ownKeys(ctx), heads: headsFrom(ctx, heads) }
      const began = Date.now()
      const result = await verifyAudit(ctx.sql, {
        ...against,
        onFault: fault => print(faultText(ctx, fault)),
      })
      tell(ctx, result, { heads: against.heads.length, seconds: (Date.now() - began) / 1000 }, print)
      return result.faults ? 1 : 0
    },
  },
  'audit head': {
    usage: 'saola audit head',
    summary: 'the newest head, to be kept somewhere else',
    async run(ctx, args, print) {
      options(args, this.usage)
      const block = await lastBlock(ctx.sql)
      print(block ? headLine(block) : say(ctx.locale, 'audit.cli.nothing'))
      return 0
    },
  },
  'audit key': {
    usage: 'saola audit key [--out FILE]',
    summary: 'the public keys, with which anybody can verify',
    async run(ctx, args, print) {
      const { out } = options(args, this.usage, 'out')
      const pem = publicKeys(ctx)
        .map(key => key.export({ format: 'pem', type: 'spki' }))
        .join('')
      if (out) writeFileSync(out, pem)
      else print(pem.trimEnd())
      return 0
    },
  },
  'audit rotate': {
    usage: 'saola audit rotate',
    summary: 'a new key to sign with from the next start on; the old one still verifies',
    async run(ctx, args, print) {
      options(args, this.usage)
      const version = rotatePair(keyringFileOf(ctx.app.config.dataDir), 'audit')
      print(say(ctx.locale, 'audit.cli.rotated', { version }))
      return 0
    },
  },
} as const satisfies Commands

function options<N extends string>(args: readonly string[], usage: string, ...names: readonly N[]) {
  try {
    const known = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
    return parseArgs({ args: [...args], options: known, strict: true }).values as Partial<Record<N, string>>
  } catch {
    throw new Problem('audit.usage', { params: { usage } })
  }
}

const publicKeys = ({ app }: Context) => app.keyring.signingKeys('audit').map(pair => pair.publicKey)
const ownKeys = (ctx: Context) => keysOf(publicKeys(ctx))

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Problem('audit.no-file', { params: { file } })
  }
}

function keysIn(file: string) {
  const blocks = textOf(file).match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []
  if (!blocks.length) throw new Problem('audit.no-key', { params: { file } })
  return keysOf(blocks.map(pem => createPublicKey(pem)))
}

/** Of the file that is named, else of the one that this installation writes, if it has. */
function headsFrom({ app }: Context, file: string | undefined): readonly Head[] {
  if (file === undefined) return readHeads(headsFileOf(app.config)) ?? []
  const heads = headsIn(textOf(file))
  if (!heads.length) throw new Problem('audit.no-heads', { params: { file } })
  return heads
}

function faultText({ locale }: Context, fault: Fault): string {
  const id = `audit.cli.fault.${fault.what}`
  const { block } = fault
  if ('row' in fault) {
    const { seq, at } = fault.row
    const { id: row = '', endpoint = '' } = 'id' in fault.row ? fault.row : {}
    return say(locale, id, { block, seq: String(seq), at: at.toISOString(), id: row, endpoint })
  }
  return say(locale, id, 'until' in fault ? { block, until: fault.until, rows: fault.rows } : { block })
}

interface Effort {
  readonly heads: number
  readonly seconds: number
}

function tell(ctx: Context, result: Verified, { heads, seconds }: Effort, print: Print): void {
  const line = (id: string, values: Record<string, string | number>) =>
    print(say(ctx.locale, `audit.cli.${id}`, values))
  const { rows, blocks, pruned, prunedBefore, unsealed, faults } = result
  const each = Math.round((rows + pruned) / Math.max(seconds, 0.001))
  line('compared', { rows, blocks, seconds: Math.round(seconds * 10) / 10, each })
  line(heads ? 'heads' : 'no-heads', { heads })
  if (prunedBefore) line('pruned', { pruned, until: prunedBefore.toISOString() })
  if (unsealed) line('unsealed', { unsealed })
  line(faults ? 'faults' : 'whole', { faults })
}
