import policies from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'

const DOCUMENT = 'Phương án diễn tập của tỉnh'
const BEGAN_DAYS_AGO = 60

/** The province's own rule in the drill, where the country's of today would leave nothing to do. */
export const setDrillRule = (ctx: Context, provinceId: string, code: string, params: object) =>
  policies.handlers.set(
    {
      params: { code },
      query: undefined,
      body: {
        unitId: provinceId,
        document: DOCUMENT,
        from: addDays(dayOf(ctx.now), -BEGAN_DAYS_AGO),
        params: { ...params },
      },
    },
    ctx,
  )
