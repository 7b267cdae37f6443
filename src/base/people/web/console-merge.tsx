import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Modal, sayDone, wholeReason } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api, type PersonLine, type PersonView, tellApart } from './console-api.ts'
import { FindPerson } from './console-find.tsx'

const SHORTEST = 5

/** Somebody entered twice: which entry stays, side by side, and why. */
export function Merge({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const t = useWords()
  const [into, setInto] = useState<PersonLine>()
  const [reason, setReason] = useState('')
  const merging = useWrite(api.people.merge, {
    done: ({ personId }) => {
      onClose()
      sayDone(t('people.office.merged', { name: into?.fullName ?? '' }))
      go(`/people?q=${encodeURIComponent(into?.fullName ?? '')}&open=${personId}`, { quiet: true })
    },
  })
  const needs = useNeeds({ reason: wholeReason(t, reason, SHORTEST) })
  const merge = () =>
    into && merging.mutate({ params: { personId: person.id }, body: { intoId: into.id, reason: reason.trim() } })
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.office.merge.title', { name: person.fullName })}>
      {into ? (
        <form className="k-stack" {...needs.form(merge)}>
          <div className="pe-pair">
            <Entry label={t('people.office.merge.goes')} person={person} />
            <Icon name="next" />
            <Entry label={t('people.office.merge.stays')} person={into} />
          </div>
          <p>{t('people.office.merge.help')}</p>
          <Textarea
            label={t('people.office.merge.reason')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            error={needs.of('reason')}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
          />
          {merging.error ? (
            <p className="k-error" role="alert">
              {tell(t, merging.error).title}
            </p>
          ) : null}
          <div className="k-foot">
            <Button variant="default" onClick={() => setInto(undefined)}>
              {t('people.office.merge.other')}
            </Button>
            <Button type="submit" loading={merging.isPending}>
              {t('people.office.merge.do')}
            </Button>
          </div>
        </form>
      ) : (
        <FindPerson
          label={t('people.office.merge.find')}
          description={t('people.office.merge.find.hint')}
          exceptId={person.id}
          onPick={setInto}
          autoFocus
        />
      )}
    </Modal>
  )
}

function Entry({ label, person }: { label: string; person: Parameters<typeof tellApart>[1] & { fullName: string } }) {
  const t = useWords()
  return (
    <div>
      <small>{label}</small>
      <p>
        <strong>{person.fullName}</strong>
      </p>
      <small>{tellApart(t, person)}</small>
    </div>
  )
}
