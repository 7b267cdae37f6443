import { sendMessage } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { DossierRow } from './queries.ts'
import { promisedOf } from './rules.ts'
import { contactOf } from './sealed.ts'

const TOLD = ['receive', 'refuse', 'supplement', 'ask-payment', 'stop', 'go-on', 'finish', 'apologise'] as const
type Told = (typeof TOLD)[number]

export const templates = [
  ...TOLD.map(step => template({ id: `services.told.${step}`, urgency: 'ordinary' })),
  template({ id: 'services.told.closed', urgency: 'ordinary' }),
]

const dayText = (day: Date | null) => (day ? dayOf(day).split('-').reverse().join('/') : '')

/** Tells whoever is to be reached about a dossier, by its own phone before those of the register. */
export async function tell(ctx: Context, dossier: DossierRow, step: string): Promise<void> {
  if (!(TOLD as readonly string[]).includes(step)) return
  const { phone, email } = contactOf(ctx.app, dossier)
  const to =
    phone || email ? { ...(phone ? { phone } : {}), ...(email ? { email } : {}) } : { personId: dossier.personId }
  await sendMessage(ctx, {
    template: `services.told.${step as Told}`,
    to,
    values: {
      code: dossier.code,
      until: dayText(promisedOf(dossier)),
      fee: dossier.fee,
      link: `${ctx.app.config.origin}/dich-vu-cong`,
    },
    about: at.of('dossier', dossier.id),
    unitId: dossier.unitId,
  })
}
