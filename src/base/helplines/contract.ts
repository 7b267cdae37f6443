import * as z from 'zod/mini'
import { anyone, endpoint, wire } from '#core/contract.ts'

export const helplines = {
  nearest: endpoint({
    method: 'GET',
    path: '/helpline',
    query: z.object({ unitId: z.optional(wire.id) }),
    reply: z.object({ name: z.string(), phone: z.string() }),
    may: anyone,
    summary: 'Whom to call in a unit, or where the caller stays: its health station, or the hotline above it',
  }),
}
