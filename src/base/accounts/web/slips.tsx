import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useSaveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

type Wanted = Parameters<typeof api.accounts.slips>[0]['body']

/** Prints slips and hands the file to the browser. */
function useSlips(onDone: () => void) {
  const t = useWords()
  const { busy, problem, save } = useSaveFile()
  const print = async (body: Wanted) => {
    if (await save(api.accounts.slips({ body }), `${t('accounts.slip.file')}.pdf`)) onDone()
  }
  return { busy, problem, print }
}

/** For chosen rows of the list. */
export function PrintChosen({ accountIds, onDone }: { accountIds: readonly string[]; onDone: () => void }) {
  const t = useWords()
  const { busy, problem, print } = useSlips(onDone)
  return (
    <>
      {problem ? (
        <p className="k-error" role="alert">
          {tell(t, problem).title}
        </p>
      ) : null}
      <ActionButton icon="print" busy={busy} onClick={() => void print({ accountIds: [...accountIds] })}>
        {t('accounts.web.slips.print')}
      </ActionButton>
    </>
  )
}

/** For everybody of a unit who waits for one. */
export function SlipsDialog({ unit, onClose }: { unit: string | undefined; onClose: () => void }) {
  const t = useWords()
  const own = useOwnArea('accounts.reset')
  const [unitId, setUnitId] = useState(unit ?? own)
  const { busy, problem, print } = useSlips(onClose)
  const needs = useNeeds({ unit: unitId !== undefined })
  return (
    <Modal opened onClose={onClose} title={t('accounts.web.slips')}>
      <form className="k-stack" {...needs.form(() => unitId && void print({ unitId }))}>
        <p>{t('accounts.web.slips.help')}</p>
        <UnitField
          within={own}
          label={t('identity.web.unit')}
          description={t('accounts.web.slips.unit')}
          value={unitId}
          onChange={setUnitId}
          error={needs.of('unit')}
        />
        <FormFoot problem={problem} onCancel={onClose} busy={busy}>
          {t('accounts.web.slips.print')}
        </FormFoot>
      </form>
    </Modal>
  )
}
