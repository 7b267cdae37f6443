import './broadcasts.css'
import { Button, Checkbox, NumberInput, Radio, Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf, fieldInstant } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, Notice, Page, Panel } from '#kit/console/index.ts'
import { MomentField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Draft, Estimate } from '../contract.ts'
import { api } from './api.ts'
import { Numbers, Phone, Table, useDong } from './parts.tsx'

const SAMPLES = ['declare', 'vaccine', 'measure']
const LONGEST = 1000

/** As they are typed. */
interface Ages {
  readonly ageFrom: number | string
  readonly ageTo: number | string
}

const ageOf = (typed: number | string): number | null => (/\d/.test(String(typed)) ? Number(typed) : null)

/** A text to the people of an area: whom, what and when; counted before it can be sent. */
export function NewBroadcast() {
  const t = useWords()
  const own = useOwnArea('broadcasts.send')
  const [area, setArea] = useState<string>()
  const [text, setText] = useState('')
  const [urgency, setUrgency] = useState<Draft['urgency']>('ordinary')
  const [whom, setWhom] = useState({ sex: null as Draft['audience']['sex'], perHousehold: false })
  const [ages, setAges] = useState<Ages>({ ageFrom: '', ageTo: '' })
  const [isTimed, setTimed] = useState(false)
  const [when, setWhen] = useState('')
  const [counted, setCounted] = useState<{ readonly of: string; readonly is: Estimate }>()
  const unitId = area ?? own
  const audience = { ...whom, ageFrom: ageOf(ages.ageFrom), ageTo: ageOf(ages.ageTo) }
  const draft: Draft | undefined = unitId && text.trim() ? { unitId, audience, text: text.trim(), urgency } : undefined
  const key = JSON.stringify(draft)
  const counting = useWrite(api.broadcasts.estimate)
  const sending = useWrite(api.broadcasts.send, {
    refreshes: ['work'],
    done: ({ broadcastId }) => go(`/broadcasts/${broadcastId}`, { replace: true }),
  })
  const isFresh = counted?.of === key
  const startAt = isTimed ? fieldInstant(when) : undefined
  const isHalfTimed = isTimed && !startAt
  const needs = useNeeds({ area: unitId !== undefined, text: text.trim() !== '' })
  const count = () => {
    if (draft) counting.mutate({ body: draft }, { onSuccess: is => setCounted({ of: key, is }) })
  }
  const send = () => {
    if (!draft || !counted) return
    sending.mutate({ body: { ...draft, startAt: startAt?.toISOString() ?? null, dong: counted.is.dong } })
  }
  return (
    <Page title={t('broadcasts.web.new')} back={{ to: '/broadcasts', label: t('broadcasts.web.title') }}>
      <div className="bc-new">
        <form className="k-stack" {...needs.form(count)}>
          <Panel title={t('broadcasts.web.whom')}>
            <div className="k-stack">
              <UnitField
                label={t('broadcasts.web.area')}
                value={unitId}
                onChange={setArea}
                within={own}
                error={needs.of('area')}
              />
              <div className="bc-pair">
                <NumberInput
                  label={t('broadcasts.web.age.from')}
                  min={0}
                  max={120}
                  allowDecimal={false}
                  value={ages.ageFrom}
                  onChange={ageFrom => setAges({ ...ages, ageFrom })}
                />
                <NumberInput
                  label={t('broadcasts.web.age.to')}
                  min={0}
                  max={120}
                  allowDecimal={false}
                  value={ages.ageTo}
                  onChange={ageTo => setAges({ ...ages, ageTo })}
                />
              </div>
              <Select
                label={t('broadcasts.web.sex')}
                value={whom.sex ?? 'any'}
                onChange={sex => setWhom({ ...whom, sex: sex === 'male' || sex === 'female' ? sex : null })}
                allowDeselect={false}
                data={['any', 'female', 'male'].map(value => ({ value, label: t(`broadcasts.web.sex.${value}`) }))}
              />
              <Checkbox
                label={t('broadcasts.web.household')}
                checked={whom.perHousehold}
                onChange={event => setWhom({ ...whom, perHousehold: event.currentTarget.checked })}
              />
            </div>
          </Panel>
          <Panel title={t('broadcasts.web.what')}>
            <div className="k-stack">
              <Select
                label={t('broadcasts.web.sample')}
                placeholder={t('broadcasts.web.sample.none')}
                value={null}
                onChange={sample => sample && setText(t(`broadcasts.web.sample.${sample}.text`))}
                data={SAMPLES.map(value => ({ value, label: t(`broadcasts.web.sample.${value}`) }))}
              />
              <Textarea
                label={t('broadcasts.web.text')}
                description={t('broadcasts.web.text.help')}
                value={text}
                maxLength={LONGEST}
                autosize
                minRows={4}
                error={needs.of('text')}
                onChange={event => setText(event.currentTarget.value)}
              />
              <Radio.Group
                label={t('broadcasts.web.urgency')}
                value={urgency}
                onChange={value => setUrgency(value as Draft['urgency'])}
              >
                {(['ordinary', 'urgent'] as const).map(value => (
                  <Radio
                    key={value}
                    value={value}
                    mt="xs"
                    label={t(`broadcasts.web.urgency.${value}`)}
                    description={t(`broadcasts.web.urgency.${value}.help`)}
                  />
                ))}
              </Radio.Group>
              <Radio.Group
                label={t('broadcasts.web.when')}
                value={isTimed ? 'timed' : 'now'}
                onChange={value => setTimed(value === 'timed')}
              >
                <Radio value="now" mt="xs" label={t('broadcasts.web.when.now')} />
                <Radio value="timed" mt="xs" label={t('broadcasts.web.when.timed')} />
              </Radio.Group>
              {isTimed ? (
                <MomentField
                  label={t('broadcasts.web.when.at')}
                  minDate={dayOf(serverNow())}
                  value={when}
                  onChange={setWhen}
                />
              ) : null}
            </div>
          </Panel>
          {counting.error ? <Notice tone="error" title={tell(t, counting.error).title} /> : null}
          <div className="k-foot">
            <Button type="submit" {...(isFresh ? { variant: 'default' as const } : {})} loading={counting.isPending}>
              {t(counted ? 'broadcasts.web.count.again' : 'broadcasts.web.count')}
            </Button>
          </div>
        </form>
        <Panel title={t('broadcasts.web.preview')}>
          <div className="k-stack">
            {counted ? (
              <Preview estimate={counted.is} isFresh={isFresh} />
            ) : (
              <EmptyState icon="send" title={t('broadcasts.web.preview')}>
                {t('broadcasts.web.preview.empty')}
              </EmptyState>
            )}
            {counted && isFresh && counted.is.recipients > 0 && counted.is.longest <= counted.is.maxSegments ? (
              <div className="k-stack">
                {counted.is.needsApproval ? <Notice title={t('broadcasts.web.approval')} /> : null}
                {sending.error ? <Notice tone="error" title={tell(t, sending.error).title} /> : null}
                <ActionButton
                  kind="primary"
                  wide
                  busy={sending.isPending}
                  why={isHalfTimed ? t('broadcasts.web.when.half') : undefined}
                  onClick={send}
                >
                  {counted.is.needsApproval
                    ? t('broadcasts.web.ask')
                    : t('broadcasts.web.send', { count: counted.is.recipients })}
                </ActionButton>
              </div>
            ) : null}
          </div>
        </Panel>
      </div>
    </Page>
  )
}

function Preview({ estimate, isFresh }: { estimate: Estimate; isFresh: boolean }) {
  const t = useWords()
  const f = useFormat()
  const dong = useDong()
  const { samples, channels, networks, brandname } = estimate
  const recipientsOf = (channel: string) => channels.find(one => one.channel === channel)?.recipients ?? 0
  return (
    <div className="k-stack" aria-live="polite">
      {isFresh ? null : <Notice title={t('broadcasts.web.count.stale')} />}
      {estimate.longest > estimate.maxSegments ? (
        <Notice tone="error" title={t('broadcasts.web.too-long', { most: estimate.maxSegments })} />
      ) : null}
      <Numbers
        list={[
          [t('broadcasts.web.recipients'), f.number(estimate.recipients)],
          [t('broadcasts.web.segments'), f.number(estimate.segments)],
          [t('broadcasts.web.cost'), dong(estimate.dong)],
        ]}
      />
      {samples.map(sample => (
        <Phone key={sample.channel} sample={sample} from={brandname} recipients={recipientsOf(sample.channel)} />
      ))}
      {networks.length > 0 ? (
        <Table
          heads={[t('broadcasts.web.networks'), t('broadcasts.web.people'), t('broadcasts.web.cost')]}
          rows={networks.map(one => [
            one.network ?? t('broadcasts.web.network.other'),
            f.number(one.recipients),
            dong(one.dong),
          ])}
        />
      ) : null}
      <p className="k-hint">
        {t('broadcasts.web.meant')}: {f.number(estimate.people)} · {t('broadcasts.web.unreachable')}:{' '}
        {f.number(estimate.unreachable)} · {t('broadcasts.web.optedOut')}: {f.number(estimate.optedOut)}
      </p>
    </div>
  )
}
