import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, newDocument } from '#core/pdf.ts'
import { newLocalCa, newSigner } from './local-ca.ts'
import { signPdf } from './pades.ts'

const NOW = new Date()
test('x', async () => {
  const ca = newLocalCa(NOW)
  const signer = newSigner(ca, NOW, { commonName: 'Nguyễn Hữu Thành', title: 'Chủ tịch' })
  const ec = newSigner(ca, NOW, { commonName: 'Ủy ban nhân dân xã Phú Lộc' }, 'ec')
  const doc = newDocument('Thử', [300, 300], NOW)
  doc.addPage().font('serif').text('Xin chào Việt Nam', 20, 20)
  const one = await signPdf(await bytesOf(doc), signer, { now: NOW, name: 'Nguyễn Hữu Thành' })
  const two = await signPdf(one, ec, { now: NOW })
  const dir = mkdtempSync(join(tmpdir(), 'sig-'))
  writeFileSync(join(dir, 'a.pdf'), two)
  console.log(dir, execFileSync('pdfsig', [join(dir, 'a.pdf')], { encoding: 'utf8' }))
  expect(two.length).toBeGreaterThan(0)
})
