import * as z from 'zod/mini'
import { kindOf } from '#base/places/kinds.ts'
import { identify } from '#base/standing/identify.ts'
import { ScanAnswer, ScanBody } from '#capabilities/checkpoints/contract.ts'
import { knownPlaces } from '#capabilities/checkpoints/known-places.ts'
import { answerFor } from '#capabilities/checkpoints/rules.ts'
import { at, can, endpoint, wire } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import { notFound } from '#core/problem.ts'

/** What a check-in would be without its fact: the same session, permission, schemas, look-ups and reply. */
export const probe = defineModule({
  name: 'probe',
  dir: import.meta.dirname,
  contract: {
    probe: endpoint({
      method: 'POST',
      path: '/places/:placeId/probes',
      params: z.object({ placeId: wire.id }),
      body: ScanBody,
      reply: ScanAnswer,
      may: can('checkpoints.scan'),
      about: i => at.place(i.params.placeId),
    }),
  },
  direct: ['probe'],
  handlers: {
    async probe({ params, body }, ctx) {
      const place = await ctx.app.use(knownPlaces)(params.placeId)
      if (!place) throw notFound('place')
      const person = await identify(ctx.app, body.code, place.unitId)
      return {
        outcome: answerFor(body.direction, person.level, person.identity, kindOf(place.kind).open),
        identity: person.identity,
        direction: body.direction,
        name: person.name,
        birthYear: person.birthYear,
        at: ctx.now.toISOString(),
        repeated: false,
      }
    },
  },
})
