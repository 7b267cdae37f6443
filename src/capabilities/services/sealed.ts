import type { App } from '#core/app.ts'
import type { Contact } from './contract.ts'
import type { DossierRow } from './queries.ts'

export const sealJson = ({ keyring }: App, value: unknown): Buffer => keyring.encrypt(JSON.stringify(value))
const openJson = ({ keyring }: App, sealed: Uint8Array): unknown => JSON.parse(keyring.decrypt(sealed))

export const contactOf = (app: App, { contactSealed }: Pick<DossierRow, 'contactSealed'>): Contact =>
  openJson(app, contactSealed) as Contact
export const answersOf = (app: App, { answersSealed }: Pick<DossierRow, 'answersSealed'>): Record<string, unknown> =>
  answersSealed ? (openJson(app, answersSealed) as Record<string, unknown>) : {}
export const openBody = (app: App, sealed: Uint8Array): Record<string, unknown> =>
  openJson(app, sealed) as Record<string, unknown>
