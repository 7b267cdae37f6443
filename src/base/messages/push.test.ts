import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { publicPoint, sealFor, vapid } from './push.ts'
import { isPushService } from './subscriptions.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

test('seals the example of RFC 8291 (appendix A) to the byte', () => {
  const sealed = sealFor(
    {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
    Buffer.from('When I grow up, I want to be a watermelon'),
    { salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw') },
  )
  expect(sealed.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('says who we are in a token that the push service can check (RFC 8292)', () => {
  const [key] = keyringOf(newKeyring()).signingKeys('push')
  if (!key) throw new Error('The keyring has no pair for push.')
  const now = new Date('2026-11-20T02:00:00Z')
  const header = vapid(key, 'mailto:cdc@hue.example', 'https://updates.push.services.mozilla.com/wpush/v2/x', now)
  const [, token = '', point = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(header) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const read = (part: string) => JSON.parse(bytes(part).toString())
  expect(read(head)).toEqual({ typ: 'JWT', alg: 'ES256' })
  expect(read(claims)).toEqual({
    aud: 'https://updates.push.services.mozilla.com',
    exp: now.getTime() / 1000 + 43_200,
    sub: 'mailto:cdc@hue.example',
  })
  const [x, y] = [bytes(point).subarray(1, 33), bytes(point).subarray(33)]
  const jwk = { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  expect(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature))).toBe(true)
  expect(publicPoint(publicKey)).toEqual(bytes(point))
})

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
  ['https://wns2-sg2p.notify.windows.com/w/?token=abc', true],
  ['https://web.push.apple.com/abc', true],
  ['http://fcm.googleapis.com/fcm/send/abc', false],
  ['https://fcm.googleapis.com.example.org/x', false],
  ['https://127.0.0.1:5432/', false],
  ['https://user@10.0.0.1/', false],
  ['file:///etc/passwd', false],
  ['http://push.test:9300/x', true],
])('%s is a push service: %s', (endpoint, expected) => {
  expect(isPushService(endpoint, ['push.test:9300'])).toBe(expected)
})
