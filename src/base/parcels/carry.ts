import * as z from 'zod/mini'
import { carrier, Refused, Unreached, whole } from '#base/interchange/index.ts'
import { COURIER, courierOf, signText } from './courier.ts'
import { noteAccepted } from './parcels.ts'

const PATIENCE_MS = 15_000

const Accepted = z.object({ tracking: z.string().check(z.minLength(3), z.maxLength(60)) })
const Refusal = z.object({ why: z.string().check(z.maxLength(300)) })

/**
 * Orders go to the carrier's HTTP API, each by its id: one that was taken without our hearing of it is answered the same
 * when it is asked for again.
 */
export const courier = carrier({
  name: COURIER,
  window: 1,
  async deliver(app, _, parcel) {
    const { url, secret } = await courierOf(app)
    const body = (await whole(parcel.content())).toString()
    const reply = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': signText(secret, body) },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(cause => {
      throw new Unreached('parcels.unreached', cause)
    })
    const { id } = JSON.parse(body) as { id: string }
    if (reply.status === 422) throw new Refused('parcels.refused', { why: z.parse(Refusal, await reply.json()).why })
    if (!reply.ok) throw new Unreached('parcels.unreached')
    const { tracking } = z.parse(Accepted, await reply.json())
    await app.run(ctx => noteAccepted(ctx, id, tracking))
  },
})
