import { defineModule } from '#core/module.ts'
import { say } from '#core/words.ts'
import { idOfKey, pointOf } from './attest.ts'
import { attestation as contract } from './contract.ts'
import { keeps } from './keeps.ts'
import type { Attestation } from './kinds.ts'
import { getStatement } from './queries.ts'

export default defineModule({
  name: 'attestation',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async known(_, { app }) {
      const keys = app.keyring.signingKeys('attestation')
      return {
        keys: keys.map(key => ({ id: idOfKey(key), point: pointOf(key).toString('base64') })),
        kinds: app.declared<Attestation>('attestation').map(({ kind, fields }) => ({
          kind,
          fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
        })),
      }
    },
    async status({ params }, { sql, locale }) {
      const found = await getStatement(sql, params.statementId)
      if (!found) return { state: 'unknown' as const, revokedAt: null, reason: null }
      return {
        state: found.revokedAt ? ('revoked' as const) : ('issued' as const),
        revokedAt: found.revokedAt?.toISOString() ?? null,
        reason: found.reason ? say(locale, found.reason) : null,
      }
    },
  },
})
