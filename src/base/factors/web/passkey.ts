import type { Me } from '#base/identity/web/session.tsx'
import { Problem } from '#core/problem.ts'
import { api } from './api.ts'

/** What the browser says of a passkey that was not given, or a device that has none. */
const none = (cause: unknown) => new Problem('factors.web.passkey.none', { cause })

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

async function answered() {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { challengeId, options } = await api.factors.askPasskey({})
  const answer = await startAuthentication({ optionsJSON: options as never }).catch((cause: unknown) => {
    throw none(cause)
  })
  return { challengeId, answer: { ...answer } }
}

export const signInByPasskey = async (): Promise<Me> => api.factors.signInByPasskey({ body: await answered() })

export const proveByPasskey = async (): Promise<Me> =>
  api.factors.prove({ body: { way: 'passkey', ...(await answered()) } })

/** Makes a passkey in this device, or in one that it asks; answers the recovery codes of a first factor. */
export async function makePasskey(name: string): Promise<readonly string[] | null> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { challengeId, options } = await api.factors.beginPasskey({})
  const answer = await startRegistration({ optionsJSON: options as never }).catch((cause: unknown) => {
    throw none(cause)
  })
  return (await api.factors.addPasskey({ body: { challengeId, answer: { ...answer }, name } })).recovery
}
