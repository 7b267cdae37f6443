import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { healthOf } from '../health.ts'

/** An answer is good for so long: whoever asks all the time asks the database no oftener. */
const GOOD_MS = 2_000

/** `GET /api/health/live`: this process answers. `GET /api/health/ready`: it can serve; 503 where it cannot. */
export function healthRoutes(api: FastifyInstance, app: App): void {
  let known: { readonly at: number; readonly health: ReturnType<typeof healthOf> } | undefined
  const health = () => {
    if (!known || Date.now() - known.at > GOOD_MS) known = { at: Date.now(), health: healthOf(app) }
    return known.health
  }
  api.get('/health/live', async () => ({ live: true }))
  api.get('/health/ready', async (_request, reply) => {
    const answer = await health()
    return reply.status(answer.ready ? 200 : 503).send(answer)
  })
}
