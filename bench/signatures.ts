import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { newLocalCa, newSigner } from '#base/signatures/local-ca.ts'
import { signPdf } from '#base/signatures/pades.ts'
import { paperOf, trustIn } from '#base/signatures/testing.ts'
import { verifyBytes } from '#base/signatures/verify/verify.ts'
import { median, option, report, round } from './support/report.ts'

/**
 * How many papers a second are signed with an RSA-2048 key of a file (PAdES B-B), against the bare signatures of as many
 * digests: what PDF and CMS cost beside the key. Then how many are verified.
 */
const ROUNDS = option('rounds', 7)
const PAPERS = option('papers', 100)

const NOW = new Date()
const ca = newLocalCa(NOW)
const signer = newSigner(ca, NOW, { commonName: 'Nguyễn Hữu Thành', title: 'Chủ tịch' })
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const paper = await paperOf('Quyết định về việc áp dụng biện pháp cách ly', 2)
const trust = trustIn(ca, NOW)

const perSecond = async (work: () => Promise<void>) => {
  const from = performance.now()
  await work()
  return (PAPERS / (performance.now() - from)) * 1000
}

async function papers(): Promise<void> {
  for (let n = 0; n < PAPERS; n++) await signPdf(paper, signer, { now: NOW, name: 'Nguyễn Hữu Thành' })
}

/** The same through the thread pool, one after the other. */
async function bare(): Promise<void> {
  for (let n = 0; n < PAPERS; n++) {
    const digest = createHash('sha256').update(paper).digest()
    await new Promise((resolve, reject) =>
      sign('sha256', digest, privateKey, (error, signature) => (error ? reject(error) : resolve(signature))),
    )
  }
}

const signed = await signPdf(paper, signer, { now: NOW })
async function verified(): Promise<void> {
  for (let n = 0; n < PAPERS; n++)
    if (verifyBytes(signed, trust, NOW).verdict !== 'valid') throw new Error('What was signed does not verify.')
}

await papers()
await bare()
const figures: { ours: number; bare: number; verified: number }[] = []
for (let round = 0; round < ROUNDS; round++)
  figures.push({ ours: await perSecond(papers), bare: await perSecond(bare), verified: await perSecond(verified) })

report('signatures', {
  papersPerS: round(median(figures.map(one => one.ours)), 0),
  barePerS: round(median(figures.map(one => one.bare)), 0),
  ratio: round(median(figures.map(one => one.ours / one.bare))),
  verifiedPerS: round(median(figures.map(one => one.verified)), 0),
})
