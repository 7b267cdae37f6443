import { Switch } from '@mantine/core'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Panel } from '#kit/console/index.ts'
import { api } from './api.ts'
import { usePush } from './use-push.ts'

/** An officer's own browser may be woken like a citizen's phone; nothing where the installation does not push. */
export function PushPanel() {
  const t = useWords()
  const { data } = useRead(api.messages.preferences, {})
  const push = usePush(data?.pushKey ?? null)
  if (!data?.pushKey || !push.state) return null
  return (
    <Panel title={t('messages.web.push')}>
      {push.state === 'impossible' || push.state === 'denied' ? (
        <p className="k-hint">{t(`messages.web.push.${push.state}`)}</p>
      ) : (
        <Switch
          label={t('messages.web.push.on')}
          description={t('messages.web.push.work')}
          checked={push.state === 'on'}
          disabled={push.busy}
          onChange={event => push.set(event.currentTarget.checked)}
        />
      )}
      {push.failed ? <Notice tone="error" title={t('messages.web.push.failed')} /> : null}
    </Panel>
  )
}
