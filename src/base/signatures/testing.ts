import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesOf, newDocument } from '#core/pdf.ts'
import { chainOf, crlOf, type LocalCa } from './local-ca.ts'
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
