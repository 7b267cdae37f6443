import { type Context, service } from '#core/app.ts'

export interface ToSend {
  readonly dossierId: string
  readonly code: string
  readonly unitId: string
  readonly to: { readonly name: string; readonly phone: string; readonly address: string }
  /** What the carrier collects at the door. */
  readonly codDong: number
}

/** Who brings results home. Whoever offers it provides it; without one a clerk posts by hand and writes the number down. */
export interface ResultCarrier {
  send(ctx: Context, parcel: ToSend): Promise<{ readonly reference: string }>
  /** Whether a fee that is owed in this unit may be taken at the door. */
  collects(ctx: Context, unitId: string): Promise<boolean>
}
export const resultCarrier = service<ResultCarrier | undefined>('services.result-carrier')
