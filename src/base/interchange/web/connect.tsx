import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { CopyButton, Facts, FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** Gives our card away and takes theirs. */
export function Connect({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const [card, setCard] = useState('')
  const { data: own } = useRead(api.interchange.card, {})
  const { data: me } = useRead(api.identity.me, {})
  const unitId = me?.grants.find(grant => grant.role === 'administrator')?.areaId
  const add = useWrite(api.interchange.addPartner, {
    done: () => {
      sayDone(t('interchange.web.added'))
      onClose()
    },
  })
  const needs = useNeeds({ card: card.trim() !== '' })
  return (
    <Modal opened onClose={onClose} size="lg" title={t('interchange.web.connect')}>
      <form className="k-stack" {...needs.form(() => unitId && add.mutate({ body: { unitId, card } }))}>
        <p>{t('interchange.web.connect.help')}</p>
        <Facts
          narrow
          facts={[
            [
              t('interchange.web.own.mark'),
              <span key="mark" className="ic-mark">
                {own?.mark ?? '…'}
              </span>,
            ],
          ]}
        />
        <Textarea
          label={t('interchange.web.own')}
          readOnly
          autosize
          minRows={3}
          maxRows={6}
          value={own?.card ?? ''}
          onFocus={event => event.currentTarget.select()}
        />
        <CopyButton text={own?.card ?? ''}>{t('interchange.web.copy')}</CopyButton>
        <Textarea
          label={t('interchange.web.card')}
          autosize
          minRows={4}
          maxRows={10}
          value={card}
          error={needs.of('card')}
          onChange={event => setCard(event.currentTarget.value)}
        />
        <FormFoot problem={add.error} onCancel={onClose} busy={add.isPending}>
          {t('interchange.web.connect')}
        </FormFoot>
      </form>
    </Modal>
  )
}
