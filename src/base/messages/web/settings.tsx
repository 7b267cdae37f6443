import { useState } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, Checks, Notice, Page, ProblemState, Skeleton, TimeField } from '#kit/citizen/index.ts'
import { Switch } from '#kit/citizen/switch.tsx'
import { tell } from '#kit/problem.ts'
import type { messages } from '../contract.ts'
import { api } from './api.ts'
import { usePush } from './use-push.ts'

type Known = ResultOf<typeof messages.preferences>

/** How somebody wants to be told: by which ways, at which hours not, and whether by this phone. */
export function MessageSettings() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.messages.preferences, {})
  return (
    <Page title={t('messages.web.settings')} back="/toi">
      {data ? (
        <>
          {data.pushKey ? <ThisPhone pushKey={data.pushKey} /> : null}
          <Wishes known={data} />
        </>
      ) : error ? (
        <ProblemState problem={error} again={() => void refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Page>
  )
}

function ThisPhone({ pushKey }: { pushKey: string }) {
  const t = useWords()
  const push = usePush(pushKey)
  if (!push.state) return <Skeleton lines={2} />
  return (
    <Card title={t('messages.web.push')}>
      {push.state === 'on' || push.state === 'off' ? (
        <Switch
          label={t('messages.web.push.on')}
          hint={t('messages.web.push.hint')}
          checked={push.state === 'on'}
          onChange={push.set}
        />
      ) : (
        <p>{t(`messages.web.push.${push.state}`)}</p>
      )}
      {push.failed ? <Notice tone="error" title={t('messages.web.push.failed')} /> : null}
    </Card>
  )
}

const NIGHT = { from: '20:00', until: '08:00' }

function Wishes({ known }: { known: Known }) {
  const t = useWords()
  const [ordinary, setOrdinary] = useState(known.ordinary)
  const [off, setOff] = useState<readonly string[]>(known.off)
  const [quiet, setQuiet] = useState(known.quiet)
  const saving = useWrite(api.messages.setPreferences)
  const ways = waysOf(known.channels)
  const wanted = ways.filter(way => !way.channels.every(name => off.includes(name))).map(way => way.word)
  const choose = (words: readonly string[]) =>
    setOff(ways.flatMap(way => (words.includes(way.word) ? [] : way.channels)))
  return (
    <form
      className="s-form"
      onSubmit={event => {
        event.preventDefault()
        saving.mutate({ body: { ordinary, off: [...off], quiet } })
      }}
    >
      <Card>
        <Switch
          label={t('messages.web.settings.ordinary')}
          hint={t('messages.web.settings.ordinary.hint')}
          checked={ordinary}
          onChange={setOrdinary}
        />
      </Card>
      {ordinary && ways.length > 1 ? (
        <Checks
          name="kenh"
          label={t('messages.web.settings.channels')}
          hint={t('messages.web.settings.channels.hint')}
          values={wanted}
          onChange={choose}
          options={ways.map(({ word }) => ({ value: word, label: t(word) }))}
        />
      ) : null}
      {ordinary ? (
        <Card title={t('messages.web.settings.quiet')}>
          <Switch
            label={t('messages.web.settings.quiet.on')}
            hint={t('messages.web.settings.quiet.hint')}
            checked={quiet !== null}
            onChange={on => setQuiet(on ? NIGHT : null)}
          />
          {quiet ? (
            <>
              <TimeField
                name="tu"
                label={t('messages.web.settings.quiet.from')}
                value={quiet.from}
                onChange={from => setQuiet({ ...quiet, from })}
              />
              <TimeField
                name="den"
                label={t('messages.web.settings.quiet.until')}
                value={quiet.until}
                onChange={until => setQuiet({ ...quiet, until })}
              />
            </>
          ) : null}
        </Card>
      ) : null}
      {saving.error ? <Notice tone="error" title={tell(t, saving.error).title} /> : null}
      {saving.isSuccess ? <Notice icon="check" title={t('messages.web.settings.saved')} /> : null}
      <Button type="submit" busy={saving.isPending && t('messages.web.settings.saving')}>
        {t('messages.web.settings.save')}
      </Button>
    </form>
  )
}

interface Way {
  readonly word: string
  readonly channels: readonly string[]
}

/** Channels as people know them: an SMS is an SMS, whichever carrier takes it. */
function waysOf(channels: readonly string[]): Way[] {
  const sms: readonly string[] = channels.filter(name => name === 'smpp' || name === 'sms')
  const others = channels
    .filter(name => !sms.includes(name))
    .map(name => ({ word: `messages.way.${name}`, channels: [name] }))
  return sms.length ? [...others, { word: 'messages.way.sms', channels: sms }] : others
}
