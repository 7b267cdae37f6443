import type { ReactNode } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { usePlace, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, ProblemState, SelectField, Skeleton } from '#kit/citizen/index.ts'
import { type MyPerson, people } from '../contract.ts'

const api = browserApi({ people })

interface OneOfMineProps {
  /** The label of the choice among those of the household. */
  readonly who: string
  /** What one can do here once it is known who one is. */
  readonly nobody: string
  /** Whether the page is of use without a network. */
  readonly offline?: boolean
  readonly children: (person: MyPerson) => ReactNode
}

/** What a page shows of me or of one of my household, whom the address names (`cho`). */
export function OneOfMine({ who, nobody, offline = false, children }: OneOfMineProps) {
  const t = useWords()
  const { path } = usePlace()
  const { data, error, refetch } = useRead(api.people.mine, {}, { offline })
  const [search, setSearch] = useSearch()
  if (!data) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={6} />
  const chosen = data.people.find(person => person.id === search.get('cho')) ?? data.people[0]
  if (!chosen)
    return (
      <Card>
        <EmptyState
          icon="person"
          title={nobody}
          action={<Button to={`/khai-bao?den=${path}`}>{t('people.web.mine.enter')}</Button>}
        />
      </Card>
    )
  return (
    <>
      {data.people.length > 1 ? (
        <SelectField
          name="cho"
          label={who}
          value={chosen.id}
          onChange={cho => setSearch({ cho })}
          options={data.people.map((person, i) => ({
            value: person.id,
            label: i === 0 ? t('people.web.mine.me', { name: person.fullName }) : person.fullName,
          }))}
        />
      ) : null}
      {children(chosen)}
    </>
  )
}
