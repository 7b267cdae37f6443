import './console.css'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Problem } from '#core/problem.ts'
import { useWords } from '#core/web/words.tsx'
import { Notice, ProblemState } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'

const SHORTEST = 5
const LONGEST = 200

export const isRestricted = (problem: unknown): boolean =>
  problem instanceof Problem && problem.code === 'people.restricted'

interface LookProps {
  readonly problem: unknown
  readonly onPurpose: (purpose: string) => void
  readonly again: () => void
}

/** Why somebody is not shown: where they asked for restriction, the officer first says what the look is for. */
export function NotShown({ problem, onPurpose, again }: LookProps) {
  const t = useWords()
  const [purpose, setPurpose] = useState('')
  const needs = useNeeds({ purpose: purpose.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }) })
  if (!isRestricted(problem)) return <ProblemState problem={problem} again={again} />
  return (
    <form className="k-stack pe-purpose" {...needs.form(() => onPurpose(purpose.trim()))}>
      <Notice icon="shield" title={t('people.office.restricted')}>
        {t('people.office.restricted.help')}
      </Notice>
      <TextInput
        label={t('people.office.purpose')}
        description={t('people.office.purpose.help')}
        value={purpose}
        error={needs.of('purpose')}
        maxLength={LONGEST}
        onChange={event => setPurpose(event.currentTarget.value)}
        autoFocus
      />
      <div>
        <Button type="submit">{t('people.office.look')}</Button>
      </div>
    </form>
  )
}
