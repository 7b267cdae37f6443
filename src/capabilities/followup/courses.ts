import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { casesAtHome, reports, type Signs, testing } from './policies.ts'

/** What applies to somebody who is followed depends on whether they are a case already. */
interface Followed {
  readonly isCase: boolean
  readonly unitId: string
}

interface Applied {
  readonly version: string
  readonly document: string
}

/** What is worrying on a day. */
export async function signsAt(ctx: Context, { isCase, unitId }: Followed, day: string) {
  const where = { day, unitId }
  const { version, document, params }: Applied & { readonly params: Signs } = isCase
    ? await policyAt(ctx, casesAtHome, where)
    : await policyAt(ctx, reports, where)
  return { version, document, signs: params }
}

/** On which days of a course that begins on a day a test is due. */
export async function testsAt(ctx: Context, { isCase, unitId }: Followed, day: string) {
  const where = { day, unitId }
  if (!isCase) {
    const { version, document, params } = await policyAt(ctx, testing, where)
    return { version, document, days: params.days }
  }
  const { version, document, params } = await policyAt(ctx, casesAtHome, where)
  return { version, document, days: params.tests }
}
