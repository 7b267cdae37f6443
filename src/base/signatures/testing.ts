import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOrganisations, organisationsIn, usualOrganisations } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import type { Client } from '#core/client.ts'
import { dayOf } from '#core/clock.ts'
import type { Ref } from '#core/contract.ts'
import { bytesOf, newDocument } from '#core/pdf.ts'
import { makeAuthority } from './authority.ts'
import type { signatures } from './contract.ts'
import { enrol } from './enrol.ts'
import { chainOf, crlOf, type LocalCa } from './local-ca.ts'
import { writeClerks } from './queries.ts'
import { signerWith } from './signer.ts'
import type { Trust } from './verify/chain.ts'

/** A paper of some pages to sign. */
export async function paperOf(text: string, pages = 1): Promise<Uint8Array> {
  const doc = newDocument('Thử', [595.28, 841.89], new Date('2026-11-20T02:00:00Z'))
  for (let page = 1; page <= pages; page++)
    doc.addPage().font('serif').fontSize(14).text(`${text} (trang ${page})`, 90, 100)
  return bytesOf(doc)
}

/** Whoever trusts this authority and knows what it has revoked. */
export const trustIn = (ca: LocalCa, now: Date, revoked: Parameters<typeof crlOf>[1] = []): Trust => ({
  roots: [ca.root.certificate],
  known: [],
  crls: [crlOf(ca.root, [], now), crlOf(ca.issuing, revoked, now)],
  ocsps: [],
})

export const stamperOf = (ca: LocalCa) => signerWith(ca.stamping.key, ca.stamping.certificate, chainOf(ca))

/** Whether a program that judges from outside is on this machine. */
export const hasProgram = (program: string, argument = '--version'): boolean =>
  spawnSync(program, [argument]).error === undefined

/** Lays files where a program can read them; answers their paths. */
export function laidOut<K extends string>(files: Readonly<Record<K, string | Uint8Array>>): Record<K, string> {
  const dir = mkdtempSync(join(tmpdir(), 'saola-signatures-'))
  return Object.fromEntries(
    Object.entries<string | Uint8Array>(files).map(([name, content]) => {
      writeFileSync(join(dir, name), content)
      return [name, join(dir, name)]
    }),
  ) as Record<K, string>
}

export const TEST_PIN = '135790'

/** Somebody, or an office with its clerks, can sign from now on. Answers the certificate's id. */
export async function enrolForTest(
  ctx: Context,
  who: { readonly accountId: string } | { readonly organisationId: string; readonly clerks: readonly string[] },
): Promise<string> {
  await makeAuthority(ctx)
  const key = { provider: 'file', algorithm: 'ec', pin: TEST_PIN } as const
  if ('accountId' in who) return enrol(ctx, { ...key, accountId: who.accountId, organisationId: null })
  await writeClerks(ctx, who.organisationId, who.clerks)
  return enrol(ctx, { ...key, accountId: null, organisationId: who.organisationId })
}

/** The organisation of a kind that a unit usually has. */
export async function organisationOf(ctx: Context, unitId: string, kind = 'committee'): Promise<string> {
  const find = async () => (await organisationsIn(ctx.sql, [unitId], dayOf(ctx.now))).find(one => one.kind === kind)
  const there = await find()
  if (there) return there.id
  const tree = treeOf(ctx.app)
  for (const unit of tree.path(unitId))
    await openOrganisations(ctx.sql, usualOrganisations(tree.path(unit.id)), dayOf(ctx.now)).catch(() => {})
  const made = await find()
  if (!made) throw new Error(`The unit has no ${kind}.`)
  return made.id
}

/** Signs, as somebody, all that waits for them about a thing; answers the problems. */
export async function signTurns(
  as: Client<{ signatures: typeof signatures }>,
  sql: Context['sql'],
  about: Ref,
): Promise<string[]> {
  const { turns } = await as.signatures.turns({ query: {} })
  const mine = await sql<{ id: string }[]>`
    select t.id from signatures.turn t join signatures.request r on r.id = t.request_id
    where r.about_kind = ${about.kind} and r.about_id = ${about.id}`
  const wanted = turns.filter(turn => mine.some(({ id }) => id === turn.id))
  const problems: string[] = []
  for (const [certificateId, group] of Map.groupBy(wanted, turn => turn.certificateId)) {
    if (!certificateId) throw new Error('They cannot sign: they have no certificate.')
    const body = { certificateId, pin: TEST_PIN, turnIds: group.map(turn => turn.id) }
    const { results } = await as.signatures.sign({ body })
    problems.push(...results.flatMap(result => result.problem?.code ?? []))
  }
  return problems
}
