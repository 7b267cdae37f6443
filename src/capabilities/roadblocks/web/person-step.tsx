import { useState } from 'react'
import { dayOf, fieldInstant, fieldText } from '#core/clock.ts'
import { goBack } from '#core/web/router.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, Choice, ErrorSummary, type FieldFault, MomentField, Page, TextField } from '#kit/citizen/index.ts'
import { DECISIONS, TEST_KINDS, TEST_RESULTS, type TestPaper } from '../rules.ts'
import { type Draft, type Person, withPatch } from './draft.ts'

interface PersonStepProps {
  readonly person: Person
  readonly draft: Draft
  readonly back: string
  readonly onChange: (patch: Partial<Draft>) => void
}

const SAME = 'same'

/** The test paper of one in the vehicle, and a decision of their own where it is another than the vehicle's. */
export function PersonStep({ person, draft, back, onChange }: PersonStepProps) {
  const t = useWords()
  const { test } = person
  const [kind, setKind] = useState<TestPaper['kind']>(test?.kind ?? 'pcr')
  const [result, setResult] = useState<TestPaper['result']>(test?.result ?? 'negative')
  const [taken, setTaken] = useState(() =>
    test ? fieldText(test.takenAt) : `${fieldText(serverNow()).slice(0, 11)}08:00`,
  )
  const [place, setPlace] = useState(test?.place ?? '')
  const [own, setOwn] = useState<(typeof DECISIONS)[number] | typeof SAME>(person.decision ?? SAME)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const save = (paper: TestPaper | undefined) => {
    const decision = own === SAME ? undefined : own
    onChange({ people: withPatch(draft.people, person.key, { test: paper, decision }) })
    goBack(back)
  }
  return (
    <Page title={person.name} back={back} intro={t('roadblocks.web.test')}>
      <ErrorSummary faults={faults} />
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          const at = fieldInstant(taken)
          setFaults(at ? [] : [{ field: 'taken', message: t('roadblocks.web.test.taken.missing') }])
          if (at) save({ kind, result, takenAt: at.toISOString(), place: place.trim() })
        }}
      >
        <Choice
          name="kind"
          label={t('roadblocks.web.test.kind')}
          value={kind}
          onChange={setKind}
          inline
          options={TEST_KINDS.map(value => ({ value, label: t(`roadblocks.test.${value}`) }))}
        />
        <Choice
          name="result"
          label={t('roadblocks.web.test.result')}
          value={result}
          onChange={setResult}
          inline
          options={TEST_RESULTS.map(value => ({ value, label: t(`roadblocks.test.${value}`) }))}
        />
        <MomentField
          name="taken"
          label={t('roadblocks.web.test.taken')}
          max={dayOf(serverNow())}
          value={taken}
          onChange={setTaken}
          error={faults[0]?.message}
        />
        <TextField
          name="place"
          label={t('roadblocks.web.test.place')}
          value={place}
          onChange={setPlace}
          maxLength={100}
        />
        {draft.people.length > 1 ? (
          <Choice
            name="own"
            label={t('roadblocks.web.person.decision')}
            value={own}
            onChange={setOwn}
            options={[
              { value: SAME, label: t('roadblocks.web.person.decision.same') },
              ...DECISIONS.map(value => ({ value, label: t(`roadblocks.decision.${value}`) })),
            ]}
          />
        ) : null}
        <Button type="submit">{t('roadblocks.web.test.save')}</Button>
        <Button kind="quiet" onClick={() => save(undefined)}>
          {t(test ? 'roadblocks.web.test.drop' : 'roadblocks.web.person.without')}
        </Button>
      </form>
    </Page>
  )
}
