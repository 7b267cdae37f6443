import { Spotlight, spotlight } from '@mantine/spotlight'
import { useQueries } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { withoutMarks } from '#core/text.ts'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import type { Finder } from '../page.ts'

export const openPalette = (): void => spotlight.open()

export interface Command {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly to: string
}

const MIN_CHARS = 2
const plain = (text: string): string => withoutMarks(text).toLowerCase()

/** Enter without a choice means the first that was found. */
function takeFirst(): void {
  const [first] = document.querySelectorAll<HTMLElement>('.k-palette-action')
  if (!document.querySelector('.k-palette-action[data-selected]')) first?.click()
}

/** ⌘K: pages at once, and people, places and cases as the officer types. */
export function Palette({ commands, finders }: { commands: readonly Command[]; finders: readonly Finder[] }) {
  const t = useWords()
  const [query, setQuery] = useState('')
  const text = useDeferredValue(query.trim())
  const asked = text.length >= MIN_CHARS
  const answers = useQueries({
    queries: finders.map(finder => ({
      queryKey: ['palette', finder.name, text],
      queryFn: ({ signal }: { signal: AbortSignal }) => finder.find(text, signal),
      enabled: asked,
      staleTime: 30_000,
      retry: false,
    })),
  })
  const pages = commands.filter(command => plain(command.label).includes(plain(query.trim())))
  const nothing = pages.length === 0 && answers.every(answer => !answer.data?.length)
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      maxHeight={480}
      scrollable
      title={t('console.search')}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      classNames={{
        header: 'only-read',
        action: 'k-palette-action',
        actionsGroup: 'k-palette-group',
        actionDescription: 'k-palette-about',
      }}
    >
      <Spotlight.Search
        placeholder={t('console.search')}
        leftSection={<Icon name="search" size={20} />}
        onKeyDown={event => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) takeFirst()
        }}
      />
      <Spotlight.ActionsList>
        {finders.map((finder, i) => {
          const found = answers[i]?.data ?? []
          return asked && found.length > 0 ? (
            <Spotlight.ActionsGroup key={finder.name} label={t(finder.label)}>
              {found.map(thing => (
                <Spotlight.Action
                  key={thing.id}
                  label={thing.title}
                  description={thing.detail ?? ''}
                  leftSection={<Icon name={finder.icon} size={18} />}
                  onClick={() => go(thing.to)}
                />
              ))}
            </Spotlight.ActionsGroup>
          ) : null
        })}
        {pages.length > 0 ? (
          <Spotlight.ActionsGroup label={t('console.pages')}>
            {pages.map(command => (
              <Spotlight.Action
                key={command.id}
                label={command.label}
                leftSection={<Icon name={command.icon} size={18} />}
                onClick={() => go(command.to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {nothing ? <Spotlight.Empty>{t('console.nothingFound')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
